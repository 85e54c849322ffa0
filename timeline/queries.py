"""The one place that counts, facets, prefetches and pages what readers see."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, Max, Q, QuerySet, When

from timeline.cursors import Cursor
from timeline.dates.edtf import OPEN_END, OPEN_START
from timeline.fields import post_label
from timeline.filters import LISTS, TimelineFilter
from timeline.models import Citation, Correction, Event, Timeline
from timeline.querysets import EventQuerySet

PAGE_SIZE = 50
#: A last page shorter than this is not worth a click: it joins the page before it.
ORPHANS = 20
#: Events that an embed has room for.
HIGHLIGHTS = 8
#: Values offered in one list of the filter bar; a chosen value is always among them.
FACET_SIZE = 30


@dataclass(frozen=True)
class FacetValue:
    value: str
    label: str
    #: Events that choosing this value would show, given the rest of the query.
    count: int
    slot: int | None = None


@dataclass(frozen=True)
class Facts:
    """What a whole timeline holds, before the reader's own query."""

    events: int
    #: The first event with a known beginning, and the last known end (as `date_upper`).
    first: Event | None
    latest: int | None
    posts: int
    corrections: int


@dataclass(frozen=True)
class TimelinePage:
    """One page of a timeline, as data."""

    events: list[Event]
    count: int
    #: Of `count`, how many lie wholly within the range; None without a range.
    certain: int | None
    next: Cursor | None


def scope(timeline: Timeline | None) -> EventQuerySet:
    """Everything public in a saved timeline, or everything public."""
    events: EventQuerySet = Event.objects.published()
    return TimelineFilter.from_query(timeline.query).apply(events) if timeline else events


def the_whole() -> Timeline | None:
    """The timeline that the home page is named after: the first one that leaves nothing out."""
    return Timeline.objects.published().filter(query="").first()


def facts(events: EventQuerySet) -> Facts:
    """Four statements, whatever the number of events."""
    found = events.aggregate(
        events=Count("pk"), latest=Max("date_upper", filter=Q(date_upper__lt=OPEN_END))
    )
    first = events.filter(date_lower__gt=OPEN_START).order_by("date_lower", "date_upper").first()
    inside = Q(event__in=events.values("pk"))
    posts = Citation.objects.filter(inside).aggregate(n=Count("post", distinct=True))["n"]
    corrections = Correction.objects.filter(inside).count()
    return Facts(**found, first=first, posts=posts, corrections=corrections)


def timeline_page(
    events: EventQuerySet, query: TimelineFilter, cursor: Cursor | None, size: int = PAGE_SIZE
) -> TimelinePage:
    """The events of a scope that answer a query, from a cursor on. Five statements."""
    found = query.apply(events)
    counts = _counts(found, query)
    rows = list(_from(_ordered(found, query.newest), cursor, query.newest)[: size + ORPHANS + 1])
    following = None
    if len(rows) > size + ORPHANS:
        rows = rows[:size]
        last = rows[-1]
        following = Cursor(last.date_sort, last.date_upper, last.pk)
    return TimelinePage(rows, counts["count"], counts.get("certain"), following)


def highlights(events: EventQuerySet, query: TimelineFilter) -> list[Event]:
    """The most important events that answer a query, in the order of its list. Five statements."""
    found = query.apply(events).order_by("-importance", "date_sort", "date_upper", "id")
    chosen = events.filter(pk__in=list(found.values_list("pk", flat=True)[:HIGHLIGHTS]))
    return list(_ordered(chosen.with_sources(), query.newest))


def facets(events: EventQuerySet, query: TimelineFilter) -> dict[str, list[FacetValue]]:
    """For each list key, its values in the scope with the counts that the query leaves them.

    One statement a key. A value's count ignores the other values of its own key (OR inside a key,
    AND between keys); values of the scope that the query empties stay, with 0, so that the list
    does not jump under the reader's hand.
    """
    return {key: _facet(key, events, query) for key in _FACETS}


def neighbours(event: Event) -> tuple[Event | None, Event | None]:
    """The published events before and after this one, in time. Two statements."""
    place = Cursor(event.date_sort, event.date_upper, event.pk)
    events = Event.objects.published()
    before = events.filter(_beyond(place, "lt")).order_by("-date_sort", "-date_upper", "-id")
    after = events.filter(_beyond(place, "gt")).order_by("date_sort", "date_upper", "id")
    return before.first(), after.first()


def on_this_day(event: Event, limit: int = 8) -> list[Event]:
    """The published events of the same day of the calendar, of any year, this one included: the
    most important ones, in time. One statement."""
    if event.date_month_day is None:
        return []
    same = Event.objects.published().filter(date_month_day=event.date_month_day)
    others = same.exclude(pk=event.pk).order_by("-importance", "date_sort", "id")
    chosen = [event, *others.select_related("lane")[: limit - 1]]
    return sorted(chosen, key=lambda found: (found.date_sort, found.date_upper, found.pk))


