"""Everything around the marks of a chart: panels, breaks, lanes, true-scale strip, range, zooms."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise

from timeline.chart import lengths, wording
from timeline.chart.axis import Axis, Section
from timeline.chart.placing import Bounds
from timeline.chart.scale import Scale
from timeline.chart.shapes import (
    Break,
    FanLine,
    Handle,
    Lane,
    LaneBox,
    LaneLine,
    Panel,
    Piece,
    Selection,
    TrueScale,
)
from timeline.chart.sizes import Size
from timeline.chart.ticks import linear_ticks
from timeline.chart.units import (
    DAY,
    MAX_TIME,
    MIN_TIME,
    MONTH,
    YEAR,
    Step,
    Zoom,
    end_text,
    naming_step,
    start_text,
)
from timeline.chart.widths import HEAD_SIZE, LANE_SIZE, TICK_SIZE, first_fitting, text_width
from timeline.dates.edtf import OPEN_END, OPEN_START
from timeline.dates.messages import Translations

#: The room for a lane's name beside its shape, in px, and its maximum number of lines.
_MAX_NAME_WIDTH = 92
_MAX_LINES = 2
#: The padding of a panel's head in px, on both sides together.
_HEAD_PADDING = 6
_SIGN = re.compile(r"(?<= )(\W+) ")
# Offsets in rem: of icon and first line from the lane's top, from line to line, and from the last
# line to the count.
_ICON, _FIRST_LINE, _LINE, _COUNT = 1.0625, 1.3125, 0.9375, 0.9375
#: The narrowest bar of the true-scale strip, in %.
_MIN_PIECE_WIDTH = 0.12
#: The minimum distance in px between the texts of two breaks.
_MIN_DISTANCE = 6
#: The minimum width in px of a unit that can be pointed at to choose a range.
_MIN_UNIT_WIDTH = 1.5


def percent(x: float) -> float:
    """Round a position to the precision with which it is rendered."""
    return round(x, 2)


def panels(axis: Axis, size: Size, words: Translations) -> tuple[Panel, ...]:
    """Return one panel per section, with the longest head that fits."""
    result = []
    heads = wording.panel_heads([each.stretch.name_range for each in axis.sections], words)
    for section, candidates in zip(axis.sections, heads, strict=True):
        lower, upper, _step = section.stretch.name_range
        width = section.x2 - section.x1
        at_wide, at_medium = (
            first_fitting(candidates, width * plot / 100 - _HEAD_PADDING, HEAD_SIZE)
            for plot in (size.wide, size.medium)
        )
        result.append(
            Panel(
                percent(section.x1),
                percent(width),
                percent((section.x1 + section.x2) / 2),
                section.lower,
                section.upper,
                _grain(section, size),
                at_wide,
                at_medium,
                wording.zoom(lower, upper, words),
            )
        )
    return tuple(result)


def _grain(section: Section, size: Size) -> str:
    seconds_per_px = section.length / (section.x2 - section.x1) / size.wide * 100
    min_seconds = seconds_per_px * _MIN_UNIT_WIDTH
    if min_seconds <= DAY:
        return "day"
    if min_seconds <= MONTH:
        return "month"
    years = 1
    while min_seconds > years * YEAR:
        years *= 10
    return str(years)


def seams(axis: Axis) -> tuple[float, ...]:
    """Return the positions where the scale changes but no time is left out."""
    pairs = pairwise(axis.sections)
    return tuple(percent(right.x1) for left, right in pairs if left.upper == right.lower)


def breaks(axis: Axis, size: Size, words: Translations) -> tuple[Break, ...]:
    """Return the breaks, where time is left out, labelled with the time from event to event."""
    pairs = [(a, b) for a, b in pairwise(axis.sections) if a.upper < b.lower]
    texts = [lengths.gap(a.stretch.last_upper, b.stretch.first_lower, words) for a, b in pairs]
    middles = [(a.x2 + b.x1) / 2 for a, b in pairs]
    at_wide, at_medium = (_break_labels(texts, middles, plot) for plot in (size.wide, size.medium))
    return tuple(
        Break(percent(a.x2), percent(b.x1), percent(x), wide, medium, text[0])
        for (a, b), x, wide, medium, text in zip(
            pairs, middles, at_wide, at_medium, texts, strict=True
        )
    )


def _break_labels(
    texts: Sequence[tuple[str, str]], middles: Sequence[float], plot: int
) -> list[str]:
    """Return the full texts if all of them fit, else the short ones, without any that don't fit."""
    for variant in (0, 1):
        labels, edge = [], 0.0
        for text, middle in zip(texts, middles, strict=True):
            half = text_width(text[variant], TICK_SIZE) / 2
            x = middle * plot / 100
            fits = x - half >= edge and x + half <= plot
            labels.append(text[variant] if fits else "")
            edge = x + half + _MIN_DISTANCE if fits else edge
        if all(labels):
            break
    return labels


