"""Cut stretches of time at the ends of the reader's range.

The part within the range can then be drawn at a larger scale than the parts beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from timeline.chart.placing import Bounds
from timeline.chart.stretches import Point, Stretch
from timeline.chart.units import whole_unit


def cut(found: Sequence[Stretch], points: Sequence[Point], selected: Bounds) -> Iterator[Stretch]:
    """Yield the stretches, cut at the ends of the range, without empty parts outside of it."""
    for stretch in found:
        ends = [end for end in selected if stretch.lower < end < stretch.upper]
        if not ends:
            yield stretch
            continue
        for start, end in pairwise([stretch.lower, *ends, stretch.upper]):
            held = [point for point in points if start <= point.time < end]
            if held:
                yield _part(start, end, held)
            elif selected[0] <= start and end <= selected[1]:
                yield empty(start, end)


def empty(lower: int, upper: int) -> Stretch:
    """Return a stretch of time without events."""
    return _part(lower, upper, [Point(lower, lower, lower, 0), Point(upper - 1, upper, upper, 0)])


def _part(lower: int, upper: int, held: Sequence[Point]) -> Stretch:
    """Return the stretch of these points, named in the longest unit whose multiples bound it."""
    step = whole_unit(lower, upper)
    first, last = held[0], held[-1]
    count = sum(point.count for point in held)
    return Stretch(lower, upper, first.time, last.time, first.lower, last.upper, step, count)
