"""Lay out stretches of time as panels on the plot: widths, seams, breaks, and the scale."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import sqrt

from timeline.chart.cuts import cut_stretches, empty_stretch
from timeline.chart.placing import Bounds
from timeline.chart.scale import Scale
from timeline.chart.stretches import Stretch, axis_points, build_stretches, split_points
from timeline.chart.units import DAY, HOUR, MAX_TIME, MIN_TIME, UNITS, Step, naming_step
from timeline.dates.edtf import OPEN_END, OPEN_START

#: Widths of a break and of the narrowest panel, in % of the plot.
BREAK_WIDTH = 1.5
MIN_PANEL_WIDTH = 3.6
#: The narrowest panel that contains only the reader's range: keeps its two handles apart.
MIN_RANGE_WIDTH = 7.2
#: The minimum distance between a mark's center and the end of its panel, in % of the plot.
MIN_INSET = 0.9
# A gap shorter than this share of the shorter neighbour isn't worth a break.
_MIN_GAP_SHARE = 0.75
# The weight of a stretch's duration relative to that of its number of events.
_DURATION_WEIGHT = 0.3


@dataclass(frozen=True, slots=True)
class Section:
    """A panel during layout: its stretch, its padded bounds in seconds, its position in %, and
    whether it lies within the reader's range."""

    stretch: Stretch
    lower: int
    upper: int
    x1: float = 0
    x2: float = 0
    is_selected: bool = False

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
    lower, upper = selected or (MAX_TIME, MIN_TIME)
    lower, upper = max(lower, MIN_TIME), min(upper, MAX_TIME)
    if points:
        parts = build_stretches(split_points(points))
        if lower < upper:
            parts = list(cut_stretches(parts, points, (lower, upper)))
        sections = [
            Section(
                each,
                each.lower,
                each.upper,
                is_selected=lower <= each.lower and each.upper <= upper,
            )
            for each in parts
        ]
        sections = _clamped(sections)
        if lower < upper:
            sections = _with_range_panels(sections, (lower, upper))
    elif selected and lower < upper:
        sections = [_empty_section(selected, lower, upper)]
    else:
        return None
    if len(sections) == 1:
        sections = [_with_margins(sections[0])]
    return _lay_out(sections)


def _empty_section(selected: Bounds, low: int, high: int) -> Section:
    """Return the section for a range without dates; for an open range, the day at its known end."""
    if selected[0] <= OPEN_START:
        low = max(low, high - DAY)
    elif selected[1] >= OPEN_END:
        high = min(high, low + DAY)
    middle = (low + high) // 2
    step = naming_step(high - low)
    return Section(Stretch(low, high, middle, middle, low, high, step, 0), low, high)


def _with_range_panels(sections: list[Section], selected: Bounds) -> list[Section]:
    """Add panels for the reader's range where the sections leave it no room.

    A range that overlaps no section gets a panel of its own. An end of the range that is farther
    away than all sections together are long gets one for that end. Otherwise its handles would
    coincide, in a break or at an end of the plot.
    """
    lower, upper = selected
    first, last = sections[0].lower, sections[-1].upper
    has_start, has_end = lower > MIN_TIME, upper < MAX_TIME
    ranges: list[Bounds] = []
    if not any(each.lower < upper and each.upper > lower for each in sections):
        # For an open range, show the unit at its known end.
        if not has_start:
            ranges.append(unit_before(upper, MIN_TIME))
        else:
            ranges.append((lower, upper) if has_end else unit_after(lower, MAX_TIME))
    else:
        if has_start and first - lower > last - first:
            ranges.append(unit_after(lower, first))
        if has_end and upper - last > last - first:
            ranges.append(unit_before(upper, last))
    for a, b in ranges:
        index = sum(each.upper <= a for each in sections)
        sections = [*sections[:index], Section(empty_stretch(a, b), a, b), *sections[index:]]
    return sections


def unit_after(start: int, limit: int) -> Bounds:
    """Return the coarsest unit from ``start`` to the limit at most: probably what was typed."""
    fits = (each for each in UNITS if each.floor(start) == start)
    return start, next(end for each in fits if (end := each.following(start)) <= limit)


def unit_before(end: int, limit: int) -> Bounds:
    """Return the coarsest unit that ends at ``end`` and begins no earlier than the limit."""
    fits = (each for each in UNITS if each.floor(end) == end)
    return next(start for each in fits if (start := each.floor(end - 1)) >= limit), end


def _clamped(sections: list[Section]) -> list[Section]:
    """Clamp to the years that EDTF can express, and extend to their limits where these are near."""
    first, last = sections[0], sections[-1]
    lower, upper = max(first.lower, MIN_TIME), min(last.upper, MAX_TIME)
    if lower - MIN_TIME <= first.length:
        lower = MIN_TIME
    if MAX_TIME - upper <= last.length:
        upper = MAX_TIME
    sections[0] = replace(sections[0], lower=min(lower, first.stretch.first))
    sections[-1] = replace(sections[-1], upper=max(upper, last.stretch.last + 1))
    return sections


