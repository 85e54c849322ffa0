"""Answers from the database, with a few SQL queries each: for any events, fast for thousands."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Sequence, Set
from dataclasses import dataclass
from typing import Any

from django.db.models import BigIntegerField, Case, Count, F, Max, Min, Q, QuerySet, Value, When

from timeline.answers.answers import Choice, Counted, Facts, Headline, letters_of, place_in_bar
from timeline.answers.rows import headlines, with_lanes
from timeline.chart.shapes import Lane
from timeline.cursors import Cursor
from timeline.dates.edtf import OPEN_END, OPEN_START
from timeline.fields import description, known_values, post_label
from timeline.filters import TimelineFilter
from timeline.models import Citation, Correction, Event, Timeline, Topic
from timeline.models.documents import source_of
from timeline.querysets import CHRONOLOGICAL, REVERSE_CHRONOLOGICAL, EventQuerySet


class InDatabase:
    """Implements `Answers` for any queryset of events."""

    def __init__(self, events: EventQuerySet) -> None:
        self.events = events

    def counted(self, query: TimelineFilter, cursor: Cursor | None = None) -> Counted:
        """Costs one query."""
        wanted: dict[str, Any] = {"count": Count("pk")}
        if query.bounds:
            lower, upper = query.bounds
            wanted["certain"] = Count("pk", filter=Q(date_lower__gte=lower, date_upper__lte=upper))
        if cursor:
            wanted["left"] = Count("pk", filter=_after(cursor, query.newest))
        found = query.apply(self.events).aggregate(**wanted)
        before = found["count"] - found.get("left", found["count"])
        return Counted(found["count"], found.get("certain"), before)

    def page(self, query: TimelineFilter, cursor: Cursor | None, limit: int) -> list[Event]:
        """Costs four queries: events, topics, people and citations."""
        return list(self._from(query, cursor).with_sources()[:limit])

    def lines(self, query: TimelineFilter, cursor: Cursor | None, limit: int) -> list[Event]:
        """Costs two queries: events and citations."""
        return list(self._from(query, cursor).with_citations()[:limit])

    def _from(self, query: TimelineFilter, cursor: Cursor | None) -> EventQuerySet:
        ordered = _ordered(query.apply(self.events), query.newest)
        return ordered.filter(_after(cursor, query.newest)) if cursor else ordered

    def back(self, query: TimelineFilter, cursor: Cursor, steps: int) -> Cursor | None:
        """Costs one query."""
        passed = query.apply(self.events).exclude(_after(cursor, query.newest))
        nearest_first = _ordered(passed, query.newest).reverse().values_list(*CHRONOLOGICAL)
        return next((Cursor(*place) for place in nearest_first[steps : steps + 1]), None)

    def changes(self, query: TimelineFilter, cursor: Cursor | None, limit: int) -> list[Cursor]:
        """Costs one query."""
        found = query.apply(self.events).with_changed_at().order_by("-changed_at", "-pk")
        if cursor:
            at = cursor.moment
            found = found.filter(Q(changed_at__lt=at) | Q(changed_at=at, pk__lt=cursor.id))
        places = found.values_list("changed_at", "pk")[:limit]
        return [Cursor.of_change(*place) for place in places]

    def last_changes(self, size: int) -> dict[int, datetime.datetime]:
        """Costs one query."""
        parts = self.events.with_changed_at().order_by().annotate(part=F("pk") / size)
        latest = parts.values_list("part").annotate(changed=Max("changed_at"))
        return dict(latest.order_by("part"))

    def marks(self, ids: Set[int]) -> list[Event]:
        """Costs one query."""
        return list(with_lanes(ids).chronological())

    def few(self, query: TimelineFilter, most: int) -> set[int] | None:
        """Costs one query."""
        found = query.apply(self.events).order_by()
        ids = set(found.values_list("pk", flat=True)[: most + 1])
        return ids if len(ids) <= most else None

    def foremost(self, query: TimelineFilter, limit: int) -> list[int]:
        """Costs one query."""
        found = query.apply(self.events).order_by("-importance", *CHRONOLOGICAL)
        return list(found.values_list("pk", flat=True)[:limit])

    def headlines(self, ids: Sequence[int]) -> list[Headline]:
        """Costs one query."""
        found = {line.pk: line for line in headlines(ids)}
        return [found[pk] for pk in ids if pk in found]

    def beside(self, lower: int, upper: int, count: int) -> list[int]:
        """Costs two queries."""
        bounded = self.events.bounded()
        before = bounded.filter(date_upper__lte=lower).reverse_chronological()
        after = bounded.filter(date_lower__gte=upper).chronological()
        return [pk for part in (before, after) for pk in part.values_list("pk", flat=True)[:count]]

    def choices(self, key: str, query: TimelineFilter, limit: int) -> list[Choice]:
        """Costs one query."""
        where = _WHERE[key]
        left = query.without(key).apply(self.events)
        answers = Q(**{f"{where.event}__in": left.values("pk")})
        links = where.links().filter(**{f"{where.event}__in": self.events.values("pk")})
        counted = (
            links.order_by()
            .values_list(*where.columns)
            .annotate(
                total=Count(where.event, distinct=True),
                n=Count(where.event, distinct=True, filter=answers),
            )
        )
        found = [where.read(*columns) for columns in counted]

        def place(read: tuple[int, Choice]) -> tuple[int, str, str, int]:
            position, choice = read
            letters = letters_of(choice.label)
            return place_in_bar(key, choice.value, letters, choice.total, position)

        ranked = [choice for _position, choice in sorted(found, key=place)]
        chosen = query.values(key)
        return ranked[:limit] + [each for each in ranked[limit:] if each.value in chosen]

    def known(self, key: str, typed: Sequence[str]) -> dict[str, tuple[str, str]]:
        """Costs one or two queries, see `known_values`."""
        return known_values(key, typed)

    def about(self, key: str, value: str) -> str:
        """Costs one query."""
        return description(key, value)

    def having(self, key: str, values: Collection[str]) -> dict[str, int]:
        """Costs one query. Doesn't work for "source", whose values span two columns."""
        where = _WHERE[key]
        value, *_names = where.columns
        links = where.links().filter(**{f"{value}__in": values})
        of_scope = links.filter(**{f"{where.event}__in": self.events.values("pk")})
        return dict(of_scope.order_by().values_list(value).annotate(Count(where.event)))

    def cited(self) -> dict[str, int]:
        """Costs two queries."""
        citations = Citation.objects.filter(event__in=self.events.values("pk")).order_by()
        events = Count("event", distinct=True)
        documents = citations.values_list("post__document__public_id").annotate(events)
        posts = citations.values_list("post__document__public_id", "post__number").annotate(events)
        return dict(documents) | {source_of(name, number): count for name, number, count in posts}

    def lanes(self) -> list[Lane | None]:
        return lanes_of(set(self.events.order_by().values_list("lane__slug", flat=True).distinct()))

    def timelines(self) -> list[Timeline]:
        return list(Timeline.objects.published())

    def extent(self, query: TimelineFilter) -> tuple[int, int] | None:
        """Costs two queries, each answered from an index; a single one would scan all events."""
        sorts = query.apply(self.events).bounded().values_list("date_sort", flat=True)
        first, last = (sorts.order_by(end).first() for end in ("date_sort", "-date_sort"))
        return None if first is None or last is None else (first, last)

    def known_ends(self, query: TimelineFilter) -> tuple[int, int] | None:
        """Costs one query."""
        begun, over = Q(date_lower__gt=OPEN_START), Q(date_upper__lt=OPEN_END)
        known = Case(When(begun, then="date_lower"), default=F("date_upper") - 1)
        opened = query.apply(self.events).filter(_IS_OPEN & (begun | over))
        first, last = opened.aggregate(first=Min(known), last=Max(known)).values()
        return None if first is None else (first, last)

    def histogram(self, query: TimelineFilter, ranges: Sequence[tuple[int, int]]) -> list[int]:
        """Costs one query."""
        index = _of_range(ranges, range(len(ranges)))
        rows = query.apply(self.events).values_list(index).annotate(count=Count("pk")).order_by()
        counts = dict(rows)
        return [counts.get(at, 0) for at in range(len(ranges))]

    def by_lane(
        self,
        query: TimelineFilter,
        ranges: Sequence[tuple[int, int]],
        ends: Sequence[int] = (),
    ) -> dict[str, list[int]]:
        """Costs one query."""
        events = query.apply(self.events)
        if ends:
            events = events.filter(date_upper__lte=_of_range(ranges, ends))
        rows = events.values_list("lane__slug", _of_range(ranges, range(len(ranges))))
        counts: dict[str, list[int]] = {}
        for lane, at, count in rows.annotate(count=Count("pk")).order_by():
            counts.setdefault(lane or "", [0] * len(ranges))[at] = count
        return counts

    def facts(self) -> Facts:
        """Costs four queries."""
        found = self.events.aggregate(
            events=Count("pk"), latest=Max("date_upper", filter=Q(date_upper__lt=OPEN_END))
        )
        begun = self.events.filter(date_lower__gt=OPEN_START)
        inside = Q(event__in=self.events.values("pk"))
        posts = Citation.objects.filter(inside).aggregate(n=Count("post", distinct=True))["n"]
        return Facts(
            **found,
            first=begun.order_by("date_lower", "date_upper", "id").first(),
            posts=posts,
            corrections=Correction.objects.filter(inside).count(),
        )


