"""A strict parser of EDTF levels 0 to 2: text → ``EDTF`` with its bounds.

Source: Extended Date/Time Format specification, Library of Congress, 2019-02-04; comments cite
its section names. Bounds are half-open intervals of seconds since 0001-01-01 in the proleptic
Gregorian calendar. They are *local wall time*, so that a search for 18 March finds what happened
in New York at 22:00 that day.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from functools import lru_cache

from timeline.dates import gregorian
from timeline.dates.precision import Precision
from timeline.dates.single import SECONDS_IN_DAY, EDTFError, Single, parse_single

__all__ = [
    "EDTF",
    "MAX_LENGTH",
    "OPEN_END",
    "OPEN_SORT",
    "OPEN_START",
    "EDTFError",
    "Kind",
    "Open",
    "Precision",
    "Single",
    "Span",
    "clock_text",
    "earliest",
    "latest",
    "overlaps",
    "parse",
    "valid_html_datetime",
    "within",
    "year_text",
]

OPEN_START = -(2**62)
OPEN_END = 2**62
#: Sort keys from this value on belong to dates with an open side, which sort last (see
#: ``EDTF.sort_key``).
OPEN_SORT = OPEN_END // 2
MAX_LENGTH = 255


class Kind(Enum):
    """The kind of date that an EDTF text is as a whole."""

    DATE = "date"
    INTERVAL = "interval"
    ONE_OF = "one of"
    ALL_OF = "all of"


class Open(Enum):
    """A side of a span that has no date; the value is how EDTF writes it in an interval."""

    OPEN = ".."
    UNKNOWN = ""


@dataclass(frozen=True, slots=True)
class Span:
    """From one date to another: an interval, a range inside a set, or a single date as both."""

    start: Single | Open
    end: Single | Open

    @property
    def dates(self) -> tuple[Single, ...]:
        """The ends that have a date; only one if both are the same object."""
        if self.start is self.end:
            return (self.start,) if isinstance(self.start, Single) else ()
        return tuple(end for end in (self.start, self.end) if isinstance(end, Single))

    @property
    def lower(self) -> int:
        """The first second, or OPEN_START."""
        return self.start.lower if isinstance(self.start, Single) else OPEN_START

    @property
    def upper(self) -> int:
        """The second after the last one, or OPEN_END."""
        return self.end.upper if isinstance(self.end, Single) else OPEN_END

    @property
    def widened_bounds(self) -> tuple[int, int]:
        """The (lower, upper) bounds with approximate and uncertain ends widened."""
        lower = self.start.widened_bounds[0] if isinstance(self.start, Single) else OPEN_START
        return lower, self.end.widened_bounds[1] if isinstance(self.end, Single) else OPEN_END


@dataclass(frozen=True, slots=True)
class EDTF:
    """A valid EDTF date, made by ``parse``. Two are equal if their texts are."""

    text: str
    kind: Kind = field(compare=False)
    spans: tuple[Span, ...] = field(compare=False)
    lower: int = field(compare=False)
    upper: int = field(compare=False)

    def __str__(self) -> str:
        return self.text

    def _dates(self) -> Iterator[Single]:
        return (date for span in self.spans for date in span.dates)

    @property
    def single(self) -> Single | None:
        """The only date, or None for an interval or set."""
        return next(self._dates()) if self.kind is Kind.DATE else None

    @property
    def in_local_time(self) -> EDTF:
        """The date in local time: a date and time without its offset from UTC."""
        single = self.single
        if single is None or single.offset is None:
            return self
        day, _separator, clock = single.text.partition("T")
        return parse(f"{day}T{clock[:8]}")

    @property
    def widened_bounds(self) -> tuple[int, int]:
        """(lower, upper), widened by one of the units that ``~ ? %`` qualify; for drawing."""
        pairs = [span.widened_bounds for span in self.spans]
        return min(lower for lower, _ in pairs), max(upper for _, upper in pairs)

    @property
    def precision(self) -> Precision:
        """The precision of the date; the coarsest one in an interval or set."""
        return max(date.precision for date in self._dates())

    @property
    def has_seconds(self) -> bool:
        """Whether the time is known to the second. EDTF requires seconds but few sources give them,
        so :00 counts as known to the minute."""
        return bool(self.lower % 60)

    @property
    def approximate(self) -> bool:
        """Whether any part is qualified with ``~`` or ``%``."""
        return any(date.approximate for date in self._dates())

    @property
    def uncertain(self) -> bool:
        """Whether any part is qualified with ``?`` or ``%``."""
        return any(date.uncertain for date in self._dates())

    @property
    def offset(self) -> int | None:
        """Seconds east of UTC, if the date has a time with an offset."""
        return self.single.offset if self.single else None

    @property
    def instant(self) -> int | None:
        """Seconds since 0001-01-01 in UTC, if the date has a time with an offset."""
        return None if self.offset is None else self.lower - self.offset

    @property
    def sort_key(self) -> int:
        """The sort key: ``lower``; 2**62 plus the known bound if a side is open, to sort last."""
        if not self.is_open:
            return self.lower
        known = [bound for bound in (self.lower, self.upper) if abs(bound) != OPEN_END]
        return OPEN_END + sum(known)

    @property
    def is_open(self) -> bool:
        """Whether one side is open or unknown."""
        return self.lower == OPEN_START or self.upper == OPEN_END

    @property
    def is_exact(self) -> bool:
        """Whether the date is exact at its precision: not approximate, uncertain, a set, or bounded
        on one side only."""
        return not (self.approximate or self.uncertain or self.is_open or self.is_set)

    @property
    def is_interval(self) -> bool:
        """Whether it is written as an interval, with a slash."""
        return self.kind is Kind.INTERVAL

    @property
    def is_set(self) -> bool:
        """Whether it is written as a set, in brackets or braces."""
        return self.kind in (Kind.ONE_OF, Kind.ALL_OF)


# Cached: a page of fifty events parses each date for the list, for the chart and for display.
@lru_cache(maxsize=4096)
def parse(text: str) -> EDTF:
    """Parse EDTF text of at most MAX_LENGTH characters and with years up to ``single.MAX_YEAR``.

    Raises EDTFError, and nothing else, for any other text.
    """
    if len(text) > MAX_LENGTH:
        raise EDTFError(f"longer than {MAX_LENGTH} characters")
    if text[:1] in _SETS:
        kind, closing = _SETS[text[0]]
        if not text.endswith(closing):
            raise EDTFError(f"a set that begins with {text[0]} ends with {closing}")
        spans = _members(text[1:-1])
    elif "/" in text:
        kind, spans = Kind.INTERVAL, (_interval(text),)
    else:
        date = parse_single(text)
        kind, spans = Kind.DATE, (Span(date, date),)
    lower = min(span.lower for span in spans)
    upper = max(span.upper for span in spans)
    return EDTF(text, kind, spans, lower, upper)


def year_text(year: int) -> str:
    """An astronomical year as EDTF: "0079", "-0043", or "Y-12000" with more than four digits."""
    if abs(year) > 9999:
        return f"Y{year}"
    return f"{'-' if year < 0 else ''}{abs(year):04}"


def clock_text(seconds: int) -> str:
    """A time of day, in seconds since midnight, as EDTF: "09:30:00"."""
    minutes, second = divmod(seconds, 60)
    return f"{minutes // 60:02}:{minutes % 60:02}:{second:02}"


def overlaps(event: EDTF, query: EDTF) -> bool:
    """Whether the event's bounds overlap the query's."""
    return event.lower < query.upper and event.upper > query.lower


def within(event: EDTF, query: EDTF) -> bool:
    """Whether the event's bounds lie within the query's."""
    return event.lower >= query.lower and event.upper <= query.upper


def earliest(date: EDTF) -> str | None:
    """The first day, or the date and time if there is one, as ISO 8601; None if open.

    Proleptic Gregorian with astronomical years; a year of more than four digits has a sign.
    """
    if date.precision is Precision.SECOND:
        return date.text
    return None if date.lower == OPEN_START else _iso_day(date.lower)


def latest(date: EDTF) -> str | None:
    """The last day, or the date and time if there is one, as ISO 8601; None if open."""
    if date.precision is Precision.SECOND:
        return date.text
    return None if date.upper == OPEN_END else _iso_day(date.upper - SECONDS_IN_DAY)


def valid_html_datetime(date: EDTF) -> str | None:
    """The value for HTML's ``<time datetime>``, or None if HTML can't express this date.

    HTML can express a year from 1 on, a month, a day, and a local or zoned date and time, but
    nothing approximate. The value is no more precise than the date.
    """
    return exact_text(date.single) if date.single else None


def exact_text(single: Single) -> str | None:
    """A year from 1 on, month, day or date and time as ISO 8601; None for dates that are qualified,
    have significant digits, or are not exactly one of these."""
    if single.qualified_unit or single.estimate is not None or single.first_year < 1:
        return None
    year, month, day = gregorian.civil(single.lower // SECONDS_IN_DAY)
    if single.precision is Precision.YEAR and not single.months:
        return f"{year:04}"
    if single.precision is Precision.MONTH and not single.days:
        return f"{year:04}-{month:02}"
    if single.precision is Precision.DAY:
        return f"{year:04}-{month:02}-{day:02}"
    if single.clock is not None:
        # The minutes of an offset are optional in EDTF but required in HTML.
        has_short_offset = single.text[-3] in "+-"
        return single.text + ":00" if has_short_offset else single.text
    return None


# Level 2 "Set representation".
_SETS = {"[": (Kind.ONE_OF, "]"), "{": (Kind.ALL_OF, "}")}
_OPENS = {side.value: side for side in Open}


def _interval(text: str) -> Span:
    """Level 0 "Time Interval", level 1 "Extended Interval"; at least one end has a date."""
    ends = text.split("/")
    if len(ends) != 2:
        raise EDTFError("an interval has one slash")
    start, end = (_OPENS.get(part) or parse_single(part) for part in ends)
    if isinstance(start, Open) and isinstance(end, Open):
        raise EDTFError("an interval needs a date on one side")
    return _check_span(Span(start, end))


def _members(text: str) -> tuple[Span, ...]:
    """The dates and ranges ``a..b`` of a set; the first may be ``..a`` and the last ``a..``."""
    parts = text.split(",")
    spans = []
    for place, part in enumerate(parts, start=1):
        first, dots, last = part.partition("..")
        if not dots:
            date = parse_single(part)
            spans.append(_check_span(Span(date, date)))
            continue
        if not first and not last:
            raise EDTFError("a set needs a date beside its dots")
        start = Open.OPEN if not first and place == 1 else parse_single(first)
        end = Open.OPEN if not last and place == len(parts) else parse_single(last)
        spans.append(_check_span(Span(start, end)))
    return tuple(spans)


def _check_span(span: Span) -> Span:
    if span.lower >= span.upper:
        raise EDTFError("the range ends before it starts")
    # The specification doesn't allow a time of day in intervals and sets.
    if any(date.clock is not None for date in span.dates):
        raise EDTFError("an interval or set has dates, not times of day")
    return span


def _iso_day(seconds: int) -> str:
    year, month, day = gregorian.civil(seconds // SECONDS_IN_DAY)
    sign = "-" if year < 0 else "+" if year > 9999 else ""
    return f"{sign}{abs(year):04}-{month:02}-{day:02}"
