"""Ticks at every scale, from seconds to billions of years, whose texts never overlap."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from math import inf
from typing import NamedTuple

from timeline.chart import wording
from timeline.chart.axis import BREAK_WIDTH, Axis, Section
from timeline.chart.placing import Bounds
from timeline.chart.scale import Scale
from timeline.chart.shapes import Tick
from timeline.chart.units import (
    DAY,
    HOUR,
    MAX_TIME,
    MIN_TIME,
    MINUTE,
    MONTH_STEP,
    YEAR,
    Step,
    Unit,
    month_start,
    year_start,
)
from timeline.chart.widths import TICK_SIZE, text_width
from timeline.dates.gregorian import civil, days_in_month
from timeline.dates.messages import Translations

#: The minimum distance between two texts, in px.
_MIN_TEXT_DISTANCE = 9
#: The minimum distance between ticks in px, in panels and on a linear scale, and the maximum number
#: of ticks: more don't help.
_MIN_DISTANCE, _MIN_LINEAR_DISTANCE = 24, 80
_MAX_TICKS = 24
#: The minimum width of a day, in % of the plot, for lines between days.
_MIN_DAY_WIDTH = 2.0

_STEPS = (
    *(Step(Unit.SECOND, count) for count in (1, 5, 15, 30)),
    *(Step(Unit.SECOND, count * MINUTE) for count in (1, 5, 15, 30)),
    *(Step(Unit.SECOND, count * HOUR) for count in (1, 2, 3, 6, 12)),
    *(Step(Unit.DAY, count) for count in (1, 2, 5, 10)),
    *(Step(Unit.MONTH, count) for count in (1, 3, 6)),
    *(Step(Unit.YEAR, digit * 10**power) for power in range(11) for digit in (1, 2, 5)),
)
_SECONDS = tuple(step.seconds for step in _STEPS)


class _Text(NamedTuple):
    """A tick's time and text, with its position in px."""

    time: int
    text: str
    left: float
    right: float
    anchor: str = "middle"


def panel_ticks(
    axis: Axis,
    wide: int,
    medium: int,
    words: Translations,
    *,
    hours_up_to: float = inf,
    names_all: bool = False,
) -> tuple[Tick, ...]:
    """Return the ticks of all panels, with the texts that fit plots of these widths in px.

    Panels longer than ``hours_up_to`` seconds have no ticks for hours. ``names_all`` names the
    start of each panel without room for a tick, for charts whose heads don't name the time.
    """
    at_wide, at_medium = (
        _without_overlaps(_panel_texts(axis, width, words, hours_up_to, names_all))
        for width in (wide, medium)
    )
    return _merge(axis.scale, at_wide, at_medium)


def linear_ticks(scale: Scale, wide: int, medium: int, words: Translations) -> tuple[Tick, ...]:
    """Return the ticks of one linear scale over the whole plot, including its end."""
    lower, upper = scale.times[0], scale.times[-1]
    end = wording.true_scale_end(upper, lower, words)
    by_width = []
    for width in (wide, medium):
        texts = list(
            _choose_ticks(scale, (lower, upper), width, (0, width), words, _MIN_LINEAR_DISTANCE)
        )
        if end:
            left = width - text_width(end, TICK_SIZE)
            texts = [text for text in texts if text.right + _MIN_TEXT_DISTANCE <= left]
            texts.append(_Text(upper, end, left, width, "end"))
        by_width.append(_without_overlaps(texts))
    return _merge(scale, *by_width)


def strip_ticks(axis: Axis, wide: int, medium: int, words: Translations) -> tuple[Tick, ...]:
    """Return the names of panels below a strip, as ticks, for plots of these widths in px.

    The last and the first panel are named, then the widest ones for which there is room.
    """
    heads = wording.panel_heads([each.stretch.name_range for each in axis.sections], words)
    candidates = dict(zip(axis.sections, heads, strict=True))
    if wide == medium:
        ticks = [
            Tick(x, text, text, side, side) for x, text, side in _strip_names(candidates, wide)
        ]
    else:
        ticks = [Tick(x, text, "", anchor=side) for x, text, side in _strip_names(candidates, wide)]
        ticks += [
            Tick(x, "", text, anchor_medium=side)
            for x, text, side in _strip_names(candidates, medium)
        ]
    return tuple(sorted(ticks, key=lambda tick: tick.x))