def lanes_of(slugs: Set[str | None]) -> list[Lane | None]:
    """Return the lanes of these topics in order, and None last if `slugs` contains it."""
    topics = Topic.objects.filter(slug__in=slugs - {None})
    lanes = [Lane(topic.slug, topic.name, topic.slot) for topic in topics]
    return [*lanes, None] if None in slugs else [*lanes]


def _ordered(events: EventQuerySet, newest: bool) -> EventQuerySet:
    """Order events as the list does, half-open dates last either way: they overlap everything and
    would hide the rest."""
    if not newest:
        return events.chronological()
    is_open = Case(When(_IS_OPEN, then=1), default=0)
    return events.order_by(is_open, *REVERSE_CHRONOLOGICAL)


def _after(cursor: Cursor, newest: bool) -> Q:
    """The condition for events after a cursor in the order of `_ordered`."""
    if not newest:
        return beyond(cursor, "gt")
    if cursor.is_half_open:
        return beyond(cursor, "lt") & _IS_OPEN
    return beyond(cursor, "lt") | _IS_OPEN


_IS_OPEN = Q(date_lower=OPEN_START) | Q(date_upper=OPEN_END)


def beyond(cursor: Cursor, side: str) -> Q:
    """The keyset condition: (date_sort, date_upper, id) "lt" or "gt" that of the cursor."""
    sort, upper, pk = cursor
    # The first condition is redundant, but the databases use the index only with it.
    return Q(**{f"date_sort__{side}e": sort}) & (
        Q(**{f"date_sort__{side}": sort})
        | Q(date_sort=sort, **{f"date_upper__{side}": upper})
        | Q(date_sort=sort, date_upper=upper, **{f"id__{side}": pk})
    )


