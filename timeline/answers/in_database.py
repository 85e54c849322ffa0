"""Answers from the database, with a few SQL queries each: for any events, fast for thousands."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Sequence, Set
from dataclasses import dataclass
from typing import Any

from django.db.models import BigIntegerField, Case, Count, F, Max, Min, Q, QuerySet, Value, When

from timeline.answers.interface import (
    Choice,
    EventCounts,
    Facts,
    Headline,
    collation_key,
    facet_sort_key,
)
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

    def counts(self, query: TimelineFilter, cursor: Cursor | None = None) -> EventCounts:
        """Costs one query."""
        aggregates: dict[str, Any] = {"count": Count("pk")}
        if query.bounds:
            lower, upper = query.bounds
            aggregates["certain"] = Count(
                "pk", filter=Q(date_lower__gte=lower, date_upper__lte=upper)
            )
        if cursor:
            aggregates["left"] = Count("pk", filter=_after(cursor, query.newest))
        result = query.apply(self.events).aggregate(**aggregates)
        before = result["count"] - result.get("left", result["count"])
        return EventCounts(result["count"], result.get("certain"), before)

    def page(self, query: TimelineFilter, cursor: Cursor | None, limit: int) -> list[Event]:
        """Costs four queries: events, topics, people and citations."""
        return list(self._from(query, cursor).with_sources()[:limit])

    def lines(self, query: TimelineFilter, cursor: Cursor | None, limit: int) -> list[Event]:
        """Costs two queries: events and citations."""
        return list(self._from(query, cursor).with_citations()[:limit])

    def _from(self, query: TimelineFilter, cursor: Cursor | None) -> EventQuerySet:
        ordered = _ordered(query.apply(self.events), query.newest)
        return ordered.filter(_after(cursor, query.newest)) if cursor else ordered

    def cursor_before(self, query: TimelineFilter, cursor: Cursor, steps: int) -> Cursor | None:
        """Costs one query."""
        passed = query.apply(self.events).exclude(_after(cursor, query.newest))
        nearest_first = _ordered(passed, query.newest).reverse().values_list(*CHRONOLOGICAL)
        return next((Cursor(*values) for values in nearest_first[steps : steps + 1]), None)

    def changes(self, query: TimelineFilter, cursor: Cursor | None, limit: int) -> list[Cursor]:
        """Costs one query."""
        found = query.apply(self.events).with_changed_at().order_by("-changed_at", "-pk")
        if cursor:
            at = cursor.moment
            found = found.filter(Q(changed_at__lt=at) | Q(changed_at=at, pk__lt=cursor.id))
        rows = found.values_list("changed_at", "pk")[:limit]
        return [Cursor.of_change(*values) for values in rows]

    def last_changes(self, size: int) -> dict[int, datetime.datetime]:
        """Costs one query."""
        parts = self.events.with_changed_at().order_by().annotate(part=F("pk") / size)
        latest = parts.values_list("part").annotate(changed=Max("changed_at"))
        return dict(latest.order_by("part"))

    def marks(self, ids: Set[int]) -> list[Event]:
        """Costs one query."""
        return list(with_lanes(ids).chronological())

    def ids_if_at_most(self, query: TimelineFilter, limit: int) -> set[int] | None:
        """Costs one query."""
        found = query.apply(self.events).order_by()
        ids = set(found.values_list("pk", flat=True)[: limit + 1])
        return ids if len(ids) <= limit else None

    def most_important(self, query: TimelineFilter, limit: int) -> list[int]:
        """Costs one query."""
        found = query.apply(self.events).order_by("-importance", *CHRONOLOGICAL)
        return list(found.values_list("pk", flat=True)[:limit])

    def headlines(self, ids: Sequence[int]) -> list[Headline]:
        """Costs one query."""
        found = {line.pk: line for line in headlines(ids)}
        return [found[pk] for pk in ids if pk in found]

    def nearest_ids(self, lower: int, upper: int, count: int) -> list[int]:
        """Costs two queries."""
        bounded = self.events.bounded()
        before = bounded.filter(date_upper__lte=lower).reverse_chronological()
        after = bounded.filter(date_lower__gte=upper).chronological()
        return [pk for part in (before, after) for pk in part.values_list("pk", flat=True)[:count]]

    def choices(self, key: str, query: TimelineFilter, limit: int) -> list[Choice]:
        """Costs one query."""
        relation = _RELATIONS[key]
        remaining = query.without(key).apply(self.events)
        is_left = Q(**{f"{relation.event}__in": remaining.values("pk")})
        links = relation.links().filter(**{f"{relation.event}__in": self.events.values("pk")})
        counts = (
            links.order_by()
            .values_list(*relation.columns)
            .annotate(
                total=Count(relation.event, distinct=True),
                n=Count(relation.event, distinct=True, filter=is_left),
            )
        )
        found = [relation.read(*columns) for columns in counts]

        def sort_key(read: tuple[int, Choice]) -> tuple[int, str, str, int]:
            position, choice = read
            name_key = collation_key(choice.label)
            return facet_sort_key(key, choice.value, name_key, choice.total, position)

        ranked = [choice for _position, choice in sorted(found, key=sort_key)]
        chosen = query.values(key)
        return ranked[:limit] + [each for each in ranked[limit:] if each.value in chosen]

    def known_values(self, key: str, typed: Sequence[str]) -> dict[str, tuple[str, str]]:
        """Costs one or two queries, see `known_values`."""
        return known_values(key, typed)

    def description(self, key: str, value: str) -> str:
        """Costs one query."""
        return description(key, value)

    def counts_by_value(self, key: str, values: Collection[str]) -> dict[str, int]:
        """Costs one query. Doesn't work for "source", whose values span two columns."""
        relation = _RELATIONS[key]
        value, *_names = relation.columns
        links = relation.links().filter(**{f"{value}__in": values})
        in_scope = links.filter(**{f"{relation.event}__in": self.events.values("pk")})
        return dict(in_scope.order_by().values_list(value).annotate(Count(relation.event)))

    def citation_counts(self) -> dict[str, int]:
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
        has_start, has_end = Q(date_lower__gt=OPEN_START), Q(date_upper__lt=OPEN_END)
        known = Case(When(has_start, then="date_lower"), default=F("date_upper") - 1)
        opened = query.apply(self.events).filter(_IS_OPEN & (has_start | has_end))
        first, last = opened.aggregate(first=Min(known), last=Max(known)).values()
        return None if first is None else (first, last)

    def histogram(self, query: TimelineFilter, ranges: Sequence[tuple[int, int]]) -> list[int]:
        """Costs one query."""
        index = _of_range(ranges, range(len(ranges)))
        rows = query.apply(self.events).values_list(index).annotate(count=Count("pk")).order_by()
        counts = dict(rows)
        return [counts.get(at, 0) for at in range(len(ranges))]

    def histogram_by_lane(
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
        counts = self.events.aggregate(
            events=Count("pk"), latest=Max("date_upper", filter=Q(date_upper__lt=OPEN_END))
        )
        started = self.events.filter(date_lower__gt=OPEN_START)
        in_scope = Q(event__in=self.events.values("pk"))
        posts = Citation.objects.filter(in_scope).aggregate(n=Count("post", distinct=True))["n"]
        return Facts(
            **counts,
            first=started.order_by("date_lower", "date_upper", "id").first(),
            posts=posts,
            corrections=Correction.objects.filter(in_scope).count(),
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
        return keyset_condition(cursor, "gt")
    if cursor.is_half_open:
        return keyset_condition(cursor, "lt") & _IS_OPEN
    return keyset_condition(cursor, "lt") | _IS_OPEN


_IS_OPEN = Q(date_lower=OPEN_START) | Q(date_upper=OPEN_END)


def keyset_condition(cursor: Cursor, side: str) -> Q:
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
class _Relation:
    """How to query the values of one key: the rows that link events to values, and its columns."""

    links: Callable[[], QuerySet[Any]]
    event: str
    columns: tuple[str, ...]
    #: (*columns, total, count) → position among the values of the key, and the choice.
    read: Callable[..., tuple[int, Choice]]


_RELATIONS = {
    "topic": _Relation(
        Event.topics.through.objects.all,
        "event",
        ("topic__slug", "topic__name", "topic__slot", "topic__position"),
        lambda slug, name, slot, position, total, n: (
            position,
            Choice(slug, name, total, n, slot),
        ),
    ),
    "person": _Relation(
        Event.people.through.objects.all,
        "event",
        ("person__slug", "person__name"),
        lambda *columns: (0, Choice(*columns)),
    ),
    "place": _Relation(
        lambda: Event.objects.filter(place__isnull=False),
        "pk",
        ("place__slug", "place__name"),
        lambda *columns: (0, Choice(*columns)),
    ),
    "source": _Relation(
        Citation.objects.all,
        "event",
        ("post__document__public_id", "post__number", "post__headline"),
        lambda document, number, headline, total, n: (
            number,
            Choice(source_of(document, number), post_label(number, headline), total, n),
        ),
    ),
}
