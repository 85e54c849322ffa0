"""The entry point of the package: turn events into geometry."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from functools import cached_property

from timeline.chart import parts, wording
from timeline.chart.axis import Axis, Section, build_axis
from timeline.chart.labels import (
    MAX_LABELS,
    Box,
    LabelledMark,
    label_texts,
    mark_box,
    place_labels,
    ring_box,
)
from timeline.chart.lanes import CLUSTER_WIDTH, MAX_LENGTH_WITH_HOURS, Crowd, Spot, arrange, locate
from timeline.chart.parts import percent
from timeline.chart.placing import Bounds, Placed, place
from timeline.chart.shapes import (
    CLOSED,
    Bar,
    Chart,
    ChartEvent,
    Cluster,
    Label,
    Lane,
    Mark,
    OpenSides,
    Tick,
)
from timeline.chart.sizes import PAGE, Frame, Size, frame
from timeline.chart.ticks import day_lines, panel_ticks, strip_ticks
from timeline.chart.units import MAX_TIME, MIN_TIME, Zoom, naming_step
from timeline.dates.edtf import EDTF
from timeline.dates.messages import ENGLISH, Translations, say
from timeline.dates.messages import gettext_noop as _

#: More events than this are counted instead of drawn one by one: see ``CountedScene``.
MAX_MARKS = 400
#: The accessible name of a mark, or of a cluster with its count as the title.
MARK_NAME = _("{date}: {title}")
#: The text alternative of a chart that marks the place of one event.
CURRENT_AMONG_ALL = _("{event}; among {whole}")
# Half the height of a cluster in rem (16 px); it covers the two lower rows of its lane.
_CLUSTER_HALF = CLUSTER_WIDTH / 32
#: The space that a handle takes on either side of its line, in % of the plot.
_HANDLE_ROOM = 0.3


class Scene:
    """Events to draw, in any size.

    ``selected`` is the reader's range; events outside of it are faded. Its bounds are seconds,
    half-open, with OPEN_START and OPEN_END for open sides. ``current_id`` is the id of the event
    whose place is marked by a line. An event whose lane isn't among the lanes is left out.
    """

    def __init__(
        self,
        events: Sequence[ChartEvent],
        lanes: Sequence[Lane],
        *,
        selected: Bounds | None = None,
        current_id: str | None = None,
        words: Translations = ENGLISH,
    ) -> None:
        self.lanes, self.selected, self.current_id, self.words = lanes, selected, current_id, words
        slots = {lane.slug for lane in lanes}
        placed = [place(event) for event in events if event.lane in slots]
        placed.sort(key=_sort_key)
        self.placed = placed
        anchors = [anchor for each in placed for anchor in each.anchors]
        self.axis = build_axis(anchors, selected)
        self.faded = {
            each.event.id
            for each in placed
            if each.event.faded or (selected and not _overlaps(each, selected))
        }
        unfaded = [each for each in placed if each.event.id not in self.faded]
        self.counts = Counter(each.event.lane for each in unfaded)
        anchors = [anchor for each in unfaded for anchor in each.anchors]
        #: The (middle, bounds) of each date that the reader asked for, sorted.
        self.requested = sorted((sum(anchor) // 2, anchor) for anchor in anchors)

    def chart(self, size: Size = PAGE) -> Chart:
        """Return the chart, drawn in one size."""
        axis, words = self.axis, self.words
        boxes = parts.lane_boxes(self.lanes, self.counts, size, words)
        if axis is None:
            y = frame(size, len(self.lanes), strip=False)
            return Chart(size, y, boxes, wording.events_text(0, words))
        true_scale = parts.true_scale(axis, self.selected, size, words) if size.has_labels else None
        y = frame(size, len(self.lanes), strip=true_scale is not None)
        layout = _MarkLayout(axis, self.lanes, size, self.faded, self.current_id, words)
        marks, clusters = layout.marks(self.placed)
        breaks = parts.breaks(axis, size, words)
        selection = parts.selection(axis, self.selected) if self.selected else None
        ends = [end.x for end in (selection.start, selection.end) if end] if selection else []
        barriers = [(each.x1, each.x2) for each in breaks]
        barriers += [(x - _HANDLE_ROOM, x + _HANDLE_ROOM) for x in ends]
        labels, labels_medium = layout.labels(marks, clusters, barriers, y)
        return Chart(
            size=size,
            y=y,
            lanes=boxes,
            alt=self._alt,
            count=self.counts.total(),
            panels=parts.panels(axis, size, words),
            seams=parts.seams(axis),
            breaks=breaks,
            days=day_lines(axis),
            ticks=_ticks(axis, size, words),
            marks=marks,
            clusters=clusters,
            labels=labels,
            labels_medium=labels_medium,
            true_scale=true_scale,
            selection=selection,
            current_x=next((mark.x for mark in marks if mark.is_current), None),
            zoom_in=self._zoom_in,
            zoom_out=parts.zoom_out(axis, self.selected, words),
        )

    @cached_property
    def _zoom_in(self) -> Zoom | None:
        """The zoom in, which is the same for every size."""
        if self.axis is None:
            return None
        return parts.zoom_in(self.axis, self.selected, self._count_in, self._middle, self.words)

    def _count_in(self, section: Section) -> int:
        """Count the dates that the reader asked for in a section, without any longer than it."""
        requested = self._requested_in(section)
        return sum(upper - lower <= section.length for _, (lower, upper) in requested)

    def _requested_in(self, section: Section) -> list[tuple[int, Bounds]]:
        """Return the dates that the reader asked for whose middle lies in a section."""
        start, stop = (
            bisect_left(self.requested, (end,)) for end in (section.lower, section.upper)
        )
        return self.requested[start:stop]

    def _middle(self, view: Bounds) -> int | None:
        """Return the median time of the dates that lie within the view and are more precise than
        it; None if these don't have at least two different times."""
        lower, upper = view
        times = [
            time
            for time, each in self.requested
            if lower <= each[0] and each[1] <= upper and each != view
        ]
        return times[len(times) // 2] if len({*times}) > 1 else None

    @cached_property
    def _alt(self) -> str:
        """The text alternative: what the chart shows of the requested events, in one sentence."""
        words = self.words
        count = wording.events_text(self.counts.total(), words)
        names = [lane.name for lane in self.lanes if self.counts[lane.slug]]
        if not names:
            return count
        sections = self.axis.sections if self.axis else ()
        # Skip the panel of an empty range, and panels with only the surroundings of the range.
        shown = [each for each in sections if self._requested_in(each)] or sections
        lower, upper = shown[0].stretch.name_range[0], shown[-1].stretch.name_range[1]
        if self.selected and lower < self.selected[1] and upper > self.selected[0]:
            lower, upper = max(lower, self.selected[0]), min(upper, self.selected[1])
        span = wording.zoom(lower, upper, words).name
        if len(sections) > 1:
            template = _("{events} by topic, {span}, on a time axis with breaks: {topics}.")
        else:
            template = _("{events} by topic, {span}: {topics}.")
        whole = say(words, template, events=count, span=span, topics=", ".join(names))
        current_names = (
            each.event.name for each in self.placed if each.event.id == self.current_id
        )
        return next(
            (say(words, CURRENT_AMONG_ALL, event=name, whole=whole) for name in current_names),
            whole,
        )


class _MarkLayout:
    """Turns placed events into marks, clusters and labels of one chart."""

    def __init__(
        self,
        axis: Axis,
        lanes: Sequence[Lane],
        size: Size,
        faded: set[str],
        current_id: str | None,
        words: Translations,
    ) -> None:
        self.axis, self.size, self.words = axis, size, words
        self.faded, self.current_id = faded, current_id
        self.slots = {lane.slug: lane.slot for lane in lanes}
        self.tops = {
            lane.slug: size.lanes_top + index * size.lane_height for index, lane in enumerate(lanes)
        }
        self.rows = {slug: [self._y(slug, row) for row in range(size.rows)] for slug in self.tops}

    def marks(self, placed: Sequence[Placed]) -> tuple[tuple[Mark, ...], tuple[Cluster, ...]]:
        """Return every event as a mark or in a cluster, both in order of time."""
        order = {each.event.id: number for number, each in enumerate(placed)}
        spots: dict[str, list[Spot]] = {slug: [] for slug in self.tops}
        for each in placed:
            spots[each.event.lane].append(locate(each, self.axis, self.size))
        marks: list[Mark] = []
        clusters: list[Cluster] = []
        for members in spots.values():
            free, crowds = arrange(members, self.size)
            bars = [(each.row, *each.core) for each in free if each.core]
            marks += [self._mark(each, _open_sides(each, bars)) for each in free]
            clusters += [self._cluster(each) for each in crowds]
        marks.sort(key=lambda mark: order[mark.event.id])
        clusters.sort(key=lambda cluster: order[cluster.ids[0]])
        return tuple(marks), tuple(clusters)

    def labels(
        self,
        marks: Sequence[Mark],
        clusters: Sequence[Cluster],
        barriers: Sequence[tuple[float, float]],
        y: Frame,
    ) -> list[tuple[Label, ...]]:
        """Return the labels for the wide and for the medium plot.

        ``barriers`` are horizontal intervals, in %, that labels must not cover at any height.
        """
        if not self.size.has_labels:
            return [(), ()]
        blocked = [Box(x1, x2, 0, y.axis) for x1, x2 in barriers]
        blocked += [mark_box(mark.x, mark.y, self.size) for mark in marks if mark.has_glyph]
        blocked += [ring_box(mark.x, mark.y) for mark in marks if mark.event.possible]
        blocked += [_box(mark.core) for mark in marks if mark.core]
        blocked += [_cluster_box(cluster) for cluster in clusters]
        hatched = [_box(mark.extent) for mark in marks if mark.extent]
        labelled = [self._labelled_mark(mark) for mark in self._most_important(marks)]
        widths = (self.size.wide, self.size.medium)
        return [place_labels(labelled, blocked, hatched, width, y.axis) for width in widths]

    def _most_important(self, marks: Sequence[Mark]) -> list[Mark]:
        unfaded = [mark for mark in marks if not mark.faded]
        unfaded.sort(key=lambda mark: -mark.event.importance)
        return unfaded[:MAX_LABELS]

    def _labelled_mark(self, mark: Mark) -> LabelledMark:
        top = self.tops[mark.event.lane]
        return LabelledMark(
            mark.event.id,
            mark.slot,
            label_texts(mark.event.label),
            mark.x,
            mark.y,
            top,
            top + self.size.lane_height,
            mark.event.possible,
        )

    def _mark(self, spot: Spot, open_sides: OpenSides) -> Mark:
        event = spot.placed.event
        y = self.rows[event.lane][spot.row]
        has_extent = spot.is_hatched or spot.core is not None
        return Mark(
            event,
            self.slots[event.lane],
            percent(spot.x),
            y,
            spot.placed.hollow,
            spot.has_glyph,
            self._bar(spot.extent, y) if has_extent else None,
            self._bar(spot.core, y) if spot.core else None,
            event.id in self.faded,
            event.id == self.current_id,
            open_sides,
        )

    def _bar(self, ends: tuple[float, float], y: float) -> Bar:
        height = self.size.bar_height
        return Bar(percent(ends[0]), percent(ends[1] - ends[0]), round(y - height / 2, 3), height)

    def _cluster(self, crowd: Crowd) -> Cluster:
        members = sorted((each.placed for each in crowd.spots), key=_sort_key)
        ids, lane = tuple(each.event.id for each in members), members[0].event.lane
        # Count and zoom to only the events that match the query: the zoomed view shows no others.
        counted = [each for each in members if each.event.id not in self.faded] or members
        anchors = [anchor for each in counted for anchor in each.anchors]
        lower, upper = min(anchors)[0], max(upper for _lower, upper in anchors)
        step = naming_step(upper - lower)
        lower, upper = max(step.floor(lower), MIN_TIME), min(step.ceil(upper), MAX_TIME)
        zoom = wording.short_zoom(lower, upper, step, self.words)
        half = 50 * CLUSTER_WIDTH / self.size.wide
        count = wording.events_text(len(counted), self.words)
        return Cluster(
            ids=ids,
            date=min((each.event.date for each in counted), key=list_sort_key),
            count=len(counted),
            slot=self.slots[lane],
            x=percent(min(max(crowd.x, half), 100 - half)),
            y=self._y(lane, 1.5),
            zoom=zoom,
            faded=self.faded.issuperset(ids),
            name=say(self.words, MARK_NAME, date=zoom.name, title=count),
        )

    def _y(self, lane: str, row: float) -> float:
        return round(self.tops[lane] + self.size.first_row + row * self.size.row_height, 4)


def list_sort_key(date: EDTF) -> tuple[int, int]:
    """Return the sort key of the list: by date, with half-open dates last."""
    return date.sort_key, date.upper


def _sort_key(placed: Placed) -> tuple[int, int, str]:
    return placed.lower, placed.upper, placed.event.id


def _open_sides(spot: Spot, bars: Sequence[tuple[int, float, float]]) -> OpenSides:
    """Return the open sides whose sign no bar covers: its tips alone would look like dirt."""
    if spot.placed.open_sides == CLOSED:
        return CLOSED
    return OpenSides(
        *(
            is_open and not any(row == spot.row and left <= x <= right for row, left, right in bars)
            for is_open, x in zip(spot.placed.open_sides, spot.extent, strict=True)
        )
    )


def _overlaps(placed: Placed, bounds: Bounds) -> bool:
    """Like the filter of the list, compare the date itself, without the margin of "about"."""
    date = placed.event.date
    return date.lower < bounds[1] and date.upper > bounds[0]


def _ticks(axis: Axis, size: Size, words: Translations) -> tuple[Tick, ...]:
    if size.has_labels:
        return panel_ticks(axis, size.wide, size.medium, words, hours_up_to=MAX_LENGTH_WITH_HOURS)
    return strip_ticks(axis, size.wide_texts or size.wide, size.medium, words)


def _box(bar: Bar) -> Box:
    return Box(bar.x, bar.x + bar.width, bar.y, bar.y + bar.height)


def _cluster_box(cluster: Cluster) -> Box:
    half = CLUSTER_WIDTH / 2
    top, bottom = cluster.y - _CLUSTER_HALF, cluster.y + _CLUSTER_HALF
    return Box(cluster.x, cluster.x, top, bottom, -half, half)