def _of_range(ranges: Sequence[tuple[int, int]], values: Sequence[int]) -> Case | Value:
    """Map an event's sort key to the value of the adjoining range that contains it, by a binary
    search of nested CASEs: six comparisons for 45 ranges."""
    if len(ranges) == 1:
        return Value(values[0], output_field=BigIntegerField())
    half = len(ranges) // 2
    return Case(
        When(date_sort__lt=ranges[half][0], then=_of_range(ranges[:half], values[:half])),
        default=_of_range(ranges[half:], values[half:]),
    )


@dataclass(frozen=True)
class _Where:
    """How to query the values of one key: the rows that link events to values, and its columns."""

    links: Callable[[], QuerySet[Any]]
    event: str
    columns: tuple[str, ...]
    #: (*columns, total, count) → position among the values of the key, and the choice.
    read: Callable[..., tuple[int, Choice]]


_WHERE = {
    "topic": _Where(
        Event.topics.through.objects.all,
        "event",
        ("topic__slug", "topic__name", "topic__slot", "topic__position"),
        lambda slug, name, slot, position, total, n: (
            position,
            Choice(slug, name, total, n, slot),
        ),
    ),
    "person": _Where(
        Event.people.through.objects.all,
        "event",
        ("person__slug", "person__name"),
        lambda *columns: (0, Choice(*columns)),
    ),
    "place": _Where(
        lambda: Event.objects.filter(place__isnull=False),
        "pk",
        ("place__slug", "place__name"),
        lambda *columns: (0, Choice(*columns)),
    ),
    "source": _Where(
        Citation.objects.all,
        "event",
        ("post__document__public_id", "post__number", "post__headline"),
        lambda document, number, headline, total, n: (
            number,
            Choice(source_of(document, number), post_label(number, headline), total, n),
        ),
    ),
}
