"""Converts the days of EDTF dates between the calendars and keeps everything else."""

from __future__ import annotations

import re
from dataclasses import replace

from timeline.dates.calendars import gregorian_to_julian, julian_to_gregorian
from timeline.dates.edtf import EDTF, EDTFError, Open, Precision, Single, Span, parse, year_text

#: A day as EDTF writes it, in years of four digits.
_DAY = re.compile(r"(?<![\dY-])(-?\d{4})-(\d\d)-(\d\d)(?!\d)")


def from_julian(date: EDTF) -> EDTF | None:
    """Convert a date with Julian days to Gregorian; None if any part isn't known to the day."""

    def day(match: re.Match[str]) -> str:
        year, month, day = julian_to_gregorian(*(int(part) for part in match.groups()))
        return f"{year_text(year)}-{month:02}-{day:02}"

    singles = [single for span in date.spans for single in span.dates]
    text, count = _DAY.subn(day, str(date))
    if date.precision > Precision.DAY or count != len(singles):
        return None
    try:
        return parse(text)
    except EDTFError:
        return None


def to_julian(date: EDTF) -> EDTF | None:
    """Convert a date to Julian days for display; None as above. Its text and bounds stay Gregorian,
    as EDTF has no text for a day that only the Julian calendar has, such as 29 February 1900."""
    if date.precision > Precision.DAY:
        return None
    return replace(date, spans=tuple(_julian_span(span) for span in date.spans))


def unqualified(date: EDTF) -> EDTF:
    """Remove ``~ ? %``: in text with both calendars, only one side has the qualifiers."""
    return parse(re.sub("[~?%]", "", str(date)))


def _julian_span(span: Span) -> Span:
    start = _julian_side(span.start)
    return Span(start, start if span.end is span.start else _julian_side(span.end))


def _julian_side(side: Single | Open) -> Single | Open:
    if isinstance(side, Open):
        return side
    year, month, day = gregorian_to_julian(side.first_year, side.months[0], side.days[0])
    return replace(side, first_year=year, last_year=year, months=(month,), days=(day,))
