"""Converts the days of EDTF dates between the calendars and keeps everything else."""

from __future__ import annotations

import re
from collections.abc import Callable

from timeline.dates.calendars import gregorian_to_julian, julian_to_gregorian
from timeline.dates.edtf import EDTF, EDTFError, Precision, parse, year_text

#: A day as EDTF writes it, in years of four digits.
_DAY = re.compile(r"(?<![\dY-])(-?\d{4})-(\d\d)-(\d\d)(?!\d)")


def from_julian(date: EDTF) -> EDTF | None:
    """Convert a date with Julian days to Gregorian; None if any part isn't known to the day."""
    return _converted(date, julian_to_gregorian)


def to_julian(date: EDTF) -> EDTF | None:
    """Convert a date to Julian days; None as above, or for a day that only that calendar has."""
    return _converted(date, gregorian_to_julian)


def unmarked(date: EDTF) -> EDTF:
    """Remove ``~ ? %``: in text with both calendars, only one side has the qualifiers."""
    return parse(re.sub("[~?%]", "", str(date)))


def _converted(date: EDTF, convert: Callable[[int, int, int], tuple[int, int, int]]) -> EDTF | None:
    def day(match: re.Match[str]) -> str:
        year, month, day = convert(*(int(part) for part in match.groups()))
        return f"{year_text(year)}-{month:02}-{day:02}"

    singles = [single for span in date.spans for single in span.dates]
    text, count = _DAY.subn(day, str(date))
    if any(single.precision > Precision.DAY for single in singles) or count != len(singles):
        return None
    try:
        return parse(text)
    except EDTFError:
        return None