def _strip_names(
    candidates: Mapping[Section, Sequence[str]], width: int
) -> Iterator[tuple[float, str, str]]:
    """Yield position in %, text and anchor of the names that fit."""
    sections = list(candidates)
    order = sorted(sections, key=lambda each: each.x1 - each.x2)
    taken: list[tuple[float, float]] = []
    for section in dict.fromkeys((sections[-1], sections[0], *order)):
        for text in candidates[section]:
            placed = _strip_text(text, section, width)
            if not any(
                a - _MIN_TEXT_DISTANCE < placed.right and placed.left < b + _MIN_TEXT_DISTANCE
                for a, b in taken
            ):
                taken.append((placed.left, placed.right))
                x = {"start": 0.0, "middle": (section.x1 + section.x2) / 2, "end": 100.0}
                yield round(x[placed.anchor], 2), text, placed.anchor
                break


def _strip_text(text: str, section: Section, width: int) -> _Text:
    """Return a panel's name centered on it, or aligned with the end of the plot."""
    x, half = (section.x1 + section.x2) / 200 * width, text_width(text, TICK_SIZE) / 2
    if x - half < 0:
        return _Text(section.lower, text, 0, 2 * half, "start")
    if x + half > width:
        return _Text(section.lower, text, width - 2 * half, width, "end")
    return _Text(section.lower, text, x - half, x + half)


def day_lines(axis: Axis) -> tuple[float, ...]:
    """Return the positions where days begin, in panels that show each day as a column."""
    lines = []
    for section in axis.sections:
        if DAY * (section.x2 - section.x1) / section.length < _MIN_DAY_WIDTH:
            continue
        day = section.lower - section.lower % DAY + DAY
        while day < section.upper:
            lines.append(round(axis.scale.x(day), 2))
            day += DAY
    return tuple(lines)


