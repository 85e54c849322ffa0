"""How a source's words relate to the stored date."""

from __future__ import annotations

import datetime

import pytest

from timeline.dates.edtf import Precision, parse
from timeline.dates.evidence import (
    Evidence,
    contradicting_reading,
    evidence_of,
    explanation,
    reading_of_words,
)

TODAY = datetime.date(2025, 3, 18)


ZONE = "America/New_York"


@pytest.mark.parametrize(
    ("written", "edtf", "evidence", "line"),
    [
        ("June 3, 2000", "2000-06-03", Evidence.STATED, "As written, to the day."),
        ("1783", "1783", Evidence.STATED, "As written, to the year."),
        ("18th century", "17XX", Evidence.STATED, "As written, to the century."),
        ("1853–56", "1853/1856", Evidence.STATED, "A range, as written."),
        ("1667 or 1668", "[1667,1668]", Evidence.STATED, "As written."),
        (
            "10 a.m. ET March 18, 2025",
            "2025-03-18T14:00:00Z",
            Evidence.STATED,
            "As written, to the minute.",
        ),
        (
            "18 March 2025, 10:05 UTC",
            "2025-03-18T10:05:00Z",
            Evidence.STATED,
            "As written, to the minute.",
        ),
        (
            "2025-03-18T10:00:30Z",
            "2025-03-18T10:00:30Z",
            Evidence.STATED,
            "As written, to the second.",
        ),
        ("18th century", "1783", Evidence.NARROWED, "Narrowed: the words alone say 18th century."),
        (
            "March 18, 2025",
            "2025-03-18T10:00:00-04:00",
            Evidence.NARROWED,
            "Narrowed: the words alone say 18 March 2025.",
        ),
        ("yesterday", "2025-03-17", Evidence.WORKED, "Worked out from the post’s own day."),
        ("on Monday", "2025-03-17", Evidence.WORKED, "The desk’s reading."),  # or of next week
        (
            "last month",
            "2025-02-10",
            Evidence.WORKED,
            "Worked out from the post’s own day.",
        ),
        (
            "yesterday",
            "2025-03-16",
            Evidence.WORKED,
            "The desk’s reading; from the post’s own day the words say 17 March 2025.",
        ),
        (
            "June 4, 2000",
            "2000-06-03",
            Evidence.WORKED,
            "The desk’s reading; the words alone say 4 June 2000.",
        ),
        ("1783", "17XX", Evidence.WORKED, "The desk’s reading; the words alone say 1783."),
        ("three days into the war", "2022-02-26", Evidence.WORKED, "The desk’s reading."),
        ("", "2022-02-26", Evidence.WORKED, "The desk’s reading."),
        ("c. 1783", "1783~", Evidence.APPROXIMATE, "Approximate."),
        ("1783", "1783?", Evidence.APPROXIMATE, "Approximate."),
        ("", "1783~", Evidence.APPROXIMATE, "Approximate."),
        (
            "1782",
            "1783~",
            Evidence.APPROXIMATE,
            "The desk’s reading; the words alone say 1782.",
        ),
        ("since 2014", "2014/..", Evidence.APPROXIMATE, "Known on one side only."),
    ],
)
def test_what_the_words_say_of_the_date(
    written: str, edtf: str, evidence: Evidence, line: str
) -> None:
    date, reading = parse(edtf), reading_of_words(written, TODAY, ZONE)
    assert evidence_of(reading, date) is evidence
    assert str(explanation(evidence, date, reading)) == line


@pytest.mark.parametrize(
    ("written", "edtf", "line"),
    [
        ("8 April 1783", "1783-04-19", "As written, converted from Old Style."),
        ("8 April 1783 O.S.", "1783-04-19", "As written, converted from Old Style."),
        ("19 April 1783 (8 April O.S.)", "1783-04-19", "As written, converted from Old Style."),
        ("8–14 April 1783", "1783-04-19/1783-04-25", "As written, converted from Old Style."),
        ("8 апреля 1783", "1783-04-19", "As written, converted from Old Style."),
        ("08.04.1783", "1783-04-19", "As written, converted from Old Style."),
        ("Wednesday, 25 October 1917", "1917-11-07", "As written, converted from Old Style."),
        ("Thursday, 25 October 1917", "1917-10-25", "The desk’s reading."),
        ("8 April to May 1783", "1783-04-08/1783-05", "The desk’s reading."),
        ("1783-04-08", "1783-04-08", "As written, to the day."),
        (
            "8 April 1783",
            "1783-04-08",
            "The desk’s reading; the words alone say 19 April 1783 (8 April O.S.).",
        ),
        ("April 1783", "1783-04-19", "Narrowed: the words alone say April 1783."),
        ("1783", "1783", "As written, to the year."),
    ],
)
def test_days_of_a_source_in_old_style_are_read_so_without_a_mark(
    written: str, edtf: str, line: str
) -> None:
    date, reading = parse(edtf), reading_of_words(written, TODAY, ZONE, "J")
    assert str(explanation(evidence_of(reading, date), date, reading)) == line


@pytest.mark.parametrize(
    ("written", "edtf", "said"),
    [
        ("June 4, 2000", "2000-06-03", "2000-06-04"),
        ("1783", "1785", "1783"),
        ("June 2000", "2000-06-03", None),
        ("1783", "17XX", None),
        ("last month", "2000-06-03", None),
        ("three days into the war", "2022-02-26", None),
        ("10 a.m. ET March 18, 2025", "2025-03-18T14:00:00Z", None),
        ("10 a.m. ET March 18, 2025", "2025-03-18T15:00:00Z", "2025-03-18T10:00:00-04:00"),
    ],
)
def test_what_the_words_say_is_another_time(written: str, edtf: str, said: str | None) -> None:
    reading = contradicting_reading(written, parse(edtf), TODAY, ZONE)
    assert (str(reading.date) if reading else None) == said


def test_every_precision_has_its_line() -> None:
    texts = "2025-03-18T10:00:00 2025-03-18 2025-03 2025-21 2025-33 2025-37 2025-40 2025 202X 20XX"
    dates = [parse(text) for text in [*texts.split(), "2XXX", "XXXX"]]
    assert {date.precision for date in dates} == set(Precision)
    assert all(str(explanation(Evidence.STATED, date)).startswith("As written") for date in dates)