def narrowest(events: EventQuerySet, query: TimelineFilter) -> list[tuple[str, int]]:
    """For an empty result: the filter fields to drop, and how many events each would bring back,
    most first. One statement a field that is set."""
    names = [name for name in ("q", *LISTS) if getattr(query, name)]
    found = [(name, query.without(name).apply(events).count()) for name in names]
    if query.bounds:
        found.append(("range", query.without("from_", "to").apply(events).count()))
    return sorted(((name, n) for name, n in found if n), key=lambda pair: -pair[1])


def people_counts(event: Event) -> dict[int, int]:
    """How many published events each person of this event is in."""
    links = Event.people.through.objects.filter(
        person__in=event.people.all(), event__in=Event.objects.published().values("pk")
    )
    return dict(links.values_list("person").annotate(n=Count("event")).order_by())


def _counts(found: EventQuerySet, query: TimelineFilter) -> dict[str, int]:
    wanted: dict[str, Any] = {"count": Count("pk")}
    if query.bounds:
        lower, upper = query.bounds
        wanted["certain"] = Count("pk", filter=Q(date_lower__gte=lower, date_upper__lte=upper))
    return found.aggregate(**wanted)


def _ordered(events: EventQuerySet, newest: bool) -> EventQuerySet:
    """Half-open dates come last either way: they overlap everything and would hide the rest."""
    if not newest:
        return events.order_by("date_sort", "date_upper", "id")
    is_open = Case(When(_IS_OPEN, then=1), default=0)
    return events.order_by(is_open, "-date_sort", "-date_upper", "-id")


def _from(events: EventQuerySet, cursor: Cursor | None, newest: bool) -> EventQuerySet:
    events = events.with_sources()
    if cursor is None:
        return events
    if not newest:
        return events.filter(_beyond(cursor, "gt"))
    # How `EDTF.sort` tells a half-open date; the number alone can't, before the year 1.
    if cursor.upper >= OPEN_END or cursor.sort == OPEN_END + cursor.upper:
        return events.filter(_beyond(cursor, "lt"), _IS_OPEN)
    return events.filter(_beyond(cursor, "lt") | _IS_OPEN)


_IS_OPEN = Q(date_lower=OPEN_START) | Q(date_upper=OPEN_END)


def _beyond(cursor: Cursor, side: str) -> Q:
    """(date_sort, date_upper, id) beyond the cursor's, on the side "lt" or "gt"."""
    sort, upper, pk = cursor.sort, cursor.upper, cursor.id
    return (
        Q(**{f"date_sort__{side}": sort})
        | Q(date_sort=sort, **{f"date_upper__{side}": upper})
        | Q(date_sort=sort, date_upper=upper, **{f"id__{side}": pk})
    )


@dataclass(frozen=True)
class _Facet:
    """Where the values of one key are: rows that link events to values, and what names them."""

    links: Callable[[], QuerySet[Any]]
    event: str
    columns: tuple[str, ...]
    read: Callable[..., FacetValue]


_FACETS = {
    "topic": _Facet(
        Event.topics.through.objects.all,
        "event",
        ("topic__slug", "topic__name", "topic__slot", "topic__position"),
        lambda slug, name, slot, _position, n: FacetValue(slug, name, n, slot),
    ),
    "person": _Facet(
        Event.people.through.objects.all,
        "event",
        ("person__slug", "person__name"),
        FacetValue,
    ),
    "place": _Facet(
        lambda: Event.objects.filter(place__isnull=False),
        "pk",
        ("place__slug", "place__name"),
        FacetValue,
    ),
    "source": _Facet(
        Citation.objects.all,
        "event",
        ("post__document__public_id", "post__number", "post__headline"),
        lambda document, number, headline, n: FacetValue(
            f"{document}-{number}", post_label(number, headline), n
        ),
    ),
}


def _facet(key: str, events: EventQuerySet, query: TimelineFilter) -> list[FacetValue]:
    facet = _FACETS[key]
    found = query.without(key).apply(events)
    links = facet.links().filter(**{f"{facet.event}__in": events.values("pk")})
    counted = links.values_list(*facet.columns).annotate(
        total=Count(facet.event, distinct=True),
        n=Count(facet.event, distinct=True, filter=Q(**{f"{facet.event}__in": found.values("pk")})),
    )
    order = "topic__position" if key == "topic" else "-total"
    values = [
        facet.read(*columns, n) for *columns, _total, n in counted.order_by(order, *facet.columns)
    ]
    chosen = set(query.values(key))
    offered = values[:FACET_SIZE] + [v for v in values[FACET_SIZE:] if v.value in chosen]
    # A chosen value without any event in this scope must stay in the form, or it could not be
    # taken out again.
    missing = chosen - {value.value for value in offered}
    return offered + [FacetValue(v, query.label(key, v), 0) for v in sorted(missing)]
