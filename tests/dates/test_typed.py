"""The table of text that editors and readers type, with its EDTF or null if it is refused."""

from __future__ import annotations

import contextlib
import datetime
from collections import Counter

import pytest

from tests.dates.tables import rows
from timeline.dates.display import display
from timeline.dates.edtf import parse
from timeline.dates.evidence import evidence_of, reading_of_words
from timeline.dates.reading import Reading, Unreadable, read

# The base of the project's tables: 18 March 2025, 12:00 in New York, a Tuesday.
NOW = datetime.datetime(2025, 3, 18, 12, 0)
NEW_YORK = "America/New_York"
TYPED = rows("typed")


def understood(text: str) -> Reading | Unreadable:
    try:
        return read(text, today=NOW, zone=NEW_YORK)
    except Unreadable as problem:
        return problem


@pytest.mark.parametrize("cls", sorted({row["cls"] for row in TYPED}))
def test_typed(cls: str) -> None:
    """All rows of a class; a wrong reading is worse than a refusal, so both are told apart."""
    found = {row["input"]: understood(row["input"]) for row in TYPED if row["cls"] == cls}
    expected = {row["input"]: row["edtf"] for row in TYPED if row["cls"] == cls}
    edtf = {
        text: str(result.date) if isinstance(result, Reading) else None
        for text, result in found.items()
    }
    assert edtf == expected
    for result in found.values():
        if isinstance(result, Unreadable):
            assert str(result).endswith((".", "?"))
            assert all(map(parse, result.candidates))
        else:
            assert display(result.date, result.zone, calendar=result.calendar)


def test_the_table_is_of_use() -> None:
    counts = Counter(row["cls"] for row in TYPED)
    classes = {row["cls"] for row in rows("entry_gold")}
    assert classes <= set(counts)
    assert min(counts[cls] for cls in classes) >= 20
    inputs = [row["input"] for row in TYPED]
    assert len(inputs) == len(set(inputs))


@pytest.mark.parametrize(
    ("text", "candidates"),
    [
        # Two readings
        ("2011–12", ("2011/2012", "2011-12")),
        ("1999–21", ("1999/2021", "1999-21")),
        ("–1954", ("../1954", "-1954")),
        ("1914-8", ("1914-08", "1914/1918")),
        ("2014-3", ("2014-03",)),
        ("March 2014 or 2015", ("[2014-03,2015-03]", "[2014-03,2015]")),
        ("1914, May 1918 and 1945", ("{1914,1918-05,1945-05}", "{1914,1918-05,1945}")),
        ("14 December, 780–771 BC", ("-0779-12-14/-0770", "-077X-12-14")),
        ("13, 14 May 2003", ("[2003-05-13,2003-05-14]", "{2003-05-13,2003-05-14}")),
        ("May, June 2003", ("[2003-05,2003-06]", "{2003-05,2003-06}")),
        ("May 13/14, 2003", ("2003-05-13/2003-05-14", "[2003-05-13,2003-05-14]")),
        ("2003-05-01/03", ("2003-05-01/2003-05-03",)),
        ("2003-05-01/06-03", ("2003-05-01/2003-06-03",)),
        ("2003-05/06", ("2003-05/2003-06",)),
        ("summer 2013-14", ("2013-30", "2013-22/2014-22", "2013-22", "2014-22")),
        ("next summer", ("2025-22", "2026-22")),
        ("this winter", ("2024-24", "2025-24")),
        ("week of 16 March 2025", ("2025-03-16/2025-03-22", "2025-03-10/2025-03-16")),
        ("1800-е", ("180X", "18XX")),
        # A year is missing
        ("June", ("2025-06", "2024-06")),
        ("18 марта", ("2025-03-18", "2024-03-18")),
        ("3 June", ("2025-06-03", "2024-06-03")),
        ("June 0", ()),
        # A century is missing
        ("June '44", ("2044-06", "1944-06", "1844-06")),
        ("June 44", ("2044-06", "1944-06", "1844-06")),
        ("44 June", ("2044-06", "1944-06", "1844-06")),
        ("since June 44", ("2044-06/..", "1944-06/..", "1844-06/..")),
        ("18 March '25", ("2025-03-18", "1925-03-18", "1825-03-18")),
        ("18 March 25", ("2025-03-18", "1925-03-18", "1825-03-18")),
        ("29 February 04", ("2004-02-29", "1904-02-29", "1804-02-29")),
        ("29 February 00", ()),
        ("31 June 25", ()),
        ("18 March 444", ()),
        # An era is missing
        ("44", ("0044", "-0043")),
        ("00044", ("0044", "-0043")),
        # A weekday narrows what is offered
        ("Tuesday 03/04/2014", ("2014-03-04",)),
        ("понедельник, 18 марта 2014", ("2014-03-18", "2014-03-17")),
        # No such day
        ("31 червня 2014", ("2014-06",)),
        # A name misspelt
        ("3 Febuary 2000", ("2000-02-03",)),
        ("Tusday, 18 March 2025", ("2025-03-18",)),
        ("18th cenutry", ("17XX",)),
    ],
)
def test_a_refusal_offers_the_possible_readings(text: str, candidates: tuple[str, ...]) -> None:
    problem = understood(text)
    assert isinstance(problem, Unreadable)
    assert problem.candidates == candidates


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("3 June", "Which year? Add it."),
        ("June", "Which year? Add it."),
        ("June 31", "Which year? Add it."),
        ("June 44", "Write the year with four digits, or add AD or BC."),
        ("in June 44", "Write the year with four digits, or add AD or BC."),
        ("18 March 25", "Write the year with four digits, or add AD or BC."),
        ("18 March 444", "Write the year with four digits, or add AD or BC."),
        ("00044", "Write the year with four digits, or add AD or BC."),
        ("18 March 00044", "Write the year with four digits, or add AD or BC."),
        ("June '44", "Which century? Write the year in full."),
    ],
)
def test_a_missing_year_or_a_short_one_is_asked(text: str, asked: str) -> None:
    assert str(understood(text)) == asked


