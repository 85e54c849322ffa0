"""Convert between TimelineJS's dates and EDTF: {"year": 2014, "month": 3} ↔ 2014-03.

TimelineJS has a start and an end, each with numbers from the year down to the millisecond and
without a time zone. It has no year 0: its year -44 is 44 BC, which EDTF writes -0043.
"""

from __future__ import annotations

import datetime
import re
from typing import Any

from django.utils.translation import gettext as _

from timeline.dates import gregorian
from timeline.dates.edtf import (
    EDTF,
    OPEN_END,
    OPEN_START,
    EDTFError,
    Single,
    Span,
    parse,
    year_text,
)
from timeline.dates.evidence import reading_of_words
from timeline.dates.single import SECONDS_IN_DAY
from timeline.formats.rows import CellError
from timeline.wording import display

Date = dict[str, Any]

UNITS = ("year", "month", "day", "hour", "minute", "second", "millisecond")
#: A placeholder for the day from which relative words count; readings that need it are rejected.
NO_DAY = datetime.date(2000, 1, 1)


# --- EDTF to TimelineJS ---------------------------------------------------------------------------


def slide_dates(date: EDTF) -> tuple[Date, Date | None]:
    """Return start and end for TimelineJS. A date that isn't exactly a year, month, day or time is
    given by its bounds, a half-open date by its known side, as a start."""
    if date.single and (numbers := _exact_numbers(date.single)):
        return numbers, None
    span = date.spans[0] if date.is_interval else None
    lower, upper = date.lower, date.upper
    if lower == OPEN_START or upper == OPEN_END:
        known = next(single for span in date.spans for single in span.dates)
        start, end = _bounds(known, known.lower, known.upper)
        return start, end
    if span:
        return _ends(span)
    return _between(lower, upper)


def display_date(date: EDTF, text: str, zone: str, calendar: str) -> str:
    """Return the words to show: the source's if they give the same date by themselves, else
    newsdesk's; "" if TimelineJS shows the whole date without words."""
    if text == str(date) and edtf_of(*slide_dates(date)) == text:
        return ""
    alone = reading_of_words(text, NO_DAY, zone or None)
    if alone and not alone.is_relative and str(alone.date) == str(date) and text != str(date):
        return text
    return display(date, zone, calendar)


