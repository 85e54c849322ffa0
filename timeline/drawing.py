"""What the chart shows of a timeline: events as marks, or counts where there are too many."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import BooleanField, Exists, OuterRef, QuerySet, Subquery, Value
from django.utils import translation
from django.utils.translation import gettext as _

from timeline.chart.chart import MOST_MARKS, build_chart
from timeline.chart.shapes import Chart, ChartEvent, Lane
from timeline.chart.sizes import PAGE, STRIP, Size
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
#: The lane of events without a topic.
NO_TOPIC = ""
NO_TOPIC_SLOT = 4


@dataclass(frozen=True)
class Drawable:
    """What a chart is drawn from; made once for all the sizes of one page."""

    events: list[ChartEvent]
    lanes: list[Lane]
    selected: tuple[int, int] | None

    def chart(self, size: Size = PAGE, here: str | None = None) -> Chart:
        return build_chart(
            self.events,
            self.lanes,
            selected=self.selected,
            size=size,
            here=here,
            words=translation,
        )


def drawable(events: EventQuerySet, query: TimelineFilter) -> Drawable:
    """The events of a scope for a query: those that answer it, and, faded, the others beside them.

    With a range: the events in it and a few on either side. Up to six statements.
    """
    found = query.apply(events)
    near = _near(events, query)
    rows = _rows(near, found, query)
    if len(rows) > MOST_MARKS:
        rows = _rows(found, found, EVERYTHING)
    bounds = query.bounds
    lanes = _lanes(events)
    drawn = [_chart_event(row, bounds, query) for row in rows[:MOST_MARKS]]
    if any(event.lane == NO_TOPIC for event in drawn):
        lanes.append(Lane(NO_TOPIC, _("No topic"), NO_TOPIC_SLOT))
    return Drawable(drawn, lanes, bounds)


def strip(events: Iterable[Event], here: str | None = None) -> Chart:
    """A small chart of some events, topics loaded, with the place of one of them marked."""
    rows = list(events)
    for row in rows:
        row.lane = row.topic.slug if row.topic else NO_TOPIC
        row.matches = True
    drawn = [_chart_event(row, None, EVERYTHING) for row in rows]
    topics = {row.topic for row in rows if row.topic}
    lanes = [_lane(topic) for topic in sorted(topics, key=lambda t: (t.position, t.slug))]
    if any(event.lane == NO_TOPIC for event in drawn):
        lanes.append(Lane(NO_TOPIC, _("No topic"), NO_TOPIC_SLOT))
    return build_chart(drawn, lanes, size=STRIP, here=here, words=translation)


def joined_zoom(first: Zoom, last: Zoom) -> Zoom:
    """From the beginning of one range to the end of another, with a short name."""
    lower, upper = edtf.parse(first.start).lower, edtf.parse(last.end).upper
    names = heads(lower, upper, naming_step(upper - lower), translation)
    return Zoom(first.start, last.end, names[0])


def _near(events: EventQuerySet, query: TimelineFilter) -> EventQuerySet:
    """The events in the reader's range and the nearest ones before and after it."""
    if query.bounds is None:
        return events
    lower, upper = query.bounds
    bounded = events.bounded()
    before = bounded.filter(date_upper__lte=lower).order_by("-date_sort")[:CONTEXT]
    after = bounded.filter(date_lower__gte=upper).order_by("date_sort")[:CONTEXT]
    beside = [pk for part in (before, after) for pk in part.values_list("pk", flat=True)]
    return events.overlapping(lower, upper) | events.filter(pk__in=beside)


def _rows(events: EventQuerySet, found: EventQuerySet, query: TimelineFilter) -> list[Event]:
    """At most one more than can be drawn, in time; each with its lane and whether it matches."""
    first_topic = Topic.objects.filter(events=OuterRef("pk")).order_by("position", "slug")
    matches = (
        Exists(found.filter(pk=OuterRef("pk")))
        if query.narrows
        else Value(True, output_field=BooleanField())
    )
    rows: QuerySet[Event] = events.annotate(
        lane=Subquery(first_topic.values("slug")[:1]), matches=matches
    )
    return list(rows.order_by("date_sort", "date_upper", "id")[: MOST_MARKS + 1])


def _lanes(events: EventQuerySet) -> list[Lane]:
    topics = Topic.objects.filter(
        pk__in=Event.topics.through.objects.filter(event__in=events.values("pk")).values("topic")
    )
    return [_lane(topic) for topic in topics]


def _lane(topic: Topic) -> Lane:
    return Lane(topic.slug, topic.name, topic.slot)


def _chart_event(row: Event, bounds: tuple[int, int] | None, query: TimelineFilter) -> ChartEvent:
    partly = bounds is not None and not query.certain
    return ChartEvent(
        id=row.public_id,
        url=row.get_absolute_url(),
        title=row.title,
        label=row.label or (row.title if len(row.title) <= SHORT_TITLE else ""),
        lane=row.lane or NO_TOPIC,
        importance=row.importance,
        date=row.date,
        date_text=display(row.date, row.date_tz, row.date_calendar),
        possible=partly and not (bounds[0] <= row.date_lower and row.date_upper <= bounds[1]),
        faded=not row.matches,
    )
