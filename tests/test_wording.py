"""The wording of dates on pages."""

from __future__ import annotations

import pytest
from hypothesis import given

from tests.dates.strategies import valid_edtf
from timeline.dates.edtf import OPEN_END, parse
from timeline.eras import eras
from timeline.wording import (
    clock,
    day_and_month,
    day_range,
    display,
    era_title,
    precision_note,
    span_title,
    weekday,
)


@pytest.mark.parametrize(
    ("edtf", "first", "last"),
    [
        ("2014", "1 January 2014", "31 December 2014"),
        ("17XX", "1 January 1700", "31 December 1799"),
        ("2014-03-18", "18 March 2014", "18 March 2014"),
        ("-0043-03-15", "15 March 44 BC", "15 March 44 BC"),
        ("2014/..", "1 January 2014", None),
        ("../2014", None, "31 December 2014"),
        ("Y12345", "1 January 12345", "31 December 12345"),
        ("Y-20000", "1 January 20001 BC", "31 December 20001 BC"),
    ],
)
def test_a_range_is_named_by_its_days(edtf: str, first: str | None, last: str | None) -> None:
    assert day_range(parse(edtf)) == (first, last)


@pytest.mark.parametrize(
    ("first", "last", "title"),
    [
        ("1783", "2025-03-18", "1783–2025"),
        ("2014-02-27", "2014-03-18", "2014"),
        ("2014", "2014", "2014"),
        ("2014", "2014/..", "since 2014"),
        ("17XX", "17XX", "18th century"),
    ],
)
def test_a_timeline_is_named_by_how_far_it_reaches(first: str, last: str, title: str) -> None:
    upper = parse(last).upper
    assert span_title(parse(first), None if upper == OPEN_END else upper) == title


@pytest.mark.parametrize(
    ("edtf", "note"),
    [
        ("2025-03-18T10:00:00", "to the minute"),
        ("2025-03-18T10:05:00-04:00", "to the minute"),
        ("2025-03-18T10:00:30Z", "to the second"),
        ("2014-03-18", "to the day"),
        ("2014-03", "to the month"),
        ("2014", "to the year"),
        ("201X", "to the decade"),
        ("17XX", "to the century"),
        ("2014-21", "to the season"),
        ("2014-33", "to the quarter"),
        ("2014-37", "to a part of the year"),
        ("2014-40", "to half a year"),
        ("1XXX", "to the millennium"),
        ("XXXX", "to a stretch of time"),
        ("[2025-03-10..2025-03-16]", "which of these is not known"),
        ("{1960,1961}", "to the year"),
    ],
)
def test_how_finely_a_date_is_known_is_said(edtf: str, note: str) -> None:
    assert precision_note(parse(edtf)) == note


def test_a_day_may_be_said_without_its_year() -> None:
    assert day_and_month(parse("2014-03-18")) == "18 March"


def test_a_weekday_is_said_where_the_day_is_known_and_the_calendar_ours() -> None:
    assert weekday(parse("2014-03-18")) == "Tuesday 18 March 2014"
    assert "day" not in weekday(parse("2014-03"))
    assert "Saturday" not in weekday(parse("1783-04-19"), calendar="J")


@given(valid_edtf)
def test_every_date_has_words_for_everything_a_page_says(edtf: str) -> None:
    date = parse(edtf)
    assert display(date)
    assert weekday(date)
    assert precision_note(date)
    day_range(date)
    clock(date)
    for era in eras([date]):
        assert era_title(era.edtf)
    if not date.is_open:
        assert span_title(date, date.upper)
    if date.upper != OPEN_END and abs(date.lower) < OPEN_END:
        assert span_title(date, None)
