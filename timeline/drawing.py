"""What the chart shows of a timeline: events as marks, or counts where there are too many."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import BooleanField, Exists, OuterRef, QuerySet, Value
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
    lanes = _lanes(events)
    drawn = [_chart_event(row, query) for row in rows[:MOST_MARKS]]
    if any(row.lane is None for row in rows):
        lanes.append(no_topic())
    return Drawable(drawn, lanes, query.bounds)


def strip(events: Iterable[Event], here: str | None = None) -> Chart:
    """A small chart of some events, lanes loaded, with the place of one of them marked."""
    rows = list(events)
    drawn = [_chart_event(row, EVERYTHING) for row in rows]
    topics = {row.lane for row in rows if row.lane}
    lanes = [_lane(topic) for topic in sorted(topics, key=lambda t: (t.position, t.slug))]
    if any(row.lane is None for row in rows):
        lanes.append(no_topic())
    return build_chart(drawn, lanes, size=STRIP, here=here, words=translation)


def no_topic() -> Lane:
    """The lane of events without a topic."""
    return Lane("", _("No topic"), 4)


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
    matches = (
        Exists(found.filter(pk=OuterRef("pk")))
        if query.narrows
        else Value(True, output_field=BooleanField())
    )
    rows: QuerySet[Event] = events.select_related("lane").annotate(matches=matches)
    return list(rows.order_by("date_sort", "date_upper", "id")[: MOST_MARKS + 1])


def _lanes(events: EventQuerySet) -> list[Lane]:
    topics = Topic.objects.filter(pk__in=events.order_by().values("lane").distinct())
    return [_lane(topic) for topic in topics]


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
