"""Choose the stretches of time that the axis shows.

Points are split where the gap to the next event is much larger than the local spacing, then groups
are joined again where that makes the least difference.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

from timeline.chart.placing import Bounds
from timeline.chart.units import YEAR_STEP, Step, naming_step

#: The maximum number of panels; readers can't tell more apart.
MAX_PANELS = 10
#: The ratio of a gap to the spacing next to it, or of two spacings, that calls for a split.
SPLIT_RATIO = 3.5
#: The minimum number of events on the denser side of a change of density: two are a coincidence.
MIN_DENSE_EVENTS = 3
#: The minimum share that a gap must have of the time around it to be left out.
_MIN_BREAK_SHARE = 0.08
#: So many events in one unit would cover each other in a panel of many units.
MIN_CROWDED_EVENTS = 8
# The maximum number of gaps to consider, the most striking first: joining compares all neighbours.
_MAX_CANDIDATES = 48


@dataclass(slots=True)
class Point:
    """A time that spans the axis, the bounds of its date, and the number of events there."""

    time: int
    lower: int
    upper: int
    count: int = 1


@dataclass(frozen=True, slots=True)
class Stretch:
    """Time that is drawn to one scale. ``step`` is the unit in which it is named.

    ``lower`` and ``upper`` are whole steps; ``first`` and ``last`` are the times of the outermost
    points, ``first_lower`` is the lower bound of the first and ``last_upper`` the upper bound of
    the last.
    """

    lower: int
    upper: int
    first: int
    last: int
    first_lower: int
    last_upper: int
    step: Step
    count: int

    @property
    def length(self) -> int:
        """Seconds."""
        return self.upper - self.lower

    @property
    def name_range(self) -> tuple[int, int, Step]:
        """The bounds and step of its name: whole steps, but no more than the years of its dates."""
        if self.step.seconds <= YEAR_STEP.seconds:
            return self.lower, self.upper, self.step
        return YEAR_STEP.floor(self.first_lower), YEAR_STEP.ceil(self.last_upper), YEAR_STEP


def axis_points(anchors: Iterable[Bounds]) -> list[Point]:
    """Return the middles of dates as points, in order; coarse dates only where they matter.

    A date whose bounds contain more precise ones adds no point of its own: it may be at the same
    time, and a date known to the century must not stretch the axis. The exception is a coarse date
    shared by more events than it contains: a day with ten events, two of them known to the minute,
    spans the axis as a day.
    """
    times: list[int] = []
    points: dict[int, Point] = {}
    spans = Counter(anchors)
    for lower, upper in sorted(spans, key=lambda span: (span[1] - span[0], span[0])):
        count = spans[lower, upper]
        start, end = bisect_left(times, lower), bisect_left(times, upper)
        inside = sum(points[time].count for time in times[start:end]) if start < end else 0
        if inside >= count:
            points[times[(start + end) // 2]].count += count
            continue
        middle = (lower + upper) // 2
        times[start:end] = [middle]
        points[middle] = Point(middle, lower, upper, count + inside)
    return [points[time] for time in times]


def split_points(points: Sequence[Point]) -> list[list[Point]]:
    """Return groups of points with one density each, at most MAX_PANELS of them."""
    splitter = _Splitter(points)
    cuts = [0, *_candidates(splitter.times), len(points)]
    groups = [splitter.group(start, end) for start, end in pairwise(cuts)]
    ratings = [splitter.rate_split(left, right) for left, right in pairwise(groups)]
    while ratings:
        lowest = min(ratings)
        index = ratings.index(lowest)
        if lowest[0] and len(groups) <= MAX_PANELS:
            break
        groups[index : index + 2] = [splitter.group(groups[index].start, groups[index + 1].end)]
        del ratings[index]
        for neighbour in (index - 1, index):
            if 0 <= neighbour < len(ratings):
                ratings[neighbour] = splitter.rate_split(groups[neighbour], groups[neighbour + 1])
    return _isolate_crowds([list(points[each.start : each.end]) for each in groups])


def build_stretches(groups: Sequence[list[Point]]) -> list[Stretch]:
    """Return a stretch of whole units for every group of points; neighbours don't overlap."""
    stretches = [_stretch(groups, index) for index in range(len(groups))]
    for index in range(1, len(stretches)):
        left, right = stretches[
            index - 1 : index + 1
        ]  # the last iteration may have replaced the left
        if left.upper > right.lower:
            border = _border(left, right)
            stretches[index - 1 : index + 1] = (
                replace(left, upper=border),
                replace(right, lower=border),
            )
    return stretches


def _isolate_crowds(groups: Sequence[list[Point]]) -> list[list[Point]]:
    """Give a very crowded unit (a day, a year) its own panel, with the units next to it."""
    isolated: list[list[Point]] = []
    for group in groups:
        crowd = max(group, key=lambda point: point.count)
        unit = crowd.upper - crowd.lower
        near = [p for p in group if crowd.lower - unit <= p.time < crowd.upper + unit]
        start = group.index(near[0])
        rest = [group[:start], group[start + len(near) :]]
        other_events = sum(point.count for part in rest for point in part)
        around = group[-1].upper - group[0].lower - (near[-1].upper - near[0].lower)
        events = sum(point.count for point in near)
        is_denser = other_events and events * around > SPLIT_RATIO * other_events * (
            near[-1].upper - near[0].lower
        )
        if is_denser and crowd.count >= MIN_CROWDED_EVENTS:
            isolated += [part for part in (rest[0], near, rest[1]) if part]
        else:
            isolated.append(group)
    return isolated if len(isolated) <= MAX_PANELS else list(groups)


