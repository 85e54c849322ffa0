"""Converts between the Julian and the Gregorian calendar, by Julian day numbers.

Dates are (year, month, day) tuples with astronomical years. A date marked Old Style in a source
is Julian; 29 February 1700 exists only in that calendar and is 11 March 1700 in the Gregorian.
"""

from __future__ import annotations

from timeline.dates import gregorian

# The Julian day numbers of 0001-01-01 in each calendar.
_GREGORIAN_EPOCH = 1_721_426
_JULIAN_EPOCH = 1_721_424
_DAYS_IN_4_YEARS = 1461
_DAYS_IN_MONTH = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def julian_to_gregorian(year: int, month: int, day: int) -> tuple[int, int, int]:
    """Convert a Julian date to a Gregorian one; raises ValueError if it doesn't exist."""
    if not (1 <= month <= 12 and 1 <= day <= julian_days_in_month(year, month)):
        raise ValueError(f"no such day in the Julian calendar: {year}-{month}-{day}")
    past = year - 1
    days = past * 365 + past // 4 + day - 1
    days += sum(julian_days_in_month(year, earlier) for earlier in range(1, month))
    return gregorian.civil(days + _JULIAN_EPOCH - _GREGORIAN_EPOCH)


def gregorian_to_julian(year: int, month: int, day: int) -> tuple[int, int, int]:
    """Convert a Gregorian date, which must exist, to a Julian one."""
    days = gregorian.day_number(year, month, day) + _GREGORIAN_EPOCH - _JULIAN_EPOCH
    cycle, rest = divmod(days, _DAYS_IN_4_YEARS)
    year_of_cycle = min(rest // 365, 3)
    julian_year = cycle * 4 + year_of_cycle + 1
    rest -= year_of_cycle * 365
    julian_month = 1
    while rest >= (length := julian_days_in_month(julian_year, julian_month)):
        rest -= length
        julian_month += 1
    return julian_year, julian_month, rest + 1


def julian_days_in_month(year: int, month: int) -> int:
    """The number of days in a Julian month; February 1700, 1800 and 1900 have 29."""
    return _DAYS_IN_MONTH[month - 1] + (month == 2 and year % 4 == 0)
