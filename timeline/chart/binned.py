"""The chart of counts: one bin per lane and unit of time, with numbers on the peaks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from math import sqrt
from operator import attrgetter
from typing import NamedTuple

from timeline.chart import lengths, parts, wording
from timeline.chart.axis import Axis, Section
from timeline.chart.bins import MAX_BINS, SIDE_COLUMN_WIDTH, BinPlan, Bucket, bin_axis
from timeline.chart.parts import percent
from timeline.chart.placing import Bounds
from timeline.chart.shapes import Bar, Bin, Chart, ColumnHead, Label, Lane, Panel, SideColumn
from timeline.chart.sizes import BINS, Size, frame
from timeline.chart.ticks import panel_ticks
from timeline.chart.units import Zoom, start_text, whole_unit
from timeline.chart.widths import HEAD_SIZE, LABEL_SIZE, first_fitting, text_width
from timeline.dates.display import display
from timeline.dates.edtf import parse
from timeline.dates.messages import ENGLISH, Translations, say
from timeline.dates.messages import gettext_noop as _

#: The highest bar, as a share of its lane; the lowest, in rem; the margin on each side of a bar,
#: in % of the plot.
_MAX_BAR_SHARE, _MIN_BAR_HEIGHT, _BAR_MARGIN = 0.75, 0.1875, 0.05
_SHADES = 5
#: rem from a bar's top to the baseline of its number.
_NUMBER_OFFSET = 0.2
#: px between two numbers, and between a number and an end of the axis, where a handle may be.
_MIN_DISTANCE, _INSET = 6, 4
#: Peaks get a number if they have at least this share of the highest count in their lane.
_MIN_PEAK_SHARE = 0.1
_BIN_NAME = _("{topic}, {date}: {events}")
_HALF_OPEN = _("with an open beginning or end")
#: The heads of the columns beside the axis, from full to short.
_HEADS: Mapping[Zoom | SideColumn, tuple[str, ...]] = {
    SideColumn.EARLIER: (_("begun earlier"), _("earlier")),
    SideColumn.OPEN: (_("open-ended"), _("open")),
}


class CountedScene:
    """Counts to draw, in any size.

    ``counts`` maps the slug of each lane to one count for each of ``plan.sort_ranges``. The first
    count (events that began earlier) and the last (half-open dates) get columns beside the axis.
    """

    def __init__(
        self,
        plan: BinPlan,
        counts: Mapping[str, Sequence[int]],
        lanes: Sequence[Lane],
        *,
        selected: Bounds | None = None,
        words: Translations = ENGLISH,
    ) -> None:
        self.lanes, self.counts, self.selected, self.words = lanes, counts, selected, words
        self.is_moment = plan.is_moment
        self.totals = {lane.slug: sum(counts.get(lane.slug, ())) for lane in lanes}
        self.total = sum(self.totals.values())
        lane_counts = [counts[lane.slug] for lane in lanes if lane.slug in counts]
        rows = [*zip(*lane_counts, strict=True)] or [(0,)] * len(plan.sort_ranges)
        sums = [sum(row) for row in rows]
        # With few buckets, each is wide; the columns beside the axis stay narrower, so that they
        # leave room for the buckets.
        side_width = SIDE_COLUMN_WIDTH * min(1, 2 * len(plan.buckets) / MAX_BINS)
        left, right = (side_width if count else 0 for count in (sums[0], sums[-1]))
        self.axis = bin_axis(plan, sums[1:-1], left, right)
        first, last = self.axis.scale.xs[0], self.axis.scale.xs[-1]
        begun = _begun_before_text(plan.start, words) if sums[0] else ""
        earlier = _side_column(0, first, SideColumn.EARLIER, begun, max(rows[0]))
        half_open = _side_column(
            last, 100, SideColumn.OPEN, words.gettext(_HALF_OPEN), max(rows[-1])
        )
        self.side_columns = [side for side in (earlier, half_open) if side.highest]
        highest = max(max(row) for row in rows[1:-1])
        unit_columns = (
            _unit_column(bucket, self.axis, selected, highest, words) if count else None
            for bucket, count in zip(plan.buckets, sums[1:-1], strict=True)
        )
        self.columns = [earlier, *unit_columns, half_open]
        self.alt = _alt(self.total, lanes, self.axis, words)

    def chart(self, size: Size = BINS) -> Chart:
        """Return the chart, drawn in one size."""
        axis, words = self.axis, self.words
        boxes = parts.lane_boxes(self.lanes, self.totals, size, words)
        bins: list[Bin] = []
        for lane, box in zip(self.lanes, boxes, strict=True):
            lane_bins = _LaneBins(lane, box.top, size, words)
            bins += lane_bins.bins(self.columns, self.counts.get(lane.slug, ()))
        peaks = _peaks(bins, words) if size.has_labels else []
        ends = axis.scale.xs[0], axis.scale.xs[-1]
        labels = [tuple(_numbers(peaks, ends, plot)) for plot in (size.wide, size.medium)]
        return Chart(
            size=size,
            y=frame(size, len(self.lanes), strip=False),
            lanes=boxes,
            alt=self.alt,
            count=self.total,
            panels=_panels(axis, size, words),
            seams=tuple(sorted({*parts.seams(axis), *map(_edge, self.side_columns)})),
            ticks=panel_ticks(axis, size.wide, size.medium, words, names_all=True),
            bins=tuple(bins),
            columns=tuple(_column_head(column, size, words) for column in self.side_columns),
            labels=labels[0],
            labels_medium=labels[1],
            selection=parts.selection(axis, self.selected) if self.selected else None,
            zoom_in=None
            if self.is_moment
            else parts.zoom_in(axis, self.selected, _count_in, _middle, words),
            zoom_out=parts.zoom_out(axis, self.selected, words),
        )


def _count_in(section: Section) -> int:
    return section.stretch.count


def _middle(view: Bounds) -> int:
    return sum(view) // 2


class _BinColumn(NamedTuple):
    """What the bins of all lanes share in one unit of time or column beside the axis; x in %."""

    x: float
    width: float
    bar_x: float
    bar_width: float
    target: Zoom | SideColumn
    name: str
    #: The count that gets the full height: the highest of all buckets, or of this column.
    highest: int
    faded: bool = False


def _side_column(x1: float, x2: float, target: SideColumn, name: str, highest: int) -> _BinColumn:
    return _BinColumn(*_horizontal(x1, x2), target, name, highest)


def _unit_column(
    bucket: Bucket, axis: Axis, selected: Bounds | None, highest: int, words: Translations
) -> _BinColumn:
    lower, upper = bucket.lower, bucket.upper
    is_inside = selected is None or (lower < selected[1] and upper > selected[0])
    if selected and is_inside:  # a bin cut by the reader's range links to the counted part only
        lower, upper = max(lower, selected[0]), min(upper, selected[1])
    zoom = wording.short_zoom(lower, upper, whole_unit(lower, upper), words)
    x1, x2 = axis.scale.x(bucket.lower), axis.scale.x(bucket.upper)
    return _BinColumn(*_horizontal(x1, x2), zoom, zoom.name, highest, faded=not is_inside)


def _horizontal(x1: float, x2: float) -> tuple[float, float, float, float]:
    """Return x and width of a bin, then x and width of its bar."""
    width = x2 - x1
    return percent(x1), percent(width), percent(x1 + _BAR_MARGIN), percent(width - 2 * _BAR_MARGIN)


def _begun_before_text(start: int, words: Translations) -> str:
    return say(
        words, _("begun before {date}"), date=display(parse(start_text(start)), translations=words)
    )


class _LaneBins:
    """Draws the bins of one lane."""

    def __init__(self, lane: Lane, top: float, size: Size, words: Translations) -> None:
        self.lane, self.top, self.size, self.words = lane, top, size, words
        self.name_template = words.gettext(_BIN_NAME)

    def bins(self, columns: Sequence[_BinColumn | None], counts: Sequence[int]) -> Iterator[Bin]:
        """Yield the bins that are not empty."""
        slug, slot = self.lane.slug, self.lane.slot
        top, height = self.top, self.size.lane_height
        max_height, bottom = _MAX_BAR_SHARE * height, top + height
        for column, count in zip(columns, counts, strict=False):
            if column and count:  # a hot loop: about five hundred bins on a page
                x, width, bar_x, bar_width, target, name, highest, faded = column
                share = sqrt(count / highest)
                bar_height = max(round(share * max_height, 3), _MIN_BAR_HEIGHT)
                yield Bin(
                    slug,
                    slot,
                    count,
                    Bar(x, width, top, height),
                    Bar(bar_x, bar_width, round(bottom - bar_height, 3), bar_height),
                    min(int(share * _SHADES) + 1, _SHADES),
                    faded,
                    target,
                    self._name(name, count) if self.size.has_labels else "",
                )

    def _name(self, date: str, count: int) -> str:
        events = wording.events_text(count, self.words)
        return self.name_template.format(topic=self.lane.name, date=date, events=events)


def _edge(column: _BinColumn) -> float:
    """Return the position where the axis begins or ends next to a column beside it."""
    return percent(column.x + column.width) if column.target is SideColumn.EARLIER else column.x


def _column_head(column: _BinColumn, size: Size, words: Translations) -> ColumnHead:
    candidates = tuple(words.gettext(text) for text in _HEADS[column.target])
    at_wide, at_medium = (
        first_fitting(candidates, column.width * plot / 100 - 2, HEAD_SIZE)
        for plot in (size.wide, size.medium)
    )
    return ColumnHead(percent(column.x + column.width / 2), at_wide, at_medium)


class _Peak(NamedTuple):
    """A bin that gets a number, with the number's text and its width in px."""

    bin: Bin
    text: str
    width: float