def _with_margins(section: Section) -> Section:
    """Show some time around a single date whose panel is the only one."""
    stretch = section.stretch
    if stretch.count == 0 or stretch.last - stretch.first >= stretch.step.seconds:
        return section
    step = stretch.step if stretch.step.seconds >= HOUR else Step(stretch.step.unit, HOUR)
    lower, upper = step.floor(section.lower), step.ceil(section.upper)
    lower = max(step.floor(lower - 1), MIN_TIME)
    upper = min(step.following(upper), MAX_TIME)
    return replace(section, lower=min(lower, section.lower), upper=max(upper, section.upper))


def _lay_out(sections: list[Section]) -> Axis:
    """Close the gaps that aren't worth a break, then compute widths, padding and positions."""
    widths = _widths(sections, len(sections) - 1)
    for index, (left, right) in enumerate(pairwise(list(sections))):
        gap = right.lower - left.upper
        per_second = [widths[index] / left.length, widths[index + 1] / right.length]
        is_short = gap <= _MIN_GAP_SHARE * min(left.length, right.length)
        if is_short or gap * min(per_second) <= BREAK_WIDTH:
            # The section with the coarser scale absorbs the gap.
            if per_second[0] <= per_second[1]:
                sections[index] = replace(sections[index], upper=right.lower)
            else:
                sections[index + 1] = replace(sections[index + 1], lower=sections[index].upper)
    breaks = sum(left.upper < right.lower for left, right in pairwise(sections))
    sections = _pad(sections, _widths(sections, breaks))
    return _place_sections(sections, _widths(sections, breaks))


def _widths(sections: Sequence[Section], breaks: int) -> list[float]:
    """Return widths in %, by the square roots of event count and duration, above a minimum."""
    available = 100 - BREAK_WIDTH * breaks
    events = sum(section.stretch.count for section in sections) or 1
    seconds = sum(section.length for section in sections)
    shares = [
        sqrt(section.stretch.count / events) + _DURATION_WEIGHT * sqrt(section.length / seconds)
        for section in sections
    ]
    shares = _favour_selected(sections, shares)
    minimums = [
        MIN_PANEL_WIDTH if section.stretch.count else MIN_RANGE_WIDTH for section in sections
    ]
    flexible = set(range(len(sections)))
    while True:
        free = available - sum(
            floor for index, floor in enumerate(minimums) if index not in flexible
        )
        total = sum(shares[index] for index in flexible) or 1
        too_narrow = {index for index in flexible if shares[index] / total * free < minimums[index]}
        if not too_narrow or too_narrow == flexible:
            break
        flexible -= too_narrow
    return [
        shares[index] / total * free if index in flexible else minimums[index]
        for index in range(len(sections))
    ]


def _favour_selected(sections: Sequence[Section], shares: Sequence[float]) -> list[float]:
    """Scale up the shares of the panels in the reader's range to at least half of the total, if
    they contain events: a reader who narrows the range wants to see more of it."""
    selected_share = sum(
        share for each, share in zip(sections, shares, strict=True) if each.is_selected
    )
    other_share = sum(shares) - selected_share
    has_events = any(each.is_selected and each.stretch.count for each in sections)
    factor = max(1, other_share / selected_share) if has_events else 1
    return [
        share * factor if each.is_selected else share
        for each, share in zip(sections, shares, strict=True)
    ]


def _pad(sections: list[Section], widths: Sequence[float]) -> list[Section]:
    """Pad sections next to breaks and at the ends of the plot, beyond their outermost points."""
    padded = []
    for index, section in enumerate(sections):
        before = sections[index - 1].upper if index else MIN_TIME
        after = sections[index + 1].lower if index + 1 < len(sections) else MAX_TIME
        lower, upper = section.lower, section.upper
        if before < lower:
            padding = _missing_padding(section, section.stretch.first - lower, widths[index])
            lower -= min(padding, (lower - before) // 3)
        if after > upper:
            padding = _missing_padding(section, upper - section.stretch.last, widths[index])
            upper += min(padding, (after - upper) // 3)
        padded.append(replace(section, lower=lower, upper=upper))
    return padded


def _missing_padding(section: Section, margin: int, width: float) -> int:
    """Return the seconds to add on a side for a point at ``margin`` seconds to be MIN_INSET from
    it."""
    return max(0, int((MIN_INSET * section.length - width * margin) / (width - 2 * MIN_INSET)))


def _place_sections(sections: Sequence[Section], widths: Sequence[float]) -> Axis:
    placed: list[Section] = []
    times: list[int] = []
    xs: list[float] = []
    x = 0.0
    for section, width in zip(sections, widths, strict=True):
        is_seam = bool(placed) and placed[-1].upper == section.lower
        if placed and not is_seam:
            x += BREAK_WIDTH
        if not is_seam:
            times.append(section.lower)
            xs.append(x)
        placed.append(replace(section, x1=x, x2=x + width))
        x += width
        times.append(section.upper)
        xs.append(x)
    placed[-1] = replace(placed[-1], x2=100.0)
    xs[-1] = 100.0
    ends = tuple(section.upper for section in placed)
    return Axis(tuple(placed), Scale(tuple(times), tuple(xs)), ends)