def lane_boxes(
    lanes: Sequence[Lane], counts: dict[str, int], size: Size, words: Translations
) -> tuple[LaneBox, ...]:
    """Return the lanes, with their names broken into lines."""
    boxes = []
    for index, lane in enumerate(lanes):
        top = size.lanes_top + index * size.lane_height
        lines = _wrapped(lane.name)
        ys = [round(top + _FIRST_LINE + number * _LINE, 3) for number in range(len(lines))]
        count = counts.get(lane.slug, 0)
        boxes.append(
            LaneBox(
                lane.slug,
                lane.name,
                lane.slot,
                round(top, 4),
                round(top + _ICON, 4),
                tuple(LaneLine(text, y) for text, y in zip(lines, ys, strict=True)),
                count,
                wording.events_text(count, words),
                round((ys[-1] if ys else top) + _COUNT, 3),
            )
        )
    return tuple(boxes)


def _wrapped(name: str) -> list[str]:
    """Break a name into at most _MAX_LINES lines, with an ellipsis where it doesn't fit."""
    lines: list[str] = []
    # Keep a sign on one line with the word after it: "Presidents / & Putin".
    for word in _SIGN.sub("\\1\N{NO-BREAK SPACE}", name).split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, LANE_SIZE) <= _MAX_NAME_WIDTH:
            lines[-1] = longer
        else:
            lines.append(word)
    if len(lines) > _MAX_LINES:
        lines = [*lines[: _MAX_LINES - 1], f"{lines[_MAX_LINES - 1]}…"]
    return [_truncated(line) for line in lines]


def _truncated(line: str) -> str:
    if text_width(line, LANE_SIZE) <= _MAX_NAME_WIDTH:
        return line
    while text_width(f"{line}…", LANE_SIZE) > _MAX_NAME_WIDTH:
        line = line[:-1]
    return f"{line}…"


def true_scale(
    axis: Axis, selected: Bounds | None, size: Size, words: Translations
) -> TrueScale | None:
    """Return every section at its true place; None if the axis has only one section."""
    if len(axis.sections) < 2:
        return None
    lower, upper = axis.scale.times[0], axis.scale.times[-1]
    scale = Scale((lower, upper), (0.0, 100.0))
    pieces, fan = [], []
    for section in axis.sections:
        x1, x2 = scale.x(section.lower), scale.x(section.upper)
        width = max(x2 - x1, _MIN_PIECE_WIDTH)
        x1 = min(x1, 100 - width)
        pieces.append(Piece(percent(x1), percent(width)))
        fan.append(FanLine(percent(section.x1), percent(x1)))
        fan.append(FanLine(percent(section.x2), percent(x1 + width)))
    selection = None
    if selected:
        x1, x2 = scale.x(selected[0]), scale.x(selected[1])
        selection = Piece(percent(x1), percent(x2 - x1))
    ticks = linear_ticks(scale, size.wide, size.medium, words)
    return TrueScale(tuple(pieces), tuple(fan), ticks, selection)