def _peaks(bins: Sequence[Bin], words: Translations) -> list[_Peak]:
    """Return the bins that get a number: the local maxima of each lane, highest first.

    Of two equal neighbours, the later one counts as the peak. The columns beside the axis always
    get a number and come first.
    """
    side_bins: list[Bin] = []
    peaks: list[Bin] = []
    for _lane, group in groupby(bins, key=attrgetter("lane")):
        row = list(group)
        while row and row[0].is_side_column:
            side_bins.append(row.pop(0))
        while row and row[-1].is_side_column:
            side_bins.append(row.pop())
        counts = [0, *(each.events for each in row), 0]
        least = _MIN_PEAK_SHARE * max(counts)
        peaks += [
            each
            for each, before, after in zip(row, counts, counts[2:], strict=False)
            if each.events >= least and before <= each.events > after
        ]
    peaks.sort(key=lambda each: (-each.events, each.hit.x))
    texts = ((each, wording.short_count(each.events, words)) for each in side_bins + peaks)
    return [_Peak(each, text, text_width(text, LABEL_SIZE)) for each, text in texts]


def _numbers(peaks: Sequence[_Peak], ends: tuple[float, float], plot: int) -> Iterator[Label]:
    """Yield the numbers on the peaks, in this order, where they don't overlap earlier ones.

    Numbers of the columns beside the axis stay within their column, all others within the axis
    (``ends``, in %).
    """
    taken: dict[str, list[tuple[float, float]]] = {}
    for peak, text, wide in peaks:
        start, width, _y, _height = peak.hit
        end, middle = start + width, start + width / 2
        first, last = (start, end) if peak.is_side_column else ends
        inset = 0 if peak.is_side_column else _INSET
        lowest, highest = first * plot / 100 + inset, last * plot / 100 - inset
        x, dx, anchor, left = middle, 0, "middle", middle * plot / 100 - wide / 2
        if left < lowest:
            x, dx, anchor, left = start, inset, "start", start * plot / 100 + inset
        if left + wide > highest:
            x, dx, anchor, left = end, -inset, "end", end * plot / 100 - inset - wide
        if left < lowest:
            continue
        occupied = taken.setdefault(peak.lane, [])
        if all(left + wide + _MIN_DISTANCE < a or b + _MIN_DISTANCE < left for a, b in occupied):
            occupied.append((left, left + wide))
            y = round(peak.bar.y - _NUMBER_OFFSET, 3)
            yield Label("", peak.slot, percent(min(x, 100)), dx, y, anchor, text)


def _panels(axis: Axis, size: Size, words: Translations) -> tuple[Panel, ...]:
    """Return the panels, each with the width of its bins as its head."""
    panels = []
    for panel, section in zip(parts.panels(axis, size, words), axis.sections, strict=True):
        candidates = lengths.bin_heads(section.stretch.step, words)
        width = section.x2 - section.x1
        head, medium = (
            first_fitting(candidates, width * plot / 100 - 2, HEAD_SIZE)
            for plot in (size.wide, size.medium)
        )
        # If there is no room for the width of the bins, keep the head that names the time.
        panels.append(
            panel._replace(head=head or panel.head, head_medium=medium or panel.head_medium)
        )
    return tuple(panels)


def _alt(count: int, lanes: Sequence[Lane], axis: Axis, words: Translations) -> str:
    lower, upper = axis.scale.times[0], axis.scale.times[-1]
    return say(
        words,
        _("{events} counted by topic and period, {span}: {topics}."),
        events=wording.events_text(count, words),
        span=wording.zoom(lower, upper, words).name,
        topics=", ".join(lane.name for lane in lanes),
    )
