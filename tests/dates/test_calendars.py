"""The project's own calendar arithmetic, checked against datetime within its range of years."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeline.dates import gregorian
from timeline.dates.calendars import gregorian_to_julian, julian_to_gregorian


@given(st.dates())
def test_equals_datetime(date: datetime.date) -> None:
    day = gregorian.day_number(date.year, date.month, date.day)
    assert day == date.toordinal() - 1
    assert gregorian.civil(day) == (date.year, date.month, date.day)
    assert gregorian.weekday(day) == date.weekday()


@given(st.integers(-(10**14), 10**14))
def test_any_day_number_comes_back(day: int) -> None:
    year, month, day_of_month = gregorian.civil(day)
    assert 1 <= day_of_month <= gregorian.days_in_month(year, month)
    assert gregorian.day_number(year, month, day_of_month) == day


def test_every_day_of_a_cycle_follows_the_one_before() -> None:
    days = [gregorian.civil(day) for day in range(-146_097 // 4, 146_097 // 4)]
    assert days == sorted(set(days))


@pytest.mark.parametrize(
    ("moved", "months", "result"),
    [((2004, 2, 29), 12, (2005, 2, 28)), ((0, 1, 1), -1, (-1, 12, 1)), ((1, 1, 31), 1, (1, 2, 28))],
)
def test_months_are_added(
    moved: tuple[int, int, int], months: int, result: tuple[int, int, int]
) -> None:
    day = gregorian.add_months(gregorian.day_number(*moved), months)
    assert gregorian.civil(day) == result


@pytest.mark.parametrize(
    ("julian", "new"),
    [
        ((1783, 4, 8), (1783, 4, 19)),
        ((1917, 10, 25), (1917, 11, 7)),
        ((1700, 2, 29), (1700, 3, 11)),
        ((1582, 10, 5), (1582, 10, 15)),
        ((1, 1, 1), (0, 12, 30)),
        ((-4712, 1, 1), (-4713, 11, 24)),
    ],
)
def test_old_style(julian: tuple[int, int, int], new: tuple[int, int, int]) -> None:
    assert julian_to_gregorian(*julian) == new
    assert gregorian_to_julian(*new) == julian


@pytest.mark.parametrize("julian", [(1701, 2, 29), (1700, 13, 1), (1700, 4, 31), (1700, 4, 0)])
def test_no_such_julian_day(julian: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="no such day"):
        julian_to_gregorian(*julian)


@given(st.integers(-(10**9), 10**9))
def test_the_calendars_invert_each_other(day: int) -> None:
    date = gregorian.civil(day)
    assert julian_to_gregorian(*gregorian_to_julian(*date)) == date
