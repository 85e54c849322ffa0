"""Draws the card's chart: converts the geometry of `Scene` to px, between texts and legend."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from timeline.chart.shapes import Bar, Chart, LaneBox, Mark
from timeline.sharing.fonts import bold, sans, text_width
from timeline.sharing.svg import (
    INK,
    INK2,
    PAPER,
    WASH,
    Pen,
    colour,
    line,
    printable,
    rect,
    sign,
    use,
)
from timeline.sharing.text_layout import shorten

LEFT, RIGHT = 72, 1128
#: Height in rem between the texts and the axis.
LANES_HEIGHT = 10.25
_AXIS, _LEGEND = 520, 600
_REM = 16
_FADED = 0.26
# Opacity of a bin by its shade.
_SHADES = (1, 0.72, 0.78, 0.86, 0.93, 1)


def plot(pen: Pen, chart: Chart) -> Iterator[SafeString]:
    """Draw panels, marks or bins, and ticks; nothing for an empty chart."""
    if not chart.panels:
        return
    top = _AXIS - chart.y.axis * _REM
    yield rect(LEFT, top, RIGHT - LEFT, _AXIS - top, WASH)
    yield rect(LEFT, _AXIS - 1, RIGHT - LEFT, 2, INK)
    for each in chart.breaks:
        ends = _x(each.x1), _x(each.x2)
        yield rect(ends[0], top, ends[1] - ends[0], _AXIS + 2 - top, PAPER)
        for end in ends:
            yield line(end, _AXIS - 9, _AXIS + 9)
    if chart.selection:
        width = _width(chart.selection.width)
        yield rect(_x(chart.selection.x), top, width, _AXIS - top, INK, 0.07)
    for bin in chart.bins:
        fill = f"url(#h-{bin.slot})" if bin.is_side_column else colour(bin.slot)
        opacity = 1 if bin.is_side_column else _SHADES[bin.shade]
        yield _bar(bin.bar, top, fill, _FADED if bin.faded else opacity)
    yield from _marks(chart, top)
    for tick in chart.ticks:
        if text := printable(tick.text, sans()):
            yield pen.text((_x(tick.x), _AXIS + 34), text, sans(), 21, INK2, tick.anchor)


def legend(pen: Pen, lanes: Sequence[LaneBox]) -> Iterator[SafeString]:
    """Draw the lane names in one row, or in two rows of smaller text; leave out what overflows."""
    names = [(lane.slot, name) for lane in lanes if (name := printable(lane.name, bold()))]
    for size, rows in ((20, (_LEGEND,)), (17, (_LEGEND - 14, _LEGEND + 14))):
        placed = list(_place_names(names, size, rows))
        if len(placed) == len(names):
            break
    for slot, name, x, y in placed:
        yield sign(x + 9, y - 7, slot)
        yield pen.text((x + 28, y), name, bold(), size, colour(slot))


def _marks(chart: Chart, top: float) -> Iterator[SafeString]:
    """Draw the marks, all faded but the card's own event or those that match the query. The faded
    ones share one group opacity, since overlapping ones would add up to what looks unfaded."""
    faded = [each for each in chart.marks if chart.is_faint(each)]
    yield format_html(
        '<g opacity="{}">{}</g>',
        _FADED,
        format_html_join("", "{}", ((one,) for one in _draw_marks(faded, top))),
    )
    if chart.current_x is not None:
        yield line(_x(chart.current_x), top, _AXIS)
    yield from _draw_marks([each for each in chart.marks if not chart.is_faint(each)], top)


def _draw_marks(marks: Sequence[Mark], top: float) -> Iterator[SafeString]:
    for mark in marks:
        if mark.extent:
            yield _bar(mark.extent, top, f"url(#h-{mark.slot})")
    for mark in marks:
        for side, x in mark.open_ends:
            yield use(f"open-{side}", _x(x), top + mark.y * _REM, mark.slot)
    for mark in marks:
        if mark.core:
            yield _bar(mark.core, top, colour(mark.slot))
        if mark.has_glyph:
            yield sign(_x(mark.x), top + mark.y * _REM, mark.slot, hollow=mark.hollow)


def _bar(bar: Bar, top: float, fill: str, opacity: float = 1) -> SafeString:
    width, height = _width(bar.width), bar.height * _REM
    return rect(_x(bar.x), top + bar.y * _REM, width, height, fill, opacity)


def _x(percent: float) -> float:
    return LEFT + _width(percent)


def _width(percent: float) -> float:
    return percent / 100 * (RIGHT - LEFT)


def _place_names(
    names: Sequence[tuple[int, str]], size: float, rows: Sequence[float]
) -> Iterator[tuple[int, str, float, float]]:
    """Yield slot, name, x and y of as many names as fit the rows."""
    x, row = float(LEFT), 0
    for slot, name in names:
        name = shorten(name, bold(), size, RIGHT - LEFT - 28)
        width = 28 + text_width(name, bold(), size)
        if x > LEFT and x + width > RIGHT:
            x, row = float(LEFT), row + 1
        if row == len(rows):
            return
        yield slot, name, x, rows[row]
        x += width + 40
