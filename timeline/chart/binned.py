"""The chart of counts: one bin a lane and unit of time, peaks with numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from math import sqrt
from operator import attrgetter
from typing import NamedTuple

from timeline.chart import lengths, parts, wording
from timeline.chart.axis import Axis
from timeline.chart.bins import BinPlan, Bucket, bin_axis
from timeline.chart.parts import percent
from timeline.chart.placing import Bounds
from timeline.chart.shapes import Bar, Bin, Chart, Label, Lane, Panel
from timeline.chart.sizes import BINS, Size, frame
from timeline.chart.ticks import panel_ticks
from timeline.chart.units import Zoom, naming_step
from timeline.chart.widths import HEAD, LABEL, fitting, text_width
from timeline.dates.messages import ENGLISH, Words, say
from timeline.dates.messages import gettext_noop as _

#: The highest bar, as a share of its lane; the lowest, in rem; the room between bars, in %.
_HIGHEST, _LOWEST, _ROOM = 0.75, 0.1875, 0.05
_SHADES = 5
#: rem from a bar's top to the baseline of its number.
_NUMBER = 0.2
#: px that two numbers keep apart.
_APART = 6
#: A number stands on peaks of at least this share of their lane's highest.
_PEAK = 0.1


class CountedScene:
    """Counts to draw, in whatever size: for each lane's slug one for each of ``plan.sort_ranges``.

    Half-open dates, the last of the counts, are part of a lane's count, but have no bin.
    """

    def __init__(
        self,
        plan: BinPlan,
        counts: Mapping[str, Sequence[int]],
        lanes: Sequence[Lane],
        *,
        selected: Bounds | None = None,
        window: Bounds | None = None,
        words: Words = ENGLISH,
    ) -> None:
        self.lanes, self.counts, self.words = lanes, counts, words
        self.selected, self.range = selected, window or selected
        buckets = plan.buckets
        self.totals = {lane.slug: sum(counts.get(lane.slug, ())) for lane in lanes}
        self.total = sum(self.totals.values())
        shown = [counts[lane.slug][: len(buckets)] for lane in lanes if lane.slug in counts]
        columns = [sum(column) for column in zip(*shown, strict=True)] or [0] * len(buckets)
        self.highest = max((max(row, default=0) for row in shown), default=0)
        self.axis = bin_axis(plan, columns)
        self.places = [
            _place(bucket, self.axis, selected, words) if count else None
            for bucket, count in zip(buckets, columns, strict=True)
        ]
        self.alt = _alt(self.total, lanes, self.axis, words)

    def chart(self, size: Size = BINS) -> Chart:
        """It all, drawn in one size."""
        axis, words = self.axis, self.words
        boxes = parts.lane_boxes(self.lanes, self.totals, size, words)
        bins: list[Bin] = []
        for lane, box in zip(self.lanes, boxes, strict=True):
            drawing = _Lane(lane, box.top, self.highest, size, words)
            bins += drawing.bins(self.places, self.counts.get(lane.slug, ()))
        peaks = _peaks(bins) if size.has_labels else []
        labels = [tuple(_numbers(peaks, plot, words)) for plot in (size.wide, size.medium)]
        return Chart(
            size=size,
            y=frame(size, len(self.lanes), strip=False),
            lanes=boxes,
            panels=_panels(axis, size, words),
            seams=parts.seams(axis),
            breaks=(),
            days=(),
            ticks=panel_ticks(axis, size.wide, size.medium, words),
            marks=(),
            clusters=(),
            bins=tuple(bins),
            labels=labels[0],
            labels_medium=labels[1],
            true_scale=None,
            selection=parts.selection(axis, self.selected) if self.selected else None,
            here=None,
            zoom_in=parts.zoom_in(axis, self.selected, words),
            zoom_out=parts.zoom_out(axis, self.range, words),
            count=self.total,
            alt=self.alt,
        )


class _Place(NamedTuple):
    """What the bins of all lanes for one unit of time share; x and widths in %."""

    x: float
    width: float
    bar_x: float
    bar_width: float
    faded: bool
    zoom: Zoom


def _place(bucket: Bucket, axis: Axis, selected: Bounds | None, words: Words) -> _Place:
    x1, x2 = axis.scale.x(bucket.lower), axis.scale.x(bucket.upper)
    is_inside = selected is None or (bucket.lower < selected[1] and bucket.upper > selected[0])
    step = naming_step(bucket.upper - bucket.lower)
    return _Place(
        x=percent(x1),
        width=percent(x2 - x1),
        bar_x=percent(x1 + _ROOM),
        bar_width=percent(x2 - x1 - 2 * _ROOM),
        faded=not is_inside,
        zoom=wording.short_zoom(bucket.lower, bucket.upper, step, words),
    )


class _Lane:
    """Draws the bins of one lane; heights compare with the highest bin of all lanes."""

    def __init__(self, lane: Lane, top: float, highest: int, size: Size, words: Words) -> None:
        self.lane, self.top, self.highest, self.size = lane, top, highest, size
        self.words = words
        self.named = words.gettext(_("{topic}, {date}: {events}"))

    def bins(self, places: Sequence[_Place | None], counts: Sequence[int]) -> Iterator[Bin]:
        """The bins that hold something."""
        lane, top, height = self.lane, self.top, self.size.lane_height
        for place, count in zip(places, counts, strict=False):
            if place and count:
                share = sqrt(count / self.highest)
                yield Bin(
                    lane.slug,
                    lane.slot,
                    count,
                    Bar(place.x, place.width, top, height),
                    self._bar(place, share),
                    min(int(share * _SHADES) + 1, _SHADES),
                    place.faded,
                    place.zoom,
                    self._name(place, count),
                )

    def _bar(self, place: _Place, share: float) -> Bar:
        lane = self.size.lane_height
        height = max(round(share * _HIGHEST * lane, 3), _LOWEST)
        return Bar(place.bar_x, place.bar_width, round(self.top + lane - height, 3), height)

    def _name(self, place: _Place, count: int) -> str:
        if not self.size.has_labels:
            return ""
        said = wording.events_text(count, self.words)
        return self.named.format(topic=self.lane.name, date=place.zoom.name, events=said)


def _peaks(bins: Sequence[Bin]) -> list[Bin]:
    """The bins of every lane that are worth a number, the highest first: no lower than the bins
    beside them; of two as high, the later one."""
    peaks: list[Bin] = []
    for _lane, group in groupby(bins, key=attrgetter("lane")):
        row = list(group)
        least = _PEAK * max(each.events for each in row)
        counts = [0, *(each.events for each in row), 0]
        peaks += [
            each
            for each, before, after in zip(row, counts, counts[2:], strict=False)
            if each.events >= least and before <= each.events > after
        ]
    return sorted(peaks, key=lambda each: (-each.events, each.hit.x))


def _numbers(peaks: Sequence[Bin], plot: int, words: Words) -> Iterator[Label]:
    """Numbers on the peaks, the first ones first, where they leave each other room."""
    taken: dict[str, list[tuple[float, float]]] = {}
    for peak in peaks:
        text = wording.short_count(peak.events, words)
        start, width = peak.hit.x, peak.hit.width
        middle, half = start + width / 2, text_width(text, LABEL) / 2
        x, anchor, left = middle, "middle", middle * plot / 100 - half
        if left < 0:
            x, anchor, left = start, "start", start * plot / 100
        elif left + 2 * half > plot:
            x, anchor, left = start + width, "end", plot - 2 * half
        beside = taken.setdefault(peak.lane, [])
        if all(left + 2 * half + _APART < a or b + _APART < left for a, b in beside):
            beside.append((left, left + 2 * half))
            y = round(peak.bar.y - _NUMBER, 3)
            yield Label("", peak.slot, percent(min(x, 100)), 0, y, anchor, text)


def _panels(axis: Axis, size: Size, words: Words) -> tuple[Panel, ...]:
    """Sections with the width of their bins for a head."""
    found = []
    for panel, section in zip(parts.panels(axis, size, words), axis.sections, strict=True):
        named = lengths.bin_heads(section.stretch.step, words)
        width = section.x2 - section.x1
        head, medium = (
            fitting(named, width * plot / 100 - 2, HEAD) for plot in (size.wide, size.medium)
        )
        found.append(panel._replace(head=head, head_medium=medium))
    return tuple(found)


def _alt(count: int, lanes: Sequence[Lane], axis: Axis, words: Words) -> str:
    lower, upper = axis.scale.times[0], axis.scale.times[-1]
    return say(
        words,
        _("{events} counted by topic and period, {span}: {topics}."),
        events=wording.events_text(count, words),
        span=wording.zoom(lower, upper, words).name,
        topics=", ".join(lane.name for lane in lanes),
    )
