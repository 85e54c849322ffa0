"""Work out the times of an event: earliest, latest, certain, and those that span the axis."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from timeline.chart.shapes import ChartEvent, OpenSides
from timeline.dates.edtf import EDTF, OPEN_END, OPEN_START, Kind, Precision, Single

Bounds = tuple[int, int]
# All fields of a Placed except its event.
_Times = tuple[int, int, tuple[Bounds, ...], Bounds | None, bool, bool, bool]


class Placed(NamedTuple):
    """An event in time, all in seconds.

    ``lower`` and ``upper`` are the earliest and latest possible times, widened for "about"; open
    sides are OPEN_START and OPEN_END. ``anchors`` are the spans that the axis must show: the two
    ends of an interval, the known end of an open date, else the date itself. ``core`` is the time
    through which the event certainly lasted.
    """

    event: ChartEvent
    lower: int
    upper: int
    anchors: tuple[Bounds, ...]
    core: Bounds | None
    hollow: bool
    has_time: bool
    is_day: bool

    @property
    def open_sides(self) -> OpenSides:
        return OpenSides(self.lower == OPEN_START, self.upper == OPEN_END)


def place(event: ChartEvent) -> Placed:
    """Return the event with the times that its date implies."""
    placed = Placed(event, *_times(event.date))
    return placed._replace(hollow=True) if event.announced else placed


@lru_cache(maxsize=4096)
def _times(date: EDTF) -> _Times:
    start, hollow = date.spans[0].start, not date.is_exact
    if date.kind is Kind.DATE and isinstance(start, Single):
        lower, upper = start.widened_bounds
        has_time = start.precision is Precision.SECOND
        is_day = start.precision is Precision.DAY
        return lower, upper, ((start.lower, start.upper),), None, hollow, has_time, is_day
    lower, upper = date.widened_bounds
    return lower, upper, tuple(_anchors(date)), _core(date), hollow, False, False


def _anchors(date: EDTF) -> Iterator[Bounds]:
    if not date.is_open:
        if date.kind is not Kind.INTERVAL:
            yield date.lower, date.upper
            return
        first, last = date.spans[0].dates[0], date.spans[0].dates[-1]
        yield first.lower, first.upper
        if last is not first:
            yield last.lower, last.upper
        return
    known = [single for span in date.spans for single in span.dates]
    has_start = date.lower != OPEN_START
    known_end = (
        min(known, key=_lower) if has_start or date.upper == OPEN_END else max(known, key=_upper)
    )
    yield known_end.lower, known_end.upper


def _lower(single: Single) -> int:
    return single.lower


def _upper(single: Single) -> int:
    return single.upper


def _core(date: EDTF) -> Bounds | None:
    """Return the time from the end of an interval's first unit to the start of its last."""
    if date.kind is not Kind.INTERVAL or date.is_open:
        return None
    first, last = date.spans[0].dates[0], date.spans[0].dates[-1]
    start, end = first.widened_bounds[1], last.widened_bounds[0]
    return (start, end) if start < end else None
