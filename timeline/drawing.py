"""What the chart shows of a timeline: events as marks, or counts where there are too many."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import (
    BooleanField,
    Case,
    Count,
    Exists,
    IntegerField,
    Max,
    Min,
    OuterRef,
    QuerySet,
    Value,
    When,
)
from django.utils import translation
from django.utils.translation import gettext as _

from timeline.chart.binned import build_binned_chart
from timeline.chart.bins import BinPlan, plan_bins
from timeline.chart.chart import MOST_MARKS, build_chart
from timeline.chart.shapes import Chart, ChartEvent, Lane
from timeline.chart.sizes import BINS, PAGE, Size
from timeline.chart.units import Zoom, naming_step
from timeline.chart.wording import heads
from timeline.dates import edtf
from timeline.filters import EVERYTHING, TimelineFilter
from timeline.models import Event, Topic
from timeline.querysets import EventQuerySet
from timeline.wording import display

#: Events drawn on either side of the reader's range, so that it has surroundings.
CONTEXT = 4
#: A title that can be its own label, in characters; the beginning of a longer one misleads.
SHORT_TITLE = 16


@dataclass(frozen=True)
class Marks:
    """Events to draw one by one; made once for all the sizes of a page."""

    events: list[ChartEvent]
    lanes: list[Lane]
    selected: tuple[int, int] | None = None
    #: The id of the event whose place is marked.
    here: str | None = None

    def chart(self, size: Size = PAGE) -> Chart:
        return build_chart(
            self.events,
            self.lanes,
            selected=self.selected,
            size=size,
            here=self.here,
            words=translation,
        )

    @property
    def fingerprint(self) -> str:
        """The same for the same marks in the same places."""
        events = [
            (each.id, each.lane, str(each.date), each.possible, each.faded) for each in self.events
        ]
        return repr((events, self.lanes, self.selected, self.here))


@dataclass(frozen=True)
class Counts:
    """Too many events to draw: how many there are by lane and period."""

    plan: BinPlan
    counts: dict[str, list[int]]
    lanes: list[Lane]
    selected: tuple[int, int] | None = None

    def chart(self, size: Size = BINS) -> Chart:
        return build_binned_chart(
            self.plan,
            self.counts,
            self.lanes,
            selected=self.selected,
            window=self.selected,
            size=size,
            words=translation,
        )

    @property
    def fingerprint(self) -> str:
        """The same for the same bars in the same places."""
        return repr((self.plan, sorted(self.counts.items()), self.lanes, self.selected))


def drawable(events: EventQuerySet, query: TimelineFilter) -> Marks | Counts:
    """The events of a scope for a query: those that answer it and, faded, the others beside them;
    only the answers where that would be too many, and counts where even those are.

    With a range: the events in it and a few on either side. Six statements at most.
    """
    found = query.apply(events)
    rows = _rows(_near(events, query), found, query)
    if len(rows) > MOST_MARKS:
        rows = _rows(found, found, EVERYTHING)
    if len(rows) > MOST_MARKS:
        return counted(found, query, _lanes(events))
    return Marks([_chart_event(row, query) for row in rows], _lanes(events), query.bounds)


def whereabouts(event: Event) -> Marks:
    """Where an event falls among the published ones, or among the nearest where there are many."""
    events = Event.objects.published()
    rows = _rows(events, events, EVERYTHING)
    if len(rows) > MOST_MARKS:
        rows = _rows(_beside(events, event.date_sort, event.date_sort, MOST_MARKS // 4), events)
    return marks_of([*rows, *([] if event in rows else [event])], here=event.public_id)


def marks_of(events: Iterable[Event], here: str | None = None) -> Marks:
    """Some events, lanes loaded, with the place of one of them marked."""
    rows = list(events)
    topics = {row.lane for row in rows if row.lane}
    lanes = [_lane(topic) for topic in sorted(topics, key=lambda t: (t.position, t.slug))]
    if any(row.lane is None for row in rows):
        lanes.append(no_topic())
    return Marks([_chart_event(row, EVERYTHING) for row in rows], lanes, here=here)


def no_topic() -> Lane:
    """The lane of events without a topic."""
    return Lane("", _("No topic"), 4)


def joined_zoom(first: Zoom, last: Zoom) -> Zoom:
    """From the beginning of one range to the end of another, with a short name."""
    lower, upper = edtf.parse(first.start).lower, edtf.parse(last.end).upper
    name = next(heads(lower, upper, naming_step(upper - lower), translation))
    return Zoom(first.start, last.end, name)


def _near(events: EventQuerySet, query: TimelineFilter) -> EventQuerySet:
    """The events in the reader's range and the nearest ones before and after it."""
    if query.bounds is None:
        return events
    return events.overlapping(*query.bounds) | _beside(events, *query.bounds, CONTEXT)


