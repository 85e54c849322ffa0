"""Choose the units of time to count events in, where there are too many to draw as marks.

The caller gets a plan of buckets, counts its events by their sort key, optionally refines the plan
with these counts and counts again, and passes the counts to ``CountedScene``.

An event is counted in the bucket in which it begins. Events that began before the reader's range
and reach into it, and half-open dates, are counted separately. So a bucket contains only
the events that begin in it, and its count is the same at every zoom.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from timeline.chart.axis import Axis, Section
from timeline.chart.placing import Bounds
from timeline.chart.scale import Scale
from timeline.chart.stretches import Stretch
from timeline.chart.units import HOUR, MAX_TIME, MIN_TIME, MINUTE, UNITS, Step, Unit
from timeline.dates.edtf import OPEN_SORT

#: Bins of 24 px, the smallest target for a finger, that fit a plot of 1056 px.
MAX_BINS = 44
#: The width of a column beside the buckets, in bins.
SIDE_COLUMN_WIDTH = 2
_MIN_SORT, _MAX_SORT = -(2**63), 2**63 - 1
# Each step nests in the next: a bin opens into bins that contain exactly the events it counts.
_STEPS = (
    *(Step(Unit.SECOND, count) for count in (1, 5, 15)),
    *(Step(Unit.SECOND, count * MINUTE) for count in (1, 5, 15)),
    *(Step(Unit.SECOND, count * HOUR) for count in (1, 3, 6)),
    Step(Unit.DAY),
    *(Step(Unit.MONTH, count) for count in (1, 3)),
    *(Step(Unit.YEAR, digit * 10**power) for power in range(11) for digit in (1, 5)),
)


@dataclass(frozen=True, slots=True)
class Bucket:
    """A unit of time to count events in; bounds in seconds, half-open."""

    lower: int
    upper: int
    step: Step


@dataclass(frozen=True, slots=True)
class BinPlan:
    """Buckets in order of time, without gaps. Counting starts at ``start``, in seconds; the first
    bucket may begin before it."""

    buckets: tuple[Bucket, ...]
    start: int
    #: All events begin in the same second, so no finer unit would separate them.
    is_moment: bool = False

    @property
    def sort_ranges(self) -> tuple[Bounds, ...]:
        """Half-open ranges of sort keys: one for events that begin before the start, one for each
        bucket, and one for half-open dates.

        Together they cover every key; events that begin after the last bucket are counted in it.
        The last range may include the greatest key, too.
        """
        inner = (bucket.lower for bucket in self.buckets[1:])
        edges = [_MIN_SORT, self.start, *inner, OPEN_SORT]
        return (*pairwise(edges), (OPEN_SORT, _MAX_SORT))

    @property
    def ends(self) -> tuple[int, ...]:
        """The ends of the ``sort_ranges`` in time, in seconds: unlike its range of keys, the last
        bucket ends; half-open dates have no end."""
        return (self.start, *(bucket.upper for bucket in self.buckets), _MAX_SORT)

    def refined(self, counts: Sequence[int]) -> BinPlan:
        """Return a plan that splits the run of buckets where finer units help most.

        ``counts`` are the numbers of events in ``sort_ranges``. Buckets that end before the start
        are left out.
        """
        if self.is_moment:
            return self
        earlier, *inner, half_open = counts
        room = MAX_BINS - SIDE_COLUMN_WIDTH * sum(map(bool, (earlier, half_open)))
        buckets = _refine(self.buckets, inner, room)
        return BinPlan(tuple(each for each in buckets if each.upper > self.start), self.start)


def plan_bins(window: Bounds) -> BinPlan:
    """Return the buckets for a window in seconds: whole units of one kind.

    Buckets and the columns beside them are together at most MAX_BINS wide. If all events begin in
    a single second, the one bucket is the longest unit, up to a year, that begins with it: an event
    dated "18th century" begins with the year 1700, not with one of its seconds.
    """
    lower, upper = max(window[0], MIN_TIME), min(window[1], MAX_TIME)
    if upper - lower == 1:
        step = next(step for step in UNITS if step.floor(lower) == lower)
        return BinPlan((Bucket(lower, step.following(lower), step),), lower, is_moment=True)
    step = next(step for step in _STEPS if _fits(step, lower, upper))
    return BinPlan(_buckets(step, lower, max(upper, lower + 1)), lower)


def _fits(step: Step, lower: int, upper: int) -> bool:
    start, end = step.floor(lower), step.floor(max(upper - 1, lower))
    # The varying lengths of months and years add up to less than one bin in MAX_BINS.
    return (end - start) // step.seconds < MAX_BINS - 2 * SIDE_COLUMN_WIDTH - 1


def _buckets(step: Step, lower: int, upper: int) -> tuple[Bucket, ...]:
    return tuple(Bucket(a, b, step) for a, b in pairwise(step.edges(lower, upper)))


def _refine(coarse: tuple[Bucket, ...], counts: Sequence[int], room: int) -> tuple[Bucket, ...]:
    """Split the run of buckets, into the unit, that separates most events.

    Maximizes the expected decrease of the sum of squared counts. The result has at most ``room``
    buckets.
    """
    best_gain, best_buckets, step = 0.0, coarse, coarse[0].step
    for finer in _STEPS[: _STEPS.index(step)]:
        parts = -(-step.seconds // finer.seconds)
        length = (room - len(coarse)) // (parts - 1)
        if length < 1:
            continue
        gains = [count**2 * (1 - 1 / parts) for count in counts]
        sums = [sum(gains[start : start + length]) for start in range(len(coarse))]
        gain = max(sums)
        if gain > best_gain:
            start = sums.index(gain)
            run = coarse[start : start + length]
            best_gain = gain
            fine = _buckets(finer, run[0].lower, run[-1].upper)
            best_buckets = (*coarse[:start], *fine, *coarse[start + len(run) :])
    return best_buckets


def bin_axis(plan: BinPlan, counts: Sequence[int], left: float, right: float) -> Axis:
    """Return an axis of bins of equal width, with one section for each run of the same unit.

    ``left`` and ``right`` are the free space beside it, in widths of a bin.
    """
    width = 100 / (left + len(plan.buckets) + right)
    edge = 100 - right * width
    xs = [(left + index) * width for index in range(len(plan.buckets))]
    times = [plan.buckets[0].lower, *(bucket.upper for bucket in plan.buckets)]
    sections = []
    for step, members in groupby(enumerate(plan.buckets), key=lambda item: item[1].step):
        items = list(members)
        (first, start), (last, end) = items[0], items[-1]
        events = sum(counts[first : last + 1])
        middle = (start.lower + end.upper) // 2
        stretch = Stretch(
            start.lower, end.upper, middle, middle, start.lower, end.upper, step, events
        )
        x2 = edge if last + 1 == len(plan.buckets) else xs[last] + width
        sections.append(Section(stretch, start.lower, end.upper, xs[first], x2))
    ends = tuple(section.upper for section in sections)
    return Axis(tuple(sections), Scale(tuple(times), (*xs, edge)), ends)
