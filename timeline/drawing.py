"""Choose what a chart shows of a timeline: events as marks, or counts if there are too many."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Container, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from timeline.answers.interface import Answers, Countable
from timeline.chart.axis import unit_after, unit_before
from timeline.chart.binned import CountedScene
from timeline.chart.bins import BinPlan, plan_bins
from timeline.chart.chart import MARK_NAME, MAX_MARKS, Scene
from timeline.chart.shapes import Chart, ChartEvent, Lane, Panel
from timeline.chart.sizes import BINS, PAGE, Size
from timeline.chart.units import MAX_TIME, MIN_TIME, Zoom, naming_step
from timeline.chart.wording import heads
from timeline.dates import edtf
from timeline.dates.edtf import OPEN_END, OPEN_START
from timeline.dates.messages import say
from timeline.filters import EVERYTHING, TimelineFilter
from timeline.models import Event, Topic
from timeline.wording import active_translations

#: The number of events drawn on either side of the reader's range, as context.
CONTEXT = 4
#: Up to so many lanes, which fill a screen, all are drawn, so that they keep their places whatever
#: the query.
MAX_LANES = 8
#: The number of fingerprints cached per process, together with their arguments: every page names
#: its social image after one.
CACHED_FINGERPRINTS = 20
#: The maximum length of a title that is used as a label: a cut title would mislead.
MAX_TITLE_LABEL = 16


@dataclass(frozen=True)
class Marks:
    """Events to draw one by one. They aren't hashed, as comparing so many is faster."""

    events: list[ChartEvent] = field(hash=False)
    lanes: list[Lane] = field(hash=False)
    selected: tuple[int, int] | None = None
    #: The id of the event whose place is marked.
    current_id: str | None = None

    def scene(self) -> Scene:
        """What all sizes of their chart have in common."""
        return Scene(
            self.events,
            self.lanes,
            selected=self.selected,
            current_id=self.current_id,
            words=active_translations(),
        )

    def chart(self, size: Size = PAGE) -> Chart:
        return self.scene().chart(size)

    def fingerprint_text(self) -> str:
        """Return all that determines the picture, as text: equal for equal marks and places."""
        events = [
            (each.id, each.lane, str(each.date), each.announced, each.possible, each.faded)
            for each in self.events
        ]
        return repr((events, self.lanes, self.selected, self.current_id))


@dataclass(frozen=True)
class Counts:
    """Too many events to draw: how many there are by lane and period."""

    plan: BinPlan
    counts: dict[str, list[int]] = field(hash=False)
    lanes: list[Lane] = field(hash=False)
    selected: tuple[int, int] | None = None

    def scene(self) -> CountedScene:
        """What all sizes of their chart have in common."""
        return CountedScene(
            self.plan, self.counts, self.lanes, selected=self.selected, words=active_translations()
        )

    def chart(self, size: Size = BINS) -> Chart:
        return self.scene().chart(size)

    def fingerprint_text(self) -> str:
        """Return all that determines the picture, as text: equal for equal bars and places."""
        return repr((self.plan, sorted(self.counts.items()), self.lanes, self.selected))


@lru_cache(maxsize=CACHED_FINGERPRINTS)
def fingerprint(chart_data: Marks | Counts) -> str:
    """Return a hash that changes when the picture changes, the same for all of its sizes."""
    return hashlib.sha256(chart_data.fingerprint_text().encode()).hexdigest()


def is_too_many(count: int) -> bool:
    """Tell whether so many events are counted instead of drawn one by one."""
    return count > MAX_MARKS


def chart_data(scope: Answers, query: TimelineFilter) -> Marks | Counts:
    """Return the events of a scope that match a query and, faded, the others around them.

    If these are too many, return only the matches; if even these are, counts. If the query has a
    range, the others are the events in the range and a few on either side of it.
    """
    matches = scope.ids_if_at_most(query, MAX_MARKS)
    if matches is None:
        return counts_of(scope, query)
    nearby = _nearby_ids(scope, query) if query.has_filters else matches
    events = _chart_events(scope.marks(nearby or matches), query, matches)
    return Marks(events, _lanes(scope, {event.lane for event in events}), query.bounds)


def matching_chart_data(scope: Answers, query: TimelineFilter) -> Marks | Counts:
    """Return only the events of a scope that match a query; counts if they are too many."""
    matches = scope.ids_if_at_most(query, MAX_MARKS)
    return counts_of(scope, query) if matches is None else marks_of(scope.marks(matches))