def _beside(events: EventQuerySet, lower: int, upper: int, count: int) -> EventQuerySet:
    """So many bounded events before and after a stretch of time."""
    bounded = events.bounded()
    before = bounded.filter(date_upper__lte=lower).order_by("-date_sort")[:count]
    after = bounded.filter(date_lower__gte=upper).order_by("date_sort")[:count]
    ids = [pk for part in (before, after) for pk in part.values_list("pk", flat=True)]
    return events.filter(pk__in=ids)


def _rows(
    events: EventQuerySet, found: EventQuerySet, query: TimelineFilter = EVERYTHING
) -> list[Event]:
    """At most one more than can be drawn, in time; each with its lane and whether it matches."""
    matches = (
        Exists(found.filter(pk=OuterRef("pk")))
        if query.narrows
        else Value(True, output_field=BooleanField())
    )
    rows: QuerySet[Event] = events.select_related("lane").annotate(matches=matches)
    return list(rows.order_by("date_sort", "date_upper", "id")[: MOST_MARKS + 1])


def counted(found: EventQuerySet, query: TimelineFilter, lanes: list[Lane] | None = None) -> Counts:
    """Count twice: coarsely, to see where the events are, and by lane in the units that fit."""
    lanes = _lanes(found) if lanes is None else lanes
    plan = plan_bins(_window(found, query))
    totals = [sum(column) for column in zip(*_by_lane(found, plan).values(), strict=True)]
    plan = plan_bins((plan.buckets[0].lower, plan.buckets[-1].upper), totals)
    return Counts(plan, _by_lane(found, plan), lanes, query.bounds)


def _window(found: EventQuerySet, query: TimelineFilter) -> tuple[int, int]:
    """The reader's range, as far as there are events in it."""
    extent = found.bounded().aggregate(first=Min("date_sort"), last=Max("date_sort"))
    first, last = extent["first"] or 0, (extent["last"] or 0) + 1
    if query.bounds is None:
        return first, last
    lower, upper = query.bounds
    return max(first, lower), min(last, upper)


def _by_lane(found: EventQuerySet, plan: BinPlan) -> dict[str, list[int]]:
    """Lane → one count for each of the plan's ranges of sort keys. One statement."""
    ranges = plan.sort_ranges
    bin_of = _bin_of([upper for _lower, upper in ranges[:-1]], 0)
    rows = found.values_list("lane__slug", bin_of).annotate(count=Count("pk")).order_by()
    counts: dict[str, list[int]] = {}
    for lane, index, count in rows:
        counts.setdefault(lane or "", [0] * len(ranges))[index] = count
    return counts


def _bin_of(uppers: Sequence[int], first: int) -> Case | Value:
    """The number of the range that holds a sort key, found by halving: six comparisons for 45."""
    if not uppers:
        return Value(first, output_field=IntegerField())
    half = len(uppers) // 2
    return Case(
        When(date_sort__lt=uppers[half], then=_bin_of(uppers[:half], first)),
        default=_bin_of(uppers[half + 1 :], first + half + 1),
    )


def _lanes(events: EventQuerySet) -> list[Lane]:
    """The lanes of a scope, the one for events without a topic last."""
    used = set(events.order_by().values_list("lane", flat=True).distinct())
    lanes = [_lane(topic) for topic in Topic.objects.filter(pk__in=used - {None})]
    return [*lanes, no_topic()] if None in used else lanes


def _lane(topic: Topic) -> Lane:
    return Lane(topic.slug, topic.name, topic.slot)


def _chart_event(row: Event, query: TimelineFilter) -> ChartEvent:
    return ChartEvent(
        id=row.public_id,
        url=row.get_absolute_url(),
        title=row.title,
        label=row.label or (row.title if len(row.title) <= SHORT_TITLE else ""),
        lane=row.lane.slug if row.lane else "",
        importance=row.importance,
        date=row.date,
        date_text=display(row.date, row.date_tz, row.date_calendar),
        possible=query.only_possibly(row.date_lower, row.date_upper),
        faded=not getattr(row, "matches", True),
    )
