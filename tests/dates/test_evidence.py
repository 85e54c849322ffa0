"""How a source's words relate to the stored date."""

from __future__ import annotations

import datetime

import pytest

from timeline.dates.edtf import Precision, parse
from timeline.dates.evidence import Evidence, how, link

TODAY = datetime.date(2025, 3, 18)


@pytest.mark.parametrize(
    ("written", "edtf", "evidence"),
    [
        ("June 3, 2000", "2000-06-03", Evidence.STATED),
        ("18th century", "17XX", Evidence.STATED),
        ("1853–56", "1853/1856", Evidence.STATED),
        ("10 a.m. ET March 18, 2025", "2025-03-18T14:00:00Z", Evidence.STATED),
        ("18th century", "1783", Evidence.NARROWED),
        ("March 18, 2025", "2025-03-18T10:00:00-04:00", Evidence.NARROWED),
        ("1783", "17XX", Evidence.WORKED),
        ("yesterday", "2025-03-17", Evidence.WORKED),
        ("on Monday", "2025-03-17", Evidence.WORKED),
        ("three days into the war", "2022-02-26", Evidence.WORKED),
        ("c. 1783", "1783~", Evidence.APPROXIMATE),
        ("1783", "1783?", Evidence.APPROXIMATE),
        ("since 2014", "2014/..", Evidence.APPROXIMATE),
    ],
)
def test_link(written: str, edtf: str, evidence: Evidence) -> None:
    assert link(written, parse(edtf), today=TODAY, zone="America/New_York") is evidence


@pytest.mark.parametrize(
    ("evidence", "edtf", "line"),
    [
        (Evidence.STATED, "1783", "As written, to the year."),
        (Evidence.STATED, "2000-06-03", "As written, to the day."),
        (Evidence.STATED, "1853/1856", "A range, as written."),
        (Evidence.STATED, "[1667,1668]", "As written."),
        (Evidence.NARROWED, "1783", "Narrowed: the words alone say less."),
        (Evidence.WORKED, "2025-03-17", "Worked out from the page’s own date."),
        (Evidence.APPROXIMATE, "1783~", "Approximate."),
        (Evidence.APPROXIMATE, "2014/..", "Known on one side only."),
    ],
)
def test_how(evidence: Evidence, edtf: str, line: str) -> None:
    assert str(how(evidence, parse(edtf))) == line


def test_how_can_say_what_the_words_say() -> None:
    message = how(Evidence.NARROWED, parse("1783"), parse("17XX"))
    assert str(message) == "Narrowed: the words alone say 18th century."


def test_every_precision_has_its_line() -> None:
    texts = "2025-03-18T10:00:00 2025-03-18 2025-03 2025-21 2025-33 2025-37 2025-40 2025 202X 20XX"
    dates = [parse(text) for text in [*texts.split(), "2XXX", "XXXX"]]
    assert {date.precision for date in dates} == set(Precision)
    assert all(str(how(Evidence.STATED, date)).startswith("As written") for date in dates)
