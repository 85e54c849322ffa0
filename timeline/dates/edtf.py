"""EDTF, levels 0 to 2, strict: text → ``EDTF`` with its bounds.

Source: Extended Date/Time Format specification, Library of Congress, 2019-02-04; the section
names in comments are its own. Bounds are seconds of *local wall time* since 0001-01-01 on the
proleptic Gregorian calendar, upper exclusive, so that the reader who asks for 18 March finds
what happened in New York at 22:00 that day.
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
#: Sort keys from here on belong to half-open dates, which list last (see ``EDTF.sort``).
OPEN_SORT = OPEN_END // 2
MAX_LENGTH = 255


class Kind(Enum):
    """What the whole text is."""

    DATE = "date"
    INTERVAL = "interval"
    ONE_OF = "one of"
    ALL_OF = "all of"


class Open(Enum):
    """The side of a span that carries no date, by how EDTF writes it in an interval."""

    OPEN = ".."
    UNKNOWN = ""


@dataclass(frozen=True, slots=True)
class Span:
    """From one date to another: an interval, a range inside a set, or one date twice."""

    start: Single | Open
    end: Single | Open

    @property
    def dates(self) -> tuple[Single, ...]:
        """The ends that carry a date; one if both are the same."""
        if self.start is self.end:
            return (self.start,) if isinstance(self.start, Single) else ()
        return tuple(end for end in (self.start, self.end) if isinstance(end, Single))

    @property
    def lower(self) -> int:
        """Seconds of the first moment, or OPEN_START."""
        return self.start.lower if isinstance(self.start, Single) else OPEN_START

    @property
    def upper(self) -> int:
        """Seconds after the last moment, or OPEN_END."""
        return self.end.upper if isinstance(self.end, Single) else OPEN_END

    @property
    def about(self) -> tuple[int, int]:
        """The bounds with approximate and uncertain ends widened."""
        lower = self.start.about[0] if isinstance(self.start, Single) else OPEN_START
        return lower, self.end.about[1] if isinstance(self.end, Single) else OPEN_END


@dataclass(frozen=True, slots=True)
class EDTF:
    """A valid EDTF date; made by ``parse``. Two are equal if they are written alike."""

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
        """The one date this is, or None for an interval or set."""
        return next(self._dates()) if self.kind is Kind.DATE else None

    @property
    def on_the_spot(self) -> EDTF:
        """The same by the local clock: a moment without its offset from UTC."""
        single = self.single
        if single is None or single.offset is None:
            return self
        day, _separator, clock = single.text.partition("T")
        return parse(f"{day}T{clock[:8]}")

    @property
    def about(self) -> tuple[int, int]:
        """(lower, upper) with ``~ ? %`` widened by one unit of what they mark; for drawing."""
        pairs = [span.about for span in self.spans]
        return min(lower for lower, _ in pairs), max(upper for _, upper in pairs)

    @property
    def precision(self) -> Precision:
        """The precision of the date; of an interval or set, its coarsest."""
        return max(date.precision for date in self._dates())

    @property
    def has_seconds(self) -> bool:
        """Is a time told to the second? EDTF writes out seconds that hardly any source has: full
        minutes are told to the minute."""
        return bool(self.lower % 60)

    @property
    def approximate(self) -> bool:
        """Is any part marked ``~`` or ``%``?"""
        return any(date.approximate for date in self._dates())

    @property
    def uncertain(self) -> bool:
        """Is any part marked ``?`` or ``%``?"""
        return any(date.uncertain for date in self._dates())

    @property
    def offset(self) -> int | None:
        """Seconds east of UTC, if the date has a time with an offset."""
        return self.single.offset if self.single else None

    @property
    def instant(self) -> int | None:
        """Seconds of UTC since 0001-01-01, if the date has a time with an offset."""
        return None if self.offset is None else self.lower - self.offset

    @property
    def sort(self) -> int:
        """``lower``; for a half-open date 2**62 plus the known bound, so that it lists last."""
        if not self.is_open:
            return self.lower
        known = [bound for bound in (self.lower, self.upper) if abs(bound) != OPEN_END]
        return OPEN_END + sum(known)

    @property
    def is_open(self) -> bool:
        """Is one side open or unknown?"""
        return self.lower == OPEN_START or self.upper == OPEN_END

    @property
    def is_exact(self) -> bool:
        """Does it say, as finely as it says anything, when that was? Not where it is approximate,
        uncertain, one of several, or bounded on one side."""
        return not (self.approximate or self.uncertain or self.is_open or self.is_set)

    @property
    def is_interval(self) -> bool:
        """Is it written as an interval, with a slash?"""
        return self.kind is Kind.INTERVAL

    @property
    def is_set(self) -> bool:
        """Is it written as a set, in brackets or braces?"""
        return self.kind in (Kind.ONE_OF, Kind.ALL_OF)


# A page of fifty events reads each of their dates for its list, its chart and its words.
@lru_cache(maxsize=4096)
def parse(text: str) -> EDTF:
    """Read EDTF text of at most MAX_LENGTH characters and years up to ``single.MAX_YEAR``.

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
    """An astronomical year as EDTF: "0079", "-0043"; of more than four digits "Y-12000"."""
    if abs(year) > 9999:
        return f"Y{year}"
    return f"{'-' if year < 0 else ''}{abs(year):04}"


