"""Lay out stretches of time as panels on the plot: widths, seams, breaks, and the scale."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import sqrt

from timeline.chart.cuts import cut, empty
from timeline.chart.placing import Bounds
from timeline.chart.scale import Scale
from timeline.chart.stretches import Stretch, axis_points, split, stretches
from timeline.chart.units import DAY, FIRST, HOUR, LAST, UNITS, Step, naming_step
from timeline.dates.edtf import OPEN_END, OPEN_START

#: Widths of a break and of the narrowest panel, in % of the plot.
BREAK = 1.5
NARROWEST = 3.6
#: The narrowest panel that contains only the reader's range: keeps its two handles apart.
NARROWEST_RANGE = 7.2
#: The minimum distance between a mark's center and the end of its panel, in % of the plot.
INSET = 0.9
# A gap shorter than this share of the shorter neighbour isn't worth a break.
_NEGLIGIBLE = 0.75
# The weight of a stretch's duration relative to that of its number of events.
_DURATION = 0.3


@dataclass(frozen=True, slots=True)
class Section:
    """A panel during layout: its stretch, its padded bounds in seconds, its position in %, and
    whether it lies within the reader's range."""

    stretch: Stretch
    lower: int
    upper: int
    x1: float = 0
    x2: float = 0
    is_chosen: bool = False

    @property
    def length(self) -> int:
        """Seconds."""
        return self.upper - self.lower

    def x(self, time: int) -> float:
        """Return the position of a time in this section: like ``Scale.x``, without the search."""
        return self.x1 + (self.x2 - self.x1) * ((time - self.lower) / self.length)


@dataclass(frozen=True, slots=True)
class Axis:
    """Sections in order of time, the scale through them, and their upper bounds. Where a section
    doesn't begin at the end of the one before it, time is left out."""

    sections: tuple[Section, ...]
    scale: Scale
    ends: tuple[int, ...]

    def section_at(self, time: int) -> Section:
        """Return the section that contains a time, or the nearest one."""
        index = min(bisect_left(self.ends, time), len(self.ends) - 1)
        section = self.sections[index]
        if index and time < section.lower:
            before = self.sections[index - 1]
            return before if time - before.upper < section.lower - time else section
        return section


def build_axis(anchors: Sequence[Bounds], selected: Bounds | None = None) -> Axis | None:
    """Return the axis for these dates, or for the selected range if there are none.

    Returns None if there are neither dates nor a non-empty range. A selected range that overlaps
    no other panel gets its own; one that contains dates gets at least about half of the plot.
    """
    points = axis_points(anchors)
    lower, upper = selected or (LAST, FIRST)
    lower, upper = max(lower, FIRST), min(upper, LAST)
    if points:
        parts = stretches(split(points))
        if lower < upper:
            parts = list(cut(parts, points, (lower, upper)))
        found = [
            Section(
                each,
                each.lower,
                each.upper,
                is_chosen=lower <= each.lower and each.upper <= upper,
            )
            for each in parts
        ]
        found = _to_the_ends(found)
        if lower < upper:
            found = _with_range(found, (lower, upper))
    elif selected and lower < upper:
        found = [_empty(selected, lower, upper)]
    else:
        return None
    if len(found) == 1:
        found = [_roomier(found[0])]
    return _laid_out(found)


def _empty(selected: Bounds, low: int, high: int) -> Section:
    """Return the section for a range without dates; for an open range, the day at its known end."""
    if selected[0] <= OPEN_START:
        low = max(low, high - DAY)
    elif selected[1] >= OPEN_END:
        high = min(high, low + DAY)
    middle = (low + high) // 2
    step = naming_step(high - low)
    return Section(Stretch(low, high, middle, middle, low, high, step, 0), low, high)


def _with_range(found: list[Section], selected: Bounds) -> list[Section]:
    """Add panels for the reader's range where the sections leave it no room.

    A range that overlaps no section gets a panel of its own. An end of the range that is farther
    away than all sections together are long gets one for that end. Otherwise its handles would
    coincide, in a break or at an end of the plot.
    """
    lower, upper = selected
    first, last = found[0].lower, found[-1].upper
    has_start, has_end = lower > FIRST, upper < LAST
    ranges: list[Bounds] = []
    if not any(each.lower < upper and each.upper > lower for each in found):
        # For an open range, show the unit at its known end.
        if not has_start:
            ranges.append(unit_before(upper, FIRST))
        else:
            ranges.append((lower, upper) if has_end else unit_after(lower, LAST))
    else:
        if has_start and first - lower > last - first:
            ranges.append(unit_after(lower, first))
        if has_end and upper - last > last - first:
            ranges.append(unit_before(upper, last))
    for a, b in ranges:
        index = sum(each.upper <= a for each in found)
        found = [*found[:index], Section(empty(a, b), a, b), *found[index:]]
    return found


def unit_after(start: int, limit: int) -> Bounds:
    """Return the coarsest unit from ``start`` to the limit at most: probably what was typed."""
    fits = (each for each in UNITS if each.floor(start) == start)
    return start, next(end for each in fits if (end := each.following(start)) <= limit)


def unit_before(end: int, limit: int) -> Bounds:
    """Return the coarsest unit that ends at ``end`` and begins no earlier than the limit."""
    fits = (each for each in UNITS if each.floor(end) == end)
    return next(start for each in fits if (start := each.floor(end - 1)) >= limit), end


