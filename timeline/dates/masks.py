"""EDTF level 2 "Unspecified Digit": the values that a component with X in it can have."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product

from timeline.dates import gregorian


def year_range(year: str) -> tuple[int, int]:
    """The first and last year that match a signed four-digit year with X."""
    first, last = sorted(int(year.replace("X", digit)) for digit in "09")
    return first, last


def numbers(mask: str | None, highest: int) -> tuple[int, ...]:
    """The numbers from 1 to ``highest`` that match a two-digit component with X."""
    if not mask:
        return ()
    pattern = re.compile(mask.replace("X", "[0-9]"))
    return tuple(n for n in range(1, highest + 1) if pattern.fullmatch(f"{n:02}"))


def day_range(year: str, months: tuple[int, ...], days: tuple[int, ...]) -> tuple[int, int] | None:
    """Day numbers, end exclusive, from the first to the last day that matches all components.

    Whole months if ``days`` is empty, whole years if ``months`` is too. None if no day matches.
    """
    if not days:
        first, last = year_range(year)
        first_month, last_month = (months[0], months[-1]) if months else (1, 12)
        start = gregorian.month_start(first, first_month)
        return start, gregorian.month_start(last, last_month + 1)
    # Fail early for a day that doesn't exist even in a leap year; any other is found quickly.
    if not any(gregorian.days_in_month(4, month) >= day for month in months for day in days):
        return None
    first_day = next(_fitting_days(year, months, days), None)
    last_day = next(_fitting_days(year, months[::-1], days[::-1], newest_first=True), None)
    if first_day is None or last_day is None:
        return None
    return first_day, last_day + 1


def _fitting_days(
    year: str, months: tuple[int, ...], days: tuple[int, ...], *, newest_first: bool = False
) -> Iterator[int]:
    """Yield every existing day that matches, in chronological order or newest first."""
    sign, digits = year[:-4], year[-4:]
    # Negative years count down as time goes on.
    unspecified = "9876543210" if newest_first != (sign == "-") else "0123456789"
    for year_digits in product(*(unspecified if digit == "X" else digit for digit in digits)):
        number = int(sign + "".join(year_digits))
        for month, day in product(months, days):
            if day <= gregorian.days_in_month(number, month):
                yield gregorian.day_number(number, month, day)
