"""Put marks into rows of their lanes; where rows run out, into clusters that open by zooming."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from timeline.chart.axis import Axis, Section
from timeline.chart.placing import Bounds, Placed
from timeline.chart.shapes import CLOSED
from timeline.chart.sizes import Size
from timeline.chart.units import DAY
from timeline.dates.edtf import OPEN_END, OPEN_START

#: The width of a cluster in px, and of the window from which it gathers marks.
CLUSTER_WIDTH = 20
_CLUSTER_WINDOW = 34
# How far a mark may move from the middle of its extent, in widths of a mark.
_MAX_SHIFT = 6
#: The length up to which a panel shows hours, in seconds: a date known to the day is drawn with its
#: extent there. In a longer panel it is a mere mark somewhere in its day, and ticks name no hours,
#: at which it could be misread.
MAX_LENGTH_WITH_HOURS = 2 * DAY


class Spot(NamedTuple):
    """The position of an event on the plot, in %: of its mark, its extent and its core."""

    placed: Placed
    x: float
    extent: tuple[float, float]
    core: tuple[float, float] | None
    is_hatched: bool
    row: int = 0

    @property
    def has_glyph(self) -> bool:
        """Tell whether it needs a mark: a core is drawn without one."""
        return self.core is None


@dataclass(frozen=True, slots=True)
class Crowd:
    """Spots that didn't fit any row, drawn as one cluster at x."""

    spots: tuple[Spot, ...]
    x: float


def locate(placed: Placed, axis: Axis, size: Size) -> Spot:
    """Return the position of an event, before its row is chosen."""
    min_width = 100 * size.mark / size.wide
    # Leave room for the sign of an open side next to a mark at the edge of its panel.
    is_open = placed.open_sides != CLOSED
    at_start = min_width if placed.lower == OPEN_START else min_width / 2
    at_end = min_width if placed.upper == OPEN_END else min_width / 2
    lower, upper = _visible_bounds(placed, axis)
    middle = _mark_time(placed, lower, upper)
    section = axis.section_at(middle)
    is_inside = section.lower <= placed.lower and placed.upper <= section.upper
    x_at = section.x if is_inside else axis.scale.x
    left, right = x_at(lower), x_at(upper)
    core = None
    if placed.core:
        start, end = (x_at(time) for time in placed.core)
        core = (start, end) if end - start >= min_width else None
        x = (left + right) / 2
    else:
        x = x_at(middle)
    if x < section.x1 + at_start:
        x = section.x1 + at_start
    elif x > section.x2 - at_end:
        x = section.x2 - at_end
    if is_open:
        left, right = min(left, x), max(right, x)
    is_wide = is_open or right - left > min_width
    is_hatched = is_wide and not _is_plain_day(placed, section)
    return Spot(placed, x, (left, right), core, is_hatched)


def _is_plain_day(placed: Placed, section: Section) -> bool:
    """Tell whether a date known to the day is drawn as a mere mark, without its extent.

    Not where hours can be told apart: on the axis, or by a range that begins or ends within a day.
    """
    has_hours = section.length <= MAX_LENGTH_WITH_HOURS or any(
        edge % DAY for edge in (section.stretch.lower, section.stretch.upper)
    )
    return placed.is_day and not placed.hollow and not has_hours


def arrange(spots: Sequence[Spot], size: Size) -> tuple[list[Spot], list[Crowd]]:
    """Assign rows to the spots of one lane, which come in order of time.

    Where rows run out, the important ones get the first row, and a crowd takes the two below.
    """
    if size.rows == 1:
        return list(spots), []
    rows = _Rows(size, size.rows)
    placed: list[Spot] = []
    for each in spots:
        positioned = rows.take(each)
        if positioned is None:
            break
        placed.append(positioned)
    else:
        return placed, []
    rows = _Rows(size, size.rows)
    placed, left_over = [], []
    for each in sorted(spots, key=_by_importance):
        positioned = rows.take(each)
        if positioned:
            placed.append(positioned)
        else:
            left_over.append(each)
    return _gather_crowds(placed, sorted(left_over, key=lambda each: each.x), size)


