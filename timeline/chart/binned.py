"""The chart of counts: one bin a lane and unit of time, peaks with numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from math import sqrt

from timeline.chart import lengths, parts, wording
from timeline.chart.axis import Axis
from timeline.chart.bins import BinPlan, Bucket, bin_axis
from timeline.chart.parts import percent
from timeline.chart.placing import Bounds
from timeline.chart.shapes import Bar, Bin, Chart, Label, Lane, Panel
from timeline.chart.sizes import BINS, Size, frame
from timeline.chart.ticks import panel_ticks
from timeline.chart.units import naming_step
from timeline.chart.widths import HEAD, LABEL, fitting, text_width
from timeline.dates.messages import ENGLISH, LookedUpOnce, Words, say
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


def build_binned_chart(
    plan: BinPlan,
    counts: Mapping[str, Sequence[int]],
    lanes: Sequence[Lane],
    *,
    selected: Bounds | None = None,
    window: Bounds | None = None,
    size: Size = BINS,
    words: Words = ENGLISH,
) -> Chart:
    """Draw counts: for each lane's slug one for each of ``plan.sort_ranges``.

    Half-open dates, the last of the counts, are part of a lane's count, but have no bin.
    """
    words = LookedUpOnce(words)
    buckets = plan.buckets
    totals = {lane.slug: sum(counts.get(lane.slug, ())) for lane in lanes}
    columns = [
        sum(counts[lane.slug][i] for lane in lanes if lane.slug in counts)
        for i in range(len(buckets))
    ]
    axis = bin_axis(plan, columns)
    y = frame(size, len(lanes), strip=False)
    highest = max(
        (n for lane in lanes for n in counts.get(lane.slug, ())[: len(buckets)]), default=0
    )
    boxes = parts.lane_boxes(lanes, totals, size, words)
    bins: list[Bin] = []
    for lane, box in zip(lanes, boxes, strict=True):
        drawing = _Lane(lane, box.top, highest, axis, size, words)
        bins += drawing.bins(buckets, counts.get(lane.slug, ()), selected)
    labels = [tuple(_numbers(bins, plot, size, words)) for plot in (size.wide, size.medium)]
    return Chart(
        size=size,
        y=y,
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
        selection=parts.selection(axis, selected) if selected else None,
        here=None,
        zoom_in=parts.zoom_in(axis, selected, words),
        zoom_out=parts.zoom_out(axis, window or selected, words),
        count=sum(totals.values()),
        alt=_alt(sum(totals.values()), lanes, axis, words),
    )


class _Lane:
    """Draws the bins of one lane; heights compare with the highest bin of all lanes."""

    def __init__(
        self, lane: Lane, top: float, highest: int, axis: Axis, size: Size, words: Words
    ) -> None:
        self.lane, self.top, self.highest = lane, top, highest
        self.axis, self.size, self.words = axis, size, words

    def bins(
        self, buckets: Sequence[Bucket], counts: Sequence[int], selected: Bounds | None
    ) -> Iterator[Bin]:
        """The bins that hold something."""
        for bucket, count in zip(buckets, counts, strict=False):
            if count:
                is_faded = selected is not None and not (
                    bucket.lower < selected[1] and bucket.upper > selected[0]
                )
                yield self._bin(bucket, count, is_faded)

    def _bin(self, bucket: Bucket, count: int, is_faded: bool) -> Bin:
        x1, x2 = self.axis.scale.x(bucket.lower), self.axis.scale.x(bucket.upper)
        share = sqrt(count / self.highest)
        height = max(round(share * _HIGHEST * self.size.lane_height, 3), _LOWEST)
        bottom = self.top + self.size.lane_height
        step = naming_step(bucket.upper - bucket.lower)
        zoom = wording.short_zoom(bucket.lower, bucket.upper, step, self.words)
        said = wording.events_text(count, self.words)
        width = percent(x2 - x1 - 2 * _ROOM)
        return Bin(
            lane=self.lane.slug,
            slot=self.lane.slot,
            count=count,
            x=percent(x1),
            width=percent(x2 - x1),
            hit_y=self.top,
            hit_height=self.size.lane_height,
            bar=Bar(percent(x1 + _ROOM), width, round(bottom - height, 3), height),
            shade=min(int(share * _SHADES) + 1, _SHADES),
            faded=is_faded,
            zoom=zoom,
            name=say(
                self.words,
                _("{topic}, {date}: {events}"),
                topic=self.lane.name,
                date=zoom.name,
                events=said,
            ),
            readout=say(self.words, _("{topic}: {events}"), topic=self.lane.name, events=said),
        )


def _numbers(bins: Sequence[Bin], plot: int, size: Size, words: Words) -> Iterator[Label]:
    """Numbers on the peaks of every lane, the highest first, where they leave each other room."""
    if not size.has_labels:
        return
    peaks = [
        each
        for index, each in enumerate(bins)
        if all(_is_peak(each, other) for other in bins[max(index - 1, 0) : index + 2])
    ]
    most: dict[str, int] = {}
    taken: dict[str, list[tuple[float, float]]] = {}
    for peak in sorted(peaks, key=lambda each: (-each.count, each.x)):
        if peak.count < _PEAK * most.setdefault(peak.lane, peak.count):
            continue
        text = wording.short_count(peak.count, words)
        middle, half = peak.x + peak.width / 2, text_width(text, LABEL) / 2
        x, anchor, left = middle, "middle", middle * plot / 100 - half
        if left < 0:
            x, anchor, left = peak.x, "start", peak.x * plot / 100
        elif left + 2 * half > plot:
            x, anchor, left = peak.x + peak.width, "end", plot - 2 * half
        beside = taken.setdefault(peak.lane, [])
        if all(left + 2 * half + _APART < a or b + _APART < left for a, b in beside):
            beside.append((left, left + 2 * half))
            y = round(peak.bar.y - _NUMBER, 3)
            yield Label("", peak.slot, percent(min(x, 100)), 0, y, anchor, text)


def _is_peak(each: Bin, other: Bin) -> bool:
    """No lower than a neighbour of its lane; of two as high, the later one."""
    return other.lane != each.lane or (other.count, other.x) <= (each.count, each.x)


def _panels(axis: Axis, size: Size, words: Words) -> tuple[Panel, ...]:
    """Sections with the width of their bins for a head."""
    found = []
    for panel, section in zip(parts.panels(axis, size, words), axis.sections, strict=True):
        named = lengths.bin_heads(section.stretch.step, words)
        width = section.x2 - section.x1
        head, medium = (
            fitting(named, width * plot / 100 - 2, HEAD) for plot in (size.wide, size.medium)
        )
        found.append(replace(panel, head=head, head_medium=medium))
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