def _to_the_ends(found: list[Section]) -> list[Section]:
    """Clamp to the years that EDTF can express, and extend to their limits where these are near."""
    first, last = found[0], found[-1]
    lower, upper = max(first.lower, FIRST), min(last.upper, LAST)
    if lower - FIRST <= first.length:
        lower = FIRST
    if LAST - upper <= last.length:
        upper = LAST
    found[0] = replace(found[0], lower=min(lower, first.stretch.first))
    found[-1] = replace(found[-1], upper=max(upper, last.stretch.last + 1))
    return found


def _roomier(section: Section) -> Section:
    """Show some time around a single date whose panel is the only one."""
    stretch = section.stretch
    if stretch.count == 0 or stretch.last - stretch.first >= stretch.step.seconds:
        return section
    step = stretch.step if stretch.step.seconds >= HOUR else Step(stretch.step.unit, HOUR)
    lower, upper = step.floor(section.lower), step.ceil(section.upper)
    lower = max(step.floor(lower - 1), FIRST)
    upper = min(step.following(upper), LAST)
    return replace(section, lower=min(lower, section.lower), upper=max(upper, section.upper))


def _laid_out(found: list[Section]) -> Axis:
    """Close the gaps that aren't worth a break, then compute widths, padding and positions."""
    widths = _widths(found, len(found) - 1)
    for index, (left, right) in enumerate(pairwise(list(found))):
        gap = right.lower - left.upper
        per_second = [widths[index] / left.length, widths[index + 1] / right.length]
        is_short = gap <= _NEGLIGIBLE * min(left.length, right.length)
        if is_short or gap * min(per_second) <= BREAK:
            # The section with the coarser scale absorbs the gap.
            if per_second[0] <= per_second[1]:
                found[index] = replace(found[index], upper=right.lower)
            else:
                found[index + 1] = replace(found[index + 1], lower=found[index].upper)
    breaks = sum(left.upper < right.lower for left, right in pairwise(found))
    found = _padded(found, _widths(found, breaks))
    return _placed(found, _widths(found, breaks))


def _widths(found: Sequence[Section], breaks: int) -> list[float]:
    """Return widths in %, by the square roots of event count and duration, above a minimum."""
    room = 100 - BREAK * breaks
    events = sum(section.stretch.count for section in found) or 1
    seconds = sum(section.length for section in found)
    shares = [
        sqrt(section.stretch.count / events) + _DURATION * sqrt(section.length / seconds)
        for section in found
    ]
    shares = _favoured(found, shares)
    floors = [NARROWEST if section.stretch.count else NARROWEST_RANGE for section in found]
    wide = set(range(len(found)))
    while True:
        free = room - sum(floor for index, floor in enumerate(floors) if index not in wide)
        total = sum(shares[index] for index in wide) or 1
        narrow = {index for index in wide if shares[index] / total * free < floors[index]}
        if not narrow or narrow == wide:
            break
        wide -= narrow
    return [
        shares[index] / total * free if index in wide else floors[index]
        for index in range(len(found))
    ]


def _favoured(found: Sequence[Section], shares: Sequence[float]) -> list[float]:
    """Scale up the shares of the panels in the reader's range to at least half of the total, if
    they contain events: a reader who narrows the range wants to see more of it."""
    chosen = sum(share for each, share in zip(found, shares, strict=True) if each.is_chosen)
    others = sum(shares) - chosen
    holds = any(each.is_chosen and each.stretch.count for each in found)
    factor = max(1, others / chosen) if holds else 1
    return [
        share * factor if each.is_chosen else share
        for each, share in zip(found, shares, strict=True)
    ]


def _padded(found: list[Section], widths: Sequence[float]) -> list[Section]:
    """Pad sections next to breaks and at the ends of the plot, beyond their outermost points."""
    padded = []
    for index, section in enumerate(found):
        before = found[index - 1].upper if index else FIRST
        after = found[index + 1].lower if index + 1 < len(found) else LAST
        lower, upper = section.lower, section.upper
        if before < lower:
            missing = _missing(section, section.stretch.first - lower, widths[index])
            lower -= min(missing, (lower - before) // 3)
        if after > upper:
            missing = _missing(section, upper - section.stretch.last, widths[index])
            upper += min(missing, (after - upper) // 3)
        padded.append(replace(section, lower=lower, upper=upper))
    return padded


def _missing(section: Section, margin: int, width: float) -> int:
    """Return the seconds to add on a side for a point at ``margin`` seconds to be INSET from it."""
    return max(0, int((INSET * section.length - width * margin) / (width - 2 * INSET)))


def _placed(found: Sequence[Section], widths: Sequence[float]) -> Axis:
    sections: list[Section] = []
    times: list[int] = []
    xs: list[float] = []
    x = 0.0
    for section, width in zip(found, widths, strict=True):
        is_seam = bool(sections) and sections[-1].upper == section.lower
        if sections and not is_seam:
            x += BREAK
        if not is_seam:
            times.append(section.lower)
            xs.append(x)
        sections.append(replace(section, x1=x, x2=x + width))
        x += width
        times.append(section.upper)
        xs.append(x)
    sections[-1] = replace(sections[-1], x2=100.0)
    xs[-1] = 100.0
    ends = tuple(section.upper for section in sections)
    return Axis(tuple(sections), Scale(tuple(times), tuple(xs)), ends)