@pytest.mark.parametrize(
    ("text", "assumed"),
    [
        ("yesterday", "“yesterday” was counted from 18 March 2025, 12:00 ET."),
        ("since last year", "“last year” was counted from 18 March 2025, 12:00 ET."),
        ("late last month", "“last month” was counted from 18 March 2025, 12:00 ET."),
        ("March last year", "“March last year” was counted from 18 March 2025, 12:00 ET."),
        ("20140318", "Read as year, month and day: 18 March 2014."),
        ("-1954", "Read as 1955 BC."),
        ("?-1954", "Read as 1955 BC (uncertain)."),
        ("MCMLIV", "Read as a Roman numeral."),
        ("03.04.2014", "Read with the day first: 3 April 2014."),
        ("3.–5.6.2000", "Read with the day first: 3–5 June 2000."),
        ("2025-03-18T14:05:33.217Z", "The fraction of the second was left out."),
        ("yesterday, 1 and 2 March 2025", "“yesterday” was counted from 18 March 2025, 12:00 ET."),
        ("03.04.2014, 7 June 2014 and 8 June 2014", "Read with the day first: 3 April 2014."),
    ],
)
def test_what_was_assumed(text: str, assumed: str) -> None:
    result = understood(text)
    assert isinstance(result, Reading)
    assert [str(note) for note in result.assumptions] == [assumed]


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("18 July 2025, 21:05 IST", "IST"),
        ("21:05 (Kyiv), 18 July 2025", "Kyiv"),
        ("2025-07-18 21:05 Europe/Paris", "Europe/Paris"),
    ],
)
def test_a_zone_that_nobody_knows_is_asked(text: str, zone: str) -> None:
    problem = understood(text)
    assert isinstance(problem, Unreadable)
    assert str(problem) == f"Which time zone is “{zone}”? Write the offset, such as +02:00."


def test_relative_words_count_from_the_stated_moment() -> None:
    late = datetime.datetime(2025, 3, 18, 23, 30, tzinfo=datetime.UTC)
    kyiv = read("three hours ago", today=late, zone="Europe/Kyiv")
    assert str(kyiv.date) == "2025-03-18"
    assert [str(note) for note in kyiv.assumptions] == [
        "“three hours ago” was counted from 19 March 2025, 01:30 Kyiv time."
    ]
    assert str(read("today", today=late, zone="America/New_York").date) == "2025-03-18"
    day = read("today", today=datetime.date(2025, 3, 18), zone="Europe/Kyiv")
    assert [str(note) for note in day.assumptions] == ["“today” was counted from 18 March 2025."]


@pytest.mark.parametrize(
    ("base", "text", "day"),
    [
        # Clocks went forward at 2:00 on 9 March 2025, and back at 2:00 on 2 November.
        ("2025-03-09T12:00", "12 hours ago", "2025-03-08"),
        ("2025-03-09T12:00", "11 hours ago", "2025-03-09"),
        ("2025-03-09T12:00", "24 hours ago", "2025-03-08"),
        ("2025-11-02T12:00", "12 hours ago", "2025-11-02"),
        ("2025-11-02T12:00", "13 hours ago", "2025-11-02"),
        ("2025-11-02T12:00", "14 hours ago", "2025-11-01"),
        ("2025-03-08T23:00", "in 1 hour", "2025-03-09"),
        ("0001-01-01T00:30", "three hours ago", "0000-12-31"),
        ("9999-12-31T23:30", "in three hours", None),
    ],
)
def test_hours_are_those_that_passed(base: str, text: str, day: str | None) -> None:
    found = None
    with contextlib.suppress(Unreadable):
        today = datetime.datetime.fromisoformat(base)
        found = str(read(text, today=today, zone=NEW_YORK).date)
    assert found == day


def test_an_hour_that_the_clocks_showed_twice_is_asked() -> None:
    with pytest.raises(Unreadable) as caught:
        read("2 hours ago", today=datetime.datetime(2025, 11, 2, 1, 30), zone=NEW_YORK)
    assert caught.value.candidates == ("2025-11-01", "2025-11-02")


@pytest.mark.parametrize(
    ("base", "text", "candidates"),
    [
        ("2025-03-31", "a month ago today", ("2025-02-28", "2025-03-01")),
        ("2024-02-29", "a year ago today", ("2023-02-28", "2023-03-01")),
    ],
)
def test_a_day_that_its_month_does_not_have_is_asked(
    base: str, text: str, candidates: tuple[str, ...]
) -> None:
    with pytest.raises(Unreadable) as caught:
        read(text, today=datetime.date.fromisoformat(base))
    assert caught.value.candidates == candidates


def test_a_day_alone_has_no_hours() -> None:
    with pytest.raises(Unreadable):
        read("three hours ago", today=NOW.date())
    assert str(read("48 hours ago", today=NOW.date()).date) == "2025-03-16"


def test_a_reading_is_the_evidence_of_its_own_words() -> None:
    date = parse("2014-03-18")
    reading = reading_of_words("18 березня 2014 року", NOW.date(), None)
    assert evidence_of(reading, date).value == "stated"