def selection(axis: Axis, selected: Bounds) -> Selection:
    """Return the band of the reader's range, with a handle at each end that isn't open."""
    x1, x2 = axis.scale.x(selected[0]), axis.scale.x(selected[1])
    start = Handle(percent(x1), start_text(selected[0])) if selected[0] > OPEN_START else None
    end = Handle(percent(x2), end_text(selected[1])) if selected[1] < OPEN_END else None
    return Selection(percent(x1), percent(x2 - x1), start, end)


def zoom_in(
    axis: Axis,
    selected: Bounds | None,
    count_in: Callable[[Section], int],
    middle_of: Callable[[Bounds], int | None],
    words: Translations,
) -> Zoom | None:
    """Return the range to zoom in to: the fullest panel in view, or half of the only one.

    ``count_in`` counts the requested events in a section. Of a single panel, half is returned,
    around the ``middle_of`` the view: that of the events that zooming would separate; None if there
    are none. The range ends with whole units or with the reader's range, as the ends of a drawn
    panel are padded.
    """
    lower, upper = _view_bounds(axis, selected)
    inside = [each for each in axis.sections if each.lower < upper and each.upper > lower]
    section = max(inside or axis.sections, key=count_in)
    if not count_in(section):
        return None
    first, last = selected or (OPEN_START, OPEN_END)
    whole = max(section.stretch.lower, first), min(section.stretch.upper, last)
    if len(inside) > 1 and whole[0] < whole[1]:
        return wording.zoom(*whole, words)
    view = max(section.lower, lower), min(section.upper, upper)
    time = middle_of(view)
    return None if time is None else _half(section, view, whole, time, words)


def _half(
    section: Section, view: Bounds, whole: Bounds, time: int, words: Translations
) -> Zoom | None:
    """Return half of a view, around a time; None if that would be all of the section.

    It is rounded to whole units as long as the half (18 March rather than 36 hours), and clamped to
    ``whole``, if the result contains the time; else it is rounded outwards to finer units.
    """
    length = (view[1] - view[0]) // 2
    start = min(max(time - length // 2, view[0]), view[1] - length)
    step = naming_step(length)
    lower, upper = (_nearest_edge(step, each) for each in (start, start + length))
    lower, upper = max(lower, whole[0]), min(upper, whole[1])
    if lower <= time < upper and (lower, upper) != view:
        return wording.zoom(lower, upper, words)
    lower, upper = _rounded_outwards(start, start + length)
    if (lower, upper) == (section.lower, section.upper) or lower >= upper:
        return None
    return wording.zoom(lower, upper, words)


def _nearest_edge(step: Step, time: int) -> int:
    before, after = step.floor(time), step.ceil(time)
    return before if time - before < after - time else after


def zoom_out(axis: Axis, selected: Bounds | None, words: Translations) -> Zoom | None:
    """Return a range twice as long that also contains all that is drawn; None if all is shown. An
    open side stays open."""
    if selected is None:
        return None
    lower, upper = _view_bounds(axis, selected)
    half = (upper - lower) // 2
    lower = max(min(lower - half, axis.sections[0].stretch.lower), MIN_TIME)
    upper = min(max(upper + half, axis.sections[-1].stretch.upper), MAX_TIME)
    lower, upper = _rounded_outwards(lower, upper)
    wider = min(lower, selected[0]), max(upper, selected[1])
    return None if wider == selected else wording.zoom(*wider, words)


def _view_bounds(axis: Axis, selected: Bounds | None) -> Bounds:
    """Return the bounds in view: the selected range, with the axis's bounds for open sides."""
    first, last = axis.scale.times[0], axis.scale.times[-1]
    lower, upper = selected or (OPEN_START, OPEN_END)
    return (
        lower if lower > OPEN_START else min(first, upper),
        upper if upper < OPEN_END else max(last, lower),
    )


def _rounded_outwards(lower: int, upper: int) -> Bounds:
    """Round outwards to whole units."""
    step = naming_step((upper - lower) // 2)
    return step.floor(lower), step.ceil(upper)