def _candidates(times: Sequence[int]) -> list[int]:
    """Return the indices of points after gaps much larger than the smaller neighbouring gap."""
    gaps = [right - left for left, right in pairwise(times)]
    ratios = []
    neighbours = zip([math.inf, *gaps], gaps, [*gaps[1:], math.inf], strict=False)
    for index, (before, gap, after) in enumerate(neighbours, start=1):
        smaller = min(before, after)
        if gap > SPLIT_RATIO * smaller:
            ratios.append((gap / smaller, index))
    striking = sorted(ratios, key=lambda ratio: (-ratio[0], ratio[1]))[:_MAX_CANDIDATES]
    return sorted(index for _ratio, index in striking)


class _Group(NamedTuple):
    """Points ``start`` to ``end`` (exclusive): their number, the mean seconds between neighbours,
    and how badly one scale fits them."""

    start: int
    end: int
    size: int
    spacing: float
    misfit: float


class _Splitter:
    """Points in order of time; tells whether one scale or two fit neighbouring groups better."""

    def __init__(self, points: Sequence[Point]) -> None:
        self.points = points
        self.times = [point.time for point in points]
        # The thresholds grow with the number of events: some are close together by mere chance.
        self.neighbourhood = max(3, len(points) // 12)
        self.min_dense_events = max(MIN_DENSE_EVENTS, sum(point.count for point in points) // 20)

    def group(self, start: int, end: int) -> _Group:
        """Return these points as one group."""
        size, length = end - start, self.times[end - 1] - self.times[start]
        spacing = self._spacing(start, end)
        return _Group(start, end, size, spacing, _misfit(size - 1, length))

    def rate_split(self, left: _Group, right: _Group) -> tuple[bool, float]:
        """Return whether the split between two groups is needed, and how much better two scales fit
        than one."""
        times, points = self.times, self.points
        border = right.start
        gap, length = times[border] - times[border - 1], times[right.end - 1] - times[left.start]
        # Only the time between the bounds of the dates is certainly empty.
        empty = points[border].lower - points[border - 1].upper
        is_empty = empty > _MIN_BREAK_SHARE * length and empty > SPLIT_RATIO * max(
            self._spacing(max(left.start, border - self.neighbourhood), border),
            self._spacing(border, min(right.end, border + self.neighbourhood)),
        )
        gain = _misfit(left.size + right.size - 1, length) - (left.misfit + right.misfit)
        # A group of one has no spacing.
        spacing = (left.spacing + right.spacing) / ((left.size > 1) + (right.size > 1) or 1)
        gain -= math.log(spacing) if spacing else 0
        return is_empty or self._is_denser(left, right, gap), gain

    def _spacing(self, start: int, end: int) -> float:
        """Return the mean time between neighbours; 0 for a group of one."""
        length = self.times[end - 1] - self.times[start]
        return length / (end - start - 1) if end - start > 1 else 0

    def _is_denser(self, left: _Group, right: _Group, gap: int) -> bool:
        """Tell whether one side is a crowd, and SPLIT_RATIO times as dense as the other."""
        if left.size == 1 or right.size == 1:
            return False
        dense, sparse = (left, right) if left.spacing <= right.spacing else (right, left)
        if min(gap, sparse.spacing) <= SPLIT_RATIO * dense.spacing:
            return False
        return (
            sum(point.count for point in self.points[dense.start : dense.end])
            >= self.min_dense_events
        )


def _misfit(gaps: int, length: int) -> float:
    """Return how badly even spacing over this length fits: the negative log-likelihood."""
    return gaps * math.log(length / gaps) if gaps else 0


def _stretch(groups: Sequence[list[Point]], index: int) -> Stretch:
    group = groups[index]
    first, last = group[0], group[-1]
    step = naming_step(last.upper - first.lower)
    if len(group) == 1:
        step = _lone_step(groups, index, step)
    lower, upper = step.floor(first.lower), step.ceil(last.upper)
    count = sum(point.count for point in group)
    return Stretch(lower, upper, first.time, last.time, first.lower, last.upper, step, count)


def _lone_step(groups: Sequence[list[Point]], index: int, step: Step) -> Step:
    """Return the unit that names a lone date.

    It is the coarsest one, up to a year, that fits SPLIT_RATIO times into the empty time around it:
    7 July 2009 gets a panel of its year.
    """
    point = groups[index][0]
    distances = []
    if index:
        distances.append(point.time - groups[index - 1][-1].time)
    if index + 1 < len(groups):
        distances.append(groups[index + 1][0].time - point.time)
    room = int(min(distances, default=0) / SPLIT_RATIO)
    wider = naming_step(room) if room else step
    wider = YEAR_STEP if wider.seconds > YEAR_STEP.seconds else wider
    return wider if wider.seconds > step.seconds else step


def _border(left: Stretch, right: Stretch) -> int:
    """Return where two overlapping stretches meet: at a whole unit, preferably of the shorter one,
    if no point is in the way."""
    finer_first = left.length <= right.length
    for border in (left.upper, right.lower) if finer_first else (right.lower, left.upper):
        if left.last < border < right.first:
            return border
    return (left.last + right.first + 1) // 2