def _exact_numbers(single: Single) -> Date | None:
    """Return the numbers of a date; None if TimelineJS can't express it at its precision."""
    year, month, day = gregorian.civil(single.lower // SECONDS_IN_DAY)
    numbers: Date = {"year": _timelinejs_year(year)}
    if single.first_year != single.last_year or single.sub_year or single.estimate is not None:
        return None
    if len(single.months) > 1 or len(single.days) > 1:
        return None
    if single.months:
        numbers["month"] = month
    if single.days:
        numbers["day"] = day
    if single.clock is not None:
        numbers["hour"], seconds = divmod(single.clock, 3600)
        numbers["minute"], numbers["second"] = divmod(seconds, 60)
    return numbers


def _ends(span: Span) -> tuple[Date, Date | None]:
    start, end = span.dates[0], span.dates[-1]
    first, last = _bounds(start, start.lower, start.upper), _bounds(end, end.lower, end.upper)
    return first[0], last[1] or last[0]


def _bounds(single: Single, lower: int, upper: int) -> tuple[Date, Date | None]:
    numbers = _exact_numbers(single)
    return (numbers, None) if numbers else _between(lower, upper)


def _between(lower: int, upper: int) -> tuple[Date, Date | None]:
    """Return both bounds in the coarsest of years, months or days that expresses them exactly."""
    first = gregorian.civil(lower // SECONDS_IN_DAY)
    last = gregorian.civil(upper // SECONDS_IN_DAY - 1)
    after = gregorian.civil(upper // SECONDS_IN_DAY)
    parts = 3
    if first[2] == after[2] == 1:
        parts = 1 if first[1] == after[1] == 1 else 2
    if max(abs(first[0]), abs(last[0])) > 9999:  # EDTF has no months in such years
        parts = 1
    start, end = _numbers(first[:parts]), _numbers(last[:parts])
    return start, (None if start == end else end)


def _numbers(parts: tuple[int, ...]) -> Date:
    numbers: Date = dict(zip(UNITS, parts, strict=False))
    numbers["year"] = _timelinejs_year(numbers["year"])
    return numbers


def _timelinejs_year(year: int) -> int:
    return year if year > 0 else year - 1


# --- TimelineJS to EDTF ---------------------------------------------------------------------------


def edtf_of(start: Date, end: Date | None, words: str = "") -> str:
    """Return the EDTF of a start and an end. Displayed words take precedence if they agree with the
    numbers, as they may say more: "18th century" for 1700 to 1799. Raises CellError."""
    first = single_of(start)
    text = first if end is None else _interval(first, single_of(end))
    reading = reading_of_words(words, NO_DAY, None) if words else None
    if reading and not reading.is_relative and _same_numbers(reading.date, start, end):
        return str(reading.date)
    return text


def _same_numbers(date: EDTF, start: Date, end: Date | None) -> bool:
    first, last = slide_dates(date)  # an era always has an end, which may equal its start
    return first == plain_numbers(start) and (last or first) == plain_numbers(end or start)


def _interval(first: str, last: str) -> str:
    if "T" in first or "T" in last:  # EDTF has no times of day in a range
        first, last = first.partition("T")[0], last.partition("T")[0]
    if first == last:
        return first
    try:
        return str(parse(f"{first}/{last}"))
    except EDTFError as error:
        raise CellError(
            _("It ends (%(last)s) before it begins (%(first)s). Correct one of the dates.")
            % {"first": first, "last": last}
        ) from error


def single_of(date: Date) -> str:
    """Return one date as EDTF. Raises CellError."""
    numbers = plain_numbers(date)
    units = [unit for unit in UNITS if unit in numbers]
    if not units or units[0] != "year":
        raise CellError(_("The date has no year. Add one."))
    missing = [unit for unit in UNITS[: UNITS.index(units[-1])] if unit not in numbers]
    if missing and missing[0] in ("month", "day"):
        raise CellError(
            _("The date has a %(unit)s, but no %(missing)s. Add it.")
            % {"unit": units[-1], "missing": missing[0]}
        )
    year = numbers["year"]
    if year == 0:
        raise CellError(_("There is no year 0 in TimelineJS: 1 BC is -1."))
    parts = [year_text(year if year > 0 else year + 1)]
    parts += [f"{numbers[unit]:02}" for unit in ("month", "day") if unit in numbers]
    text = "-".join(parts)
    if "hour" in numbers:
        clock = [numbers.get(unit, 0) for unit in ("hour", "minute", "second")]
        text += "T" + ":".join(f"{part:02}" for part in clock) + str(date.get("offset", ""))
    try:
        return str(parse(text))
    except EDTFError as error:
        raise CellError(
            _("There is no date %(text)s: %(error)s.") % {"text": text, "error": error}
        ) from error


def plain_numbers(date: Date) -> dict[str, int]:
    """Return the numbers of a date; they may be texts with spaces and thousands separators. Raises
    CellError."""
    numbers = {}
    for unit in UNITS:
        text = re.sub(r"[\s,]", "", str(date.get(unit) if date.get(unit) is not None else ""))
        if not text:
            continue
        if not re.fullmatch(r"-?[0-9]{1,12}(\.0+)?", text):
            raise CellError(
                _(
                    "The %(unit)s is “%(text)s”, not a number. Put what TimelineJS should show in "
                    "the display date."
                )
                % {"unit": unit, "text": date[unit]}
            )
        numbers[unit] = int(text.partition(".")[0])
    return numbers


# --- dates as text, in sheets and in TimelineJS 1 and 2 -------------------------------------------

_COMMAS = re.compile(r"-?\d+(,\d+){0,6}")
_ISO = re.compile(
    r"(?P<year>-?\d{4})-(?P<month>\d\d?)-(?P<day>\d\d?)"
    r"(?:[T ](?P<clock>\d\d?:\d\d(?::\d\d(?:\.\d+)?)?)(?P<offset>Z|[+-]\d\d(?::?\d\d)?)?)?"
)
_AMERICAN = re.compile(
    r"(?:(?P<month>\d\d?)/)?(?:(?P<day>\d\d?)/)?(?P<year>\d{4})(?: (?P<clock>.+))?"
)
_CLOCK = re.compile(
    r"(?P<hour>\d\d?)(?::(?P<minute>\d\d)(?::(?P<second>\d\d)(?:\.(?P<fraction>\d+))?)?)?"
    r"\s*(?P<half>[ap]\.?m\.?)?",
    re.IGNORECASE,
)


def parse_date(text: str) -> Date:
    """Parse a date in one cell: 2014 · 2014,3,18 · 2014-03-18T10:00:00Z · 3/18/2014 10:00 (month
    first, as TimelineJS reads it) · words that give a single date. Raises CellError."""
    plain = " ".join(text.split())
    if _COMMAS.fullmatch(commas := plain.replace(" ", "")):
        return dict(zip(UNITS, map(int, commas.split(",")), strict=False))
    if match := _ISO.fullmatch(plain) or _AMERICAN.fullmatch(plain):
        groups = match.groupdict()
        date: Date = {unit: int(groups[unit]) for unit in UNITS[:3] if groups[unit]}
        if groups.get("clock"):
            date |= parse_clock(groups["clock"])
        if groups.get("offset"):
            date["offset"] = _offset(groups["offset"])
        return date
    reading = reading_of_words(plain, NO_DAY, None)
    single = reading and not reading.is_relative and reading.date.single
    if not single or (numbers := _exact_numbers(single)) is None:
        raise CellError(
            _("The date is “%(text)s”. Write 2014, 3/18/2014, 2014-03-18 or 2014-03-18T10:00:00Z.")
            % {"text": text.strip()}
        )
    return numbers


def parse_clock(text: str) -> Date:
    """Parse a time of day: 10:30, 10:30:00.50, 2:30 pm. Raises CellError."""
    match = _CLOCK.fullmatch(text.strip())
    hour = int(match["hour"]) if match else 24
    if match and match["half"]:
        hour = hour % 12 + (12 if match["half"][0] in "pP" else 0) if 1 <= hour <= 12 else 24
    if match is None or hour > 23 or (not match["minute"] and not match["half"]):
        raise CellError(
            _("The time is “%(text)s”. Write 14:30, 14:30:00 or 2:30 pm.") % {"text": text.strip()}
        )
    clock: Date = {"hour": hour}
    clock |= {unit: int(match[unit]) for unit in ("minute", "second") if match[unit]}
    if match["fraction"]:  # .50 is half a second, not 50 ms
        clock["millisecond"] = int(match["fraction"][:3].ljust(3, "0"))
    return clock


def _offset(text: str) -> str:
    return text if text == "Z" or ":" in text or len(text) == 3 else f"{text[:3]}:{text[3:]}"