def clock_text(seconds: int) -> str:
    """A time of day, in seconds since midnight, as EDTF: "09:30:00"."""
    minutes, second = divmod(seconds, 60)
    return f"{minutes // 60:02}:{minutes % 60:02}:{second:02}"


def overlaps(event: EDTF, query: EDTF) -> bool:
    """Could the event lie, at least in part, in the query's time?"""
    return event.lower < query.upper and event.upper > query.lower


def within(event: EDTF, query: EDTF) -> bool:
    """Does the event lie wholly in the query's time?"""
    return event.lower >= query.lower and event.upper <= query.upper


def earliest(date: EDTF) -> str | None:
    """The first day (the moment, if the date has a time) as ISO 8601; None if open.

    Proleptic Gregorian, astronomical years; a year of more than four digits carries its sign.
    """
    if date.precision is Precision.SECOND:
        return date.text
    return None if date.lower == OPEN_START else _iso_day(date.lower)


def latest(date: EDTF) -> str | None:
    """The last day (the moment, if the date has a time) as ISO 8601; None if open."""
    if date.precision is Precision.SECOND:
        return date.text
    return None if date.upper == OPEN_END else _iso_day(date.upper - SECONDS_IN_DAY)


def valid_html_datetime(date: EDTF) -> str | None:
    """The value for HTML's ``<time datetime>``, or None where HTML has none for this date.

    HTML knows a year from 1, a month, a day, and a local or zoned date and time; nothing
    approximate, and no more than the date says.
    """
    return exact_text(date.single) if date.single else None


def exact_text(single: Single) -> str | None:
    """A year from 1, a month, a day or a moment as ISO 8601, if there is no doubt about it and it
    says no more; else None."""
    if single.doubt or single.estimate is not None or single.first_year < 1:
        return None
    year, month, day = gregorian.civil(single.lower // SECONDS_IN_DAY)
    if single.precision is Precision.YEAR and not single.months:
        return f"{year:04}"
    if single.precision is Precision.MONTH and not single.days:
        return f"{year:04}-{month:02}"
    if single.precision is Precision.DAY:
        return f"{year:04}-{month:02}-{day:02}"
    if single.clock is not None:
        # EDTF may leave out the minutes of an offset, HTML may not.
        has_short_offset = single.text[-3] in "+-"
        return single.text + ":00" if has_short_offset else single.text
    return None


# Level 2 "Set representation".
_SETS = {"[": (Kind.ONE_OF, "]"), "{": (Kind.ALL_OF, "}")}
_OPENS = {side.value: side for side in Open}


def _interval(text: str) -> Span:
    """Level 0 "Time Interval", level 1 "Extended Interval"; one end at least has a date."""
    ends = text.split("/")
    if len(ends) != 2:
        raise EDTFError("an interval has one slash")
    start, end = (_OPENS.get(part) or parse_single(part) for part in ends)
    if isinstance(start, Open) and isinstance(end, Open):
        raise EDTFError("an interval needs a date on one side")
    return _checked(Span(start, end))


def _members(text: str) -> tuple[Span, ...]:
    """Members are dates, ranges ``a..b``, and ``..a`` first or ``a..`` last."""
    parts = text.split(",")
    spans = []
    for place, part in enumerate(parts, start=1):
        first, dots, last = part.partition("..")
        if not dots:
            date = parse_single(part)
            spans.append(_checked(Span(date, date)))
            continue
        if not first and not last:
            raise EDTFError("a set needs a date beside its dots")
        start = Open.OPEN if not first and place == 1 else parse_single(first)
        end = Open.OPEN if not last and place == len(parts) else parse_single(last)
        spans.append(_checked(Span(start, end)))
    return tuple(spans)


def _checked(span: Span) -> Span:
    if span.lower >= span.upper:
        raise EDTFError("the range ends before it starts")
    # The specification leaves the time of day out of intervals and sets.
    if any(date.clock is not None for date in span.dates):
        raise EDTFError("an interval or set has dates, not times of day")
    return span


def _iso_day(seconds: int) -> str:
    year, month, day = gregorian.civil(seconds // SECONDS_IN_DAY)
    sign = "-" if year < 0 else "+" if year > 9999 else ""
    return f"{sign}{abs(year):04}-{month:02}-{day:02}"