def tick_times(step: Step, lower: int, upper: int) -> Iterator[int]:
    """Yield the times of a step's ticks within the bounds: noon for days, else where it begins."""
    match step.unit:
        case Unit.SECOND:
            yield from range(-(-lower // step.count) * step.count, upper + 1, step.count)
        case Unit.DAY:
            yield from _days(step.count, lower, upper)
        case Unit.MONTH:
            start = step.ceil(lower)
            while start <= upper:
                yield start
                start = step.following(start)
        case _:
            yield from _years(step.count, lower, upper)


def _days(count: int, lower: int, upper: int) -> Iterator[int]:
    """Yield the noon of the 1st of each month, and of multiples that aren't too close to a 1st."""
    month = MONTH_STEP.floor(lower)
    while month <= upper:
        year, number, _day = civil(month // DAY)
        last = days_in_month(year, number)
        odd_only = count == 2
        for day in range(1, last + 1):
            is_named = day % 2 == 1 and day < 31 if odd_only else day == 1 or day % count == 0
            is_crowded = count > 2 and (1 < day < 5 or day > last - count // 2)
            noon = month + (day - 1) * DAY + DAY // 2
            if is_named and not is_crowded and lower <= noon <= upper:
                yield noon
        month = month_start(year, number + 1)


def _years(count: int, lower: int, upper: int) -> Iterator[int]:
    """Yield the starts of round years as readers count them, without a year 0: 500 BC, AD 500."""
    first, last = civil(max(lower, MIN_TIME) // DAY)[0], civil(min(upper, MAX_TIME - 1) // DAY)[0]
    # The astronomical year 0 is 1 BC, here -1.
    first, last = (year if year > 0 else year - 1 for year in (first, last))
    for year in range(-(-first // count) * count, last + 1, count):
        if year:
            start = year_start(year if year > 0 else year + 1)
            if lower <= start <= upper:
                yield start


def _panel_texts(
    axis: Axis, width: int, words: Translations, hours_up_to: float, names_all: bool
) -> Iterator[_Text]:
    for index, section in enumerate(axis.sections):
        texts = _choose_ticks(
            axis.scale,
            (section.lower, section.upper),
            width,
            _room(axis.sections, index, width),
            words,
            min_step=DAY if section.length > hours_up_to else 0,
        )
        if names_all and not texts:
            label = wording.tick(section.lower, section.stretch.step, words)[0]
            x = section.x1 * width / 100
            text = _place_text(section.lower, label, x, width, (0, width))
            texts = [text] if text else []
        yield from texts


def _room(sections: Sequence[Section], index: int, width: int) -> tuple[float, float]:
    """Return the px between which texts may lie: a little into a break, not over a seam."""
    section, beyond = sections[index], width * BREAK_WIDTH / 100 / 2 - 1
    left, right = section.x1 * width / 100, section.x2 * width / 100
    if index and sections[index - 1].upper < section.lower:
        left -= beyond
    if index + 1 < len(sections) and section.upper < sections[index + 1].lower:
        right += beyond
    return left, right


def _choose_ticks(
    scale: Scale,
    bounds: Bounds,
    width: int,
    room: tuple[float, float],
    words: Translations,
    min_distance: int = _MIN_DISTANCE,
    min_step: int = 0,
) -> list[_Text]:
    """Return the ticks of the finest step, of at least ``min_step`` seconds, whose texts fit: full
    texts if at least two of them fit, else short ones, else a single text."""
    lower, upper = bounds
    length = upper - lower
    pixels = (room[1] - room[0]) / length
    # The texts of finer steps don't fit; coarser steps have no second tick.
    finest = max(
        min_distance / pixels, length / _MAX_TICKS, min_step, _min_distinct_step(lower, upper)
    )
    steps = _STEPS[bisect_left(_SECONDS, finest) : bisect_right(_SECONDS, length)]
    lone_texts: list[_Text] = []
    # Over more than a century, short years would be ambiguous: "’00", "’50", "’00".
    for variant in (0, 1) if length <= 100 * YEAR else (0,):
        for step in steps:
            texts: list[_Text] = []
            for time in tick_times(step, lower, upper):
                label = wording.tick(time, step, words)[variant]
                text = _place_text(time, label, scale.x(time) * width / 100, width, room)
                if text and texts and texts[-1].right + _MIN_TEXT_DISTANCE > text.left:
                    break
                if text:
                    texts.append(text)
            else:
                if len(texts) > 1:
                    return _with_seam(
                        texts, scale, lower, step, width, wording.tick(lower, step, words)[variant]
                    )
                lone_texts = lone_texts or texts
    return lone_texts


def _min_distinct_step(lower: int, upper: int) -> int:
    """Return the shortest step, in seconds, whose years have different texts: from a million years
    on, these have four significant digits."""
    years = max(abs(lower), abs(upper)) // YEAR
    return 10 ** (len(str(years)) - 4) * YEAR if years >= wording.LARGE_NUMBERS[-1][0] else 0


def _with_seam(
    texts: list[_Text], scale: Scale, lower: int, step: Step, width: int, label: str
) -> list[_Text]:
    """Add the tick at the start of a panel, with its text to the right of the seam.

    It names the year to which the other texts ("Apr", "Jul") belong. The first of these is dropped
    if there is no room for both.
    """
    x = scale.x(lower) * width / 100
    if not x or texts[0].time == lower or lower not in tick_times(step, lower, lower):
        return texts
    first = _Text(lower, label, x, x + text_width(label, TICK_SIZE), "start")
    rest = [each for each in texts if each.left >= first.right + _MIN_TEXT_DISTANCE]
    return [first, *rest] if len(rest) >= max(len(texts) - 1, 2) else texts


def _place_text(
    time: int, text: str, x: float, width: int, room: tuple[float, float]
) -> _Text | None:
    """Return a text centered on its tick, or inwards of it at an end of the plot; None if it
    doesn't fit the room."""
    length = text_width(text, TICK_SIZE)
    left, right, anchor = x - length / 2, x + length / 2, "middle"
    if left < 0:
        left, right, anchor = x, x + length, "start"
    elif right > width:
        left, right, anchor = x - length, x, "end"
    if left < room[0] or right > room[1]:
        return None
    return _Text(time, text, left, right, anchor)


def _without_overlaps(texts: Iterator[_Text] | Sequence[_Text]) -> dict[int, _Text]:
    """Drop texts that would touch the one before them, also across panels."""
    apart: dict[int, _Text] = {}
    edge = float("-inf")
    for text in texts:
        if text.left >= edge:
            apart[text.time] = text
            edge = text.right + 4
    return apart


def _merge(scale: Scale, wide: dict[int, _Text], medium: dict[int, _Text]) -> tuple[Tick, ...]:
    ticks = []
    for time in sorted({*wide, *medium}):
        at_wide, at_medium = wide.get(time), medium.get(time)
        ticks.append(
            Tick(
                round(scale.x(time), 2),
                at_wide.text if at_wide else "",
                at_medium.text if at_medium else "",
                at_wide.anchor if at_wide else "middle",
                at_medium.anchor if at_medium else "middle",
            )
        )
    return tuple(ticks)