def marks_around(event: Event, everything: Answers) -> Marks:
    """Return the published events with the place of one marked; only the nearest if many."""
    ids = everything.ids_if_at_most(EVERYTHING, MAX_MARKS)
    if ids is None:
        ids = {*everything.nearest_ids(event.date_sort, event.date_sort, MAX_MARKS // 4)}
    rows = everything.marks(ids)
    return marks_of([*rows, *([] if event in rows else [event])], current_id=event.public_id)


def marks_of(events: Iterable[Event], current_id: str | None = None) -> Marks:
    """Return the marks of some events, lanes loaded; ``current_id`` is the one to mark."""
    rows = list(events)
    topics = {row.lane for row in rows if row.lane}
    lanes = [_lane(topic) for topic in sorted(topics, key=lambda t: (t.position, t.slug))]
    if any(row.lane is None for row in rows):
        lanes.append(no_topic_lane())
    return Marks(_chart_events(rows), lanes, current_id=current_id)


def no_topic_lane() -> Lane:
    """Return the lane of events without a topic."""
    return Lane("", _("No topic"), 0)


def zoom_ranges(panels: Sequence[Panel], most: int) -> list[Zoom]:
    """Return at most ``most`` ranges that together contain all panels."""
    count = min(most, len(panels))
    edges = [len(panels) * number // count for number in range(count + 1)] if panels else []
    return [
        _merged_zoom(panels[start].zoom, panels[end - 1].zoom) for start, end in pairwise(edges)
    ]


def _merged_zoom(first: Zoom, last: Zoom) -> Zoom:
    """Return the range from the start of one to the end of another, with a short name."""
    lower, upper = edtf.parse(first.start).lower, edtf.parse(last.end).upper
    name = next(heads(lower, upper, naming_step(upper - lower), active_translations()))
    return Zoom(first.start, last.end, name)


def _nearby_ids(scope: Answers, query: TimelineFilter) -> set[int] | None:
    """Return the primary keys of the events in the reader's range and the nearest around it; None
    if they are too many to draw."""
    around = TimelineFilter(from_=query.from_, to=query.to)
    nearby = scope.ids_if_at_most(around, MAX_MARKS)
    if nearby is not None and query.bounds:
        nearby.update(scope.nearest_ids(*query.bounds, CONTEXT))
    return nearby if nearby is None or not is_too_many(len(nearby)) else None


def counts_of(scope: Countable, query: TimelineFilter) -> Counts:
    """Count twice: coarsely, to see where the events are, then by lane in the refined units."""
    plan = plan_bins(_window(scope, query))
    coarse = scope.histogram(query, plan.sort_ranges)
    if any(coarse):
        plan = plan.refined(coarse)
    counts = scope.histogram_by_lane(query, plan.sort_ranges)
    return Counts(plan, counts, _lanes(scope, counts), query.bounds)


def _window(scope: Countable, query: TimelineFilter) -> tuple[int, int]:
    """Return the window to count in: the reader's range, cut to where matching events begin in it.

    If only half-open dates match, their known ends take the place of the beginnings.
    """
    first, last = scope.extent(query) or scope.known_ends(query) or (0, 0)
    if query.bounds is None:
        return first, last + 1
    lower, upper = query.bounds
    # If none begins in the range: the whole range, or the unit at the known end of an open one.
    if last < lower:
        return (lower, upper) if upper < OPEN_END else unit_after(lower, MAX_TIME)
    if first >= upper:
        return (lower, upper) if lower > OPEN_START else unit_before(upper, MIN_TIME)
    return max(first, lower), min(last + 1, upper)


def _lanes(scope: Countable, occupied: Container[str]) -> list[Lane]:
    """Return all lanes of the scope; if they don't fit a screen, only those with events."""
    lanes = [lane or no_topic_lane() for lane in scope.lanes()]
    return [lane for lane in lanes if len(lanes) <= MAX_LANES or lane.slug in occupied]


def _lane(topic: Topic) -> Lane:
    return Lane(topic.slug, topic.name, topic.slot)


def _chart_events(
    rows: Iterable[Event],
    query: TimelineFilter = EVERYTHING,
    matches: Collection[int] | None = None,
) -> list[ChartEvent]:
    """Return the rows as events to draw, cached per row; faded if they aren't in ``matches``."""
    language, is_narrow = get_language(), query.bounds is not None
    chart_events: list[ChartEvent] = []
    for row in rows:
        possible = is_narrow and query.only_possibly(row.date_lower, row.date_upper)
        faded = matches is not None and row.id not in matches
        key = "mark", language, possible, faded
        chart_event = row.render_cache.get(key)
        if chart_event is None:
            chart_event = row.render_cache[key] = _chart_event(row, possible=possible, faded=faded)
        chart_events.append(chart_event)
    return chart_events


def _chart_event(row: Event, *, possible: bool, faded: bool) -> ChartEvent:
    date_text = row.in_words
    if row.announced:
        date_text = _("%(date)s, announced") % {"date": date_text}
    return ChartEvent(
        id=row.public_id,
        url=row.get_absolute_url(),
        label=row.label or (row.title if len(row.title) <= MAX_TITLE_LABEL else ""),
        lane=row.lane.slug if row.lane else "",
        importance=row.importance,
        date=row.date,
        announced=row.announced,
        name=say(active_translations(), MARK_NAME, date=date_text, title=row.title),
        possible=possible,
        faded=faded,
    )