def _visible_bounds(placed: Placed, axis: Axis) -> Bounds:
    """Return the bounds of the possible time to draw, clamped to the axis; an open side ends with
    the panel of the known end."""
    first, last = axis.scale.times[0], axis.scale.times[-1]
    lower, upper = placed.lower, placed.upper
    if lower == OPEN_START or upper == OPEN_END:
        section = axis.section_at((placed.anchors[0][0] + placed.anchors[0][1]) // 2)
        lower = min(section.lower, placed.anchors[0][0]) if lower == OPEN_START else lower
        upper = max(section.upper, placed.anchors[0][1]) if upper == OPEN_END else upper
    if first <= lower and upper <= last:
        return lower, upper
    return min(max(lower, first), last), max(min(upper, last), first)


def _mark_time(placed: Placed, lower: int, upper: int) -> int:
    """Return the time of the mark: a known time of day, the known end of an open date, else the
    middle."""
    if placed.lower != OPEN_START and placed.upper != OPEN_END:
        return lower if placed.has_time else (lower + upper) // 2
    start, end = placed.anchors[0]
    return (max(start, lower) + min(end, upper)) // 2


class _Rows:
    """Bitmaps of the occupied px in the rows of a lane."""

    def __init__(self, size: Size, rows: int) -> None:
        self._pixels = size.wide
        self._mark = size.mark
        self._half = size.mark / 2 - 0.5
        self._mark_bits = (1 << size.mark) - 1
        self._marks = [0] * rows
        self._areas = [0] * rows

    def take(self, spot: Spot) -> Spot | None:
        """Occupy and return the best free position, or None.

        Tries rows where neither mark nor extent touches anything, then rows where only the extents
        of others are touched, then positions away from the middle of the spot's own extent, which
        a date without a known time allows.
        """
        mark = self._mask(*spot.core) if spot.core else self._mark_mask(spot.x)
        extent = self._mask(*spot.extent) if spot.is_hatched else 0
        area = mark | extent
        for row, mask in enumerate(self._areas):
            if not mask & area:
                return self._occupy(spot, spot.x, row, mark, extent)
        for row, mask in enumerate(self._marks):
            if not mask & area:
                return self._occupy(spot, spot.x, row, mark, extent)
        for x in () if spot.core else self._other_positions(spot):
            mark = self._mark_mask(x)
            for row, mask in enumerate(self._marks):
                if not mask & mark:
                    return self._occupy(spot, x, row, mark, extent)
        return None

    def _occupy(self, spot: Spot, x: float, row: int, mark: int, extent: int) -> Spot:
        self._marks[row] |= mark
        self._areas[row] |= mark | extent
        if row == spot.row and x == spot.x:
            return spot
        return Spot(spot.placed, x, spot.extent, spot.core, spot.is_hatched, row)

    def _other_positions(self, spot: Spot) -> Sequence[float]:
        """Return positions for the mark within its own extent, from the middle outwards."""
        step = 100 * self._mark / self._pixels
        left, right = spot.extent[0] + step / 2, spot.extent[1] - step / 2
        # Without a hatched extent, the middle has already been tried.
        places = [spot.x] if spot.is_hatched else []
        if spot.placed.has_time or right - left < step:
            return places
        for count in range(1, min(int((right - left) / step), _MAX_SHIFT) + 1):
            shifted = spot.x + count * step, spot.x - count * step
            places += [x for x in shifted if left <= x <= right]
        return places

    def _mark_mask(self, x: float) -> int:
        first = int(x * self._pixels / 100 - self._half)
        return self._mark_bits << first if first > 0 else self._mark_bits

    def _mask(self, left: float, right: float) -> int:
        first, last = round(left * self._pixels / 100), round(right * self._pixels / 100)
        return ((1 << max(last - first, 0)) - 1) << first


def _gather_crowds(
    placed: Sequence[Spot], left_over: Sequence[Spot], size: Size
) -> tuple[list[Spot], list[Crowd]]:
    """Gather the spots left over, in order of x, into crowds, with the placed marks that these
    cover."""
    window = 100 * _CLUSTER_WINDOW / size.wide
    edge = 0.0
    members: list[tuple[float, list[Spot]]] = []
    for each in left_over:
        if each.x >= edge or not members:
            edge = max(each.x - window / 2, edge) + window
            members.append((edge - window / 2, [each]))
        else:
            members[-1][1].append(each)
    reach = 50 * (CLUSTER_WIDTH + size.mark) / size.wide
    places = [x for x, _group in members]
    top = _Rows(size, 1)
    free = []
    for each in placed:
        after = bisect_left(places, each.x - reach)
        if after < len(places) and places[after] < each.x + reach and each.has_glyph:
            members[after][1].append(each)
            continue
        free.append(each)
        if each.row == 0:
            top.take(each)
    crowds = []
    for x, group in members:
        group.sort(key=_by_importance)
        crowded = []
        for each in group:
            positioned = top.take(each)
            if positioned:
                free.append(positioned)
            else:
                crowded.append(each)
        # A single spot is not a crowd: draw it in the last row, even if it covers others there.
        if len(crowded) > 1:
            crowds.append(Crowd(tuple(crowded), x))
        else:
            free += [each._replace(row=size.rows - 1) for each in crowded]
    return free, crowds


def _by_importance(spot: Spot) -> tuple[bool, int]:
    """Return the sort key: cores first, which can't be moved, then by importance."""
    return not spot.core, -spot.placed.event.importance
