"""Cut stretches of time at the ends of the reader's range.

The part within the range can then be drawn at a larger scale than the parts beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from timeline.chart.placing import Bounds
from timeline.chart.stretches import Point, Stretch
from timeline.chart.units import whole_unit


def cut_stretches(
    stretches: Sequence[Stretch], points: Sequence[Point], selected: Bounds
) -> Iterator[Stretch]:
    """Yield the stretches, cut at the ends of the range, without empty parts outside of it."""
    for stretch in stretches:
        ends = [end for end in selected if stretch.lower < end < stretch.upper]
        if not ends:
            yield stretch
            continue
        for start, end in pairwise([stretch.lower, *ends, stretch.upper]):
            inside = [point for point in points if start <= point.time < end]
            if inside:
                yield _stretch_of(start, end, inside)
            elif selected[0] <= start and end <= selected[1]:
                yield empty_stretch(start, end)


def empty_stretch(lower: int, upper: int) -> Stretch:
    """Return a stretch of time without events."""
    return _stretch_of(
        lower, upper, [Point(lower, lower, lower, 0), Point(upper - 1, upper, upper, 0)]
    )


def _stretch_of(lower: int, upper: int, points: Sequence[Point]) -> Stretch:
    """Return the stretch of these points, named in the longest unit whose multiples bound it."""
    step = whole_unit(lower, upper)
    first, last = points[0], points[-1]
    count = sum(point.count for point in points)
    return Stretch(lower, upper, first.time, last.time, first.lower, last.upper, step, count)
