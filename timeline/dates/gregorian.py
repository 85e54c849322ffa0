"""Proleptic Gregorian arithmetic for any year, with astronomical numbering (0 is 1 BC).

``datetime`` supports the years 1 to 9999 only; timelines need more. Days are numbered from
0001-01-01, which is day 0 (so ``day == datetime.date.toordinal() - 1``).
"""

from __future__ import annotations

from bisect import bisect_right
from functools import lru_cache

MONTHS_IN_YEAR = 12
_DAYS_IN_400_YEARS = 146_097
_DAYS_BEFORE_MONTH = (0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334)
_DAYS_IN_MONTH = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def is_leap(year: int) -> bool:
    """Whether this astronomical year is a Gregorian leap year."""
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def days_in_month(year: int, month: int) -> int:
    """The number of days in a month (1–12)."""
    return _DAYS_IN_MONTH[month - 1] + (month == 2 and is_leap(year))


def day_number(year: int, month: int = 1, day: int = 1) -> int:
    """Days from 0001-01-01 to the given day; whether that day exists isn't checked."""
    past = year - 1
    leap_days = past // 4 - past // 100 + past // 400
    after_leap_day = month > 2 and is_leap(year)
    return past * 365 + leap_days + _DAYS_BEFORE_MONTH[month - 1] + after_leap_day + day - 1


# Cached: pages repeat the same few days in ticks, headings, links and dates.
@lru_cache(maxsize=1024)
def civil(day: int) -> tuple[int, int, int]:
    """The (year, month, day of month) of a day number: the inverse of ``day_number``."""
    cycle, rest = divmod(day, _DAYS_IN_400_YEARS)
    # Subtract the leap days before this day in the cycle, so that every year has 365 days.
    year_of_cycle = (rest - rest // 1460 + rest // 36524 - rest // 146096) // 365
    year = cycle * 400 + year_of_cycle + 1
    day_of_year = day - day_number(year)
    if is_leap(year) and day_of_year >= 59:
        if day_of_year == 59:
            return year, 2, 29
        day_of_year -= 1
    month = bisect_right(_DAYS_BEFORE_MONTH, day_of_year)
    return year, month, day_of_year - _DAYS_BEFORE_MONTH[month - 1] + 1


def month_start(year: int, month: int) -> int:
    """The day number of a month's first day; months outside 1–12 roll over into other years."""
    years, index = divmod(month - 1, MONTHS_IN_YEAR)
    return day_number(year + years, index + 1)


def add_months(day: int, months: int) -> int:
    """Move a day number by whole months; the day is clamped to the length of the new month."""
    year, month, day_of_month = civil(day)
    years, index = divmod(month - 1 + months, MONTHS_IN_YEAR)
    year, month = year + years, index + 1
    return day_number(year, month, min(day_of_month, days_in_month(year, month)))


def weekday(day: int) -> int:
    """The weekday of a day number, from 0 (Monday) to 6 (Sunday)."""
    return day % 7
