"""Answers from columns in memory: the same as from the database, but in milliseconds for any number
of events."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from heapq import merge
from operator import attrgetter
from typing import Any, TypeVar

from pyroaring import BitMap

from timeline.answers.columns import ColumnQuery, Segment, as_array
from timeline.answers.interface import Choice, EventCounts, Facts, Headline, facet_sort_key
from timeline.answers.names import Name, Names
from timeline.answers.rows import headlines, with_citations, with_lanes, with_sources
from timeline.chart.shapes import Lane
from timeline.cursors import Cursor
from timeline.fields import description, known_values, post_labels
from timeline.filters import EVERYTHING, LISTS, TimelineFilter
from timeline.models import Event, Timeline
from timeline.models.documents import document_of
from timeline.querysets import CHRONOLOGICAL, EventQuerySet
from timeline.search.words import search_terms

Result = TypeVar("Result")
Row = TypeVar("Row", Event, Headline)
#: Rows cached by an index; each takes some 13 kB, including what pages rendered from it.
CACHED_ROWS = 300
#: The same for lists with one line per event, at some 9 kB each; they have more distinct views.
CACHED_LINES = 700
#: The same for events drawn on charts, at some 3 kB each.
CACHED_MARKS = 1_000
#: The same for the candidates for best matches, at some 0.6 kB each.
CACHED_HEADLINES = 2_000
#: Scopes for which results are cached, some MB each with a million events.
CACHED_SCOPES = 20
#: A set of events: the bitmap of positions in each segment.
Hits = list[tuple[Segment, BitMap]]


def _by_scope() -> Callable[[TimelineFilter], dict[object, Any]]:
    return lru_cache(maxsize=CACHED_SCOPES)(lambda _scope: {})


@dataclass(frozen=True, eq=False)
class Index:
    """All columns at one state of the database, with caches. A change creates a new index."""

    segments: tuple[Segment, ...]
    names: Names
    #: Cached rows: use ("rows", "lines", "marks", "headlines") → primary key → row.
    rows: dict[str, dict[int, Any]] = field(default_factory=dict)
    #: The cache of results for a scope.
    result_caches: Callable[[TimelineFilter], dict[object, Any]] = field(default_factory=_by_scope)

    def cached_result(
        self, scope: TimelineFilter, key: object, work: Callable[[], Result]
    ) -> Result:
        cache = self.result_caches(scope)
        if key not in cache:
            cache[key] = work()
        result: Result = cache[key]
        return result

    def cached_rows(
        self, name: str, ids: Sequence[int], limit: int, load: Callable[[list[int]], Iterable[Row]]
    ) -> list[Row]:
        """Return rows in the order of `ids`, loading those not cached under this name. The cache
        keeps the latest `limit`; rows of larger requests are not added."""
        cached: dict[int, Row] = self.rows.get(name, {})
        rows: dict[int, Row] = {pk: cached[pk] for pk in ids if pk in cached}
        missing = [pk for pk in ids if pk not in rows]
        if missing:
            rows |= {row.pk: row for row in load(missing)}
            if len(ids) <= limit:
                self.rows[name] = dict([*cached.items(), *rows.items()][-limit:])
        return _in_order(ids, rows)

    def rows_without(self, ids: Collection[int]) -> dict[str, dict[int, Any]]:
        """Return the cached rows for the next index, without these events, which have changed."""
        return {
            name: {pk: row for pk, row in cached.items() if pk not in ids}
            for name, cached in self.rows.copy().items()
        }

    def column_query(self, query: TimelineFilter) -> ColumnQuery:
        """Translate a query into terms of the columns."""
        return ColumnQuery(
            values={
                key: self.names.ids(key, query.values(key)) for key in LISTS if query.values(key)
            },
            words=tuple(search_terms(query.q)),
            bounds=query.bounds,
            certain=query.certain,
        )


class InMemory:
    """Implements `Answers` for one scope: everything, or what a saved timeline's query leaves."""

    def __init__(self, index: Index, scope: TimelineFilter = EVERYTHING) -> None:
        self.index, self.scope = index, scope
        self._hits_by_query: dict[TimelineFilter, Hits] = {}

    def _cached_result(self, key: object, work: Callable[[], Result]) -> Result:
        return self.index.cached_result(self.scope, key, work)

    @cached_property
    def events(self) -> EventQuerySet:
        published: EventQuerySet = Event.objects.published()
        return self.scope.apply(published)

    def counts(self, query: TimelineFilter, cursor: Cursor | None = None) -> EventCounts:
        hits = self._hits(query)
        count, certain, before = sum(len(matches) for _, matches in hits), None, 0
        if query.bounds:
            certain = sum(segment.count_within(matches, *query.bounds) for segment, matches in hits)
        if cursor:
            newest = query.newest
            before = sum(
                segment.count_before(matches, cursor, newest=newest) for segment, matches in hits
            )
        return EventCounts(count, certain, before)

    def page(self, query: TimelineFilter, cursor: Cursor | None, limit: int) -> list[Event]:
        ids = self._ids(query, cursor, limit)
        if limit > CACHED_ROWS:
            return _in_order(ids, {row.pk: row for row in with_sources(ids)})
        return self.index.cached_rows("rows", ids, CACHED_ROWS, with_sources)

    def lines(self, query: TimelineFilter, cursor: Cursor | None, limit: int) -> list[Event]:
        ids = self._ids(query, cursor, limit)
        return self.index.cached_rows("lines", ids, CACHED_LINES, with_citations)

    def cursor_before(self, query: TimelineFilter, cursor: Cursor, steps: int) -> Cursor | None:
        cursors = sorted(
            (
                item
                for segment, matches in self._hits(query)
                for item in segment.before(matches, cursor, steps + 1, newest=query.newest)
            ),
            key=_newest_first if query.newest else None,
            reverse=True,
        )
        return cursors[steps][1] if len(cursors) > steps else None

    def _ids(self, query: TimelineFilter, cursor: Cursor | None, limit: int) -> list[int]:
        """Return primary keys in list order, after a cursor."""
        parts = (
            segment.after(matches, cursor, limit, newest=query.newest)
            for segment, matches in self._hits(query)
        )
        if query.newest:
            cursors = sorted((item for part in parts for item in part), key=_newest_first)
        else:
            cursors = list(merge(*parts))
        return [item.id for _, item in cursors[:limit]]

    def changes(self, query: TimelineFilter, cursor: Cursor | None, limit: int) -> list[Cursor]:
        parts = (segment.changes(matches, cursor, limit) for segment, matches in self._hits(query))
        return sorted((changed for part in parts for changed in part), reverse=True)[:limit]

    def last_changes(self, size: int) -> dict[int, datetime.datetime]:
        latest: dict[int, int] = {}
        for segment, matches in self._hits(EVERYTHING):
            for part, moment in segment.last_changes(matches, size):
                latest[part] = max(moment, latest.get(part, moment))
        return {part: Cursor(at, at, 0).moment for part, at in sorted(latest.items())}

    def marks(self, ids: Set[int]) -> list[Event]:
        rows = self.index.cached_rows("marks", list(ids), CACHED_MARKS, with_lanes)
        return sorted(rows, key=attrgetter(*CHRONOLOGICAL))

    def ids_if_at_most(self, query: TimelineFilter, limit: int) -> set[int] | None:
        hits = self._hits(query)
        if sum(len(matches) for _, matches in hits) > limit:
            return None
        return {pk for segment, matches in hits for pk in segment.ids[as_array(matches)].tolist()}

    def most_important(self, query: TimelineFilter, limit: int) -> list[int]:
        parts = [segment.most_important(matches, limit) for segment, matches in self._hits(query)]
        return [pk for *_, pk in list(merge(*parts))[:limit]]

    def headlines(self, ids: Sequence[int]) -> list[Headline]:
        return self.index.cached_rows("headlines", ids, CACHED_HEADLINES, headlines)

    def nearest_ids(self, lower: int, upper: int, count: int) -> list[int]:
        cursors = sorted(
            near
            for segment, matches in self._hits(EVERYTHING)
            for near in segment.nearest(matches, lower, upper, count)
        )
        before = [near for near in cursors if near.upper <= lower][-count:]
        after = [near for near in cursors if near.sort >= upper][:count]
        return [near.id for near in (*before, *after)]

    def choices(self, key: str, query: TimelineFilter, limit: int) -> list[Choice]:
        ranked = self._cached_result(("ranked", key), lambda: self._ranked(key))
        names, totals, others = self.index.names.names[key], self._totals(key), query.without(key)
        chosen = set(query.values(key))
        offered = ranked[:limit]
        if chosen:
            offered = offered + [pk for pk in ranked[limit:] if names[pk].value in chosen]
        counts = _overlaps(self._hits(others), key, offered) if others.has_filters else totals
        label = _labels(key)
        return [
            Choice(name.value, label(name), totals[pk], counts[pk], name.slot)
            for pk, name in zip(offered, map(names.__getitem__, offered), strict=True)
        ]

    def _ranked(self, key: str) -> list[int]:
        """Return the values of a key in the order of the filter bar."""
        names, totals = self.index.names.names[key], self._totals(key)

        def sort_key(pk: int) -> tuple[int, str, str, int]:
            name = names[pk]
            return facet_sort_key(key, name.value, name.collation_key, totals[pk], name.position)

        # A value that was just deleted or added may have no name until the index is next updated.
        return sorted((pk for pk in totals if pk in names), key=sort_key)

    def known_values(self, key: str, typed: Sequence[str]) -> dict[str, tuple[str, str]]:
        """Costs no query for values that occur in the scope; the others are looked up."""
        names, totals = self.index.names.names[key], self._totals(key)
        ids = self.index.names.ids(key, typed)
        label = _labels(key)
        labels = {names[pk].value: label(names[pk]) for pk in ids if pk in totals}
        known = {text: (text, labels[text]) for text in typed if text in labels}
        missing = [text for text in typed if text not in known]
        return known | known_values(key, missing) if missing else known

    def description(self, key: str, value: str) -> str:
        """Costs a query only if there is a description."""
        names = self.index.names.names[key]
        names_of_value = (names[pk] for pk in self.index.names.ids(key, [value]))
        return description(key, value) if any(name.is_described for name in names_of_value) else ""

    def counts_by_value(self, key: str, values: Collection[str]) -> dict[str, int]:
        names, totals = self.index.names.names[key], self._totals(key)
        ids = self.index.names.ids(key, values)
        return {names[pk].value: totals[pk] for pk in ids if pk in totals}

    def citation_counts(self) -> dict[str, int]:
        return self._cached_result("citations", self._count_citations)

    def _count_citations(self) -> dict[str, int]:
        names, totals = self.index.names.names["source"], self._totals("source")
        posts = {names[pk].value: count for pk, count in totals.items() if pk in names}
        documents = set(map(document_of, posts))
        hits, post_ids = self._hits(EVERYTHING), self.index.names.keys["source"]
        return posts | {
            name: sum(
                len(segment.any_of("source", post_ids[name]) & matches) for segment, matches in hits
            )
            for name in documents
        }

    def lanes(self) -> list[Lane | None]:
        def nonempty_lanes() -> list[Lane | None]:
            slugs = {slug for hits in self._hits(EVERYTHING) for slug in self._lane_slugs(*hits)}
            names = self.index.names.names["topic"].values()
            topics = sorted((n.position, n.value, n) for n in names if n.value in slugs)
            lanes = [Lane(slug, name.label, name.slot or 0) for _, slug, name in topics]
            return [*lanes, None] if "" in slugs else [*lanes]

        return self._cached_result("lanes", nonempty_lanes)

    def timelines(self) -> list[Timeline]:
        return self.index.cached_result(
            EVERYTHING, "timelines", lambda: list(Timeline.objects.published())
        )

    def extent(self, query: TimelineFilter) -> tuple[int, int] | None:
        return _union_extent(segment.extent(matches) for segment, matches in self._hits(query))

    def known_ends(self, query: TimelineFilter) -> tuple[int, int] | None:
        return _union_extent(segment.known_ends(matches) for segment, matches in self._hits(query))

    def histogram(self, query: TimelineFilter, ranges: Sequence[tuple[int, int]]) -> list[int]:
        counts = None
        for segment, matches in self._hits(query):
            positions = segment.positions_at(_edges(ranges))
            counts = _summed(counts, segment.histogram(matches, positions))
        return counts or [0] * len(ranges)

    def histogram_by_lane(
        self,
        query: TimelineFilter,
        ranges: Sequence[tuple[int, int]],
        ends: Sequence[int] = (),
    ) -> dict[str, list[int]]:
        counts: dict[str, list[int]] = {}
        for segment, matches in self._hits(query):
            positions = segment.positions_at(_edges(ranges))
            ended = segment.ended_by(matches, positions, ends) if ends else matches
            for slug, part in self._lanes(segment, ended):
                here = segment.histogram(part, positions)
                counts[slug] = _summed(counts.get(slug), here)
        return counts

    def _lane_slugs(self, segment: Segment, matches: BitMap) -> Iterator[str]:
        """Yield the slugs of the lanes that hold any of these events."""
        for pk, members in segment.values["lane"].items():
            if matches.intersect(members):
                yield self._slug(pk)

    def _lanes(self, segment: Segment, matches: BitMap) -> Iterator[tuple[str, BitMap]]:
        """Yield (slug, events) for each lane that holds any of these events."""
        for pk, members in segment.values["lane"].items():
            if part := matches & members:
                yield self._slug(pk), part

    def facts(self) -> Facts:
        return self._cached_result("facts", self._facts)

    def _facts(self) -> Facts:
        hits = self._hits(EVERYTHING)
        starts = [key for segment, matches in hits if (key := segment.earliest_start(matches))]
        ends = [end for segment, matches in hits if (end := segment.latest(matches)) is not None]
        return Facts(
            events=sum(len(matches) for _, matches in hits),
            first=Event.objects.published().filter(pk=min(starts)[2]).first() if starts else None,
            latest=max(ends, default=None),
            posts=len(self._totals("source")),
            corrections=sum(segment.correction_total(matches) for segment, matches in hits),
        )

    def _hits(self, query: TimelineFilter) -> Hits:
        """Return the events of the scope that match the query; cached."""
        if query not in self._hits_by_query:
            scope = self._cached_result("hits", self._scope_hits)
            column_query = self.index.column_query(query)
            whole = column_query == ColumnQuery()
            self._hits_by_query[query] = [
                (segment, matches if whole else matches & segment.select(column_query))
                for segment, matches in scope
            ]
        return self._hits_by_query[query]

    def _scope_hits(self) -> Hits:
        column_query = self.index.column_query(self.scope)
        return [(segment, segment.select(column_query)) for segment in self.index.segments]

    def _totals(self, key: str) -> dict[int, int]:
        """Return value → number of events of the scope that have it, leaving out zeros."""

        def count() -> dict[int, int]:
            totals: dict[int, int] = {}
            for segment, matches in self._hits(EVERYTHING):
                for pk, number in segment.totals(key, matches):
                    if number:
                        totals[pk] = totals.get(pk, 0) + number
            return totals

        return self._cached_result(("totals", key), count)

    def _slug(self, topic: int) -> str:
        name = self.index.names.names["topic"].get(topic)
        return name.value if name else ""


def _in_order(ids: Iterable[int], rows: Mapping[int, Row]) -> list[Row]:
    """Return rows in the order of `ids`, without events withdrawn since the index was updated."""
    return [rows[pk] for pk in ids if pk in rows]


def _labels(key: str) -> Callable[[Name], str]:
    """Return a function from the name of a value to its label in the filter bar."""
    if key != "source":
        return attrgetter("label")
    label = post_labels()
    return lambda name: label(name.position, name.label)


def _union_extent(extents: Iterable[tuple[int, int] | None]) -> tuple[int, int] | None:
    """Return the union of extents, from the least to the greatest end; None if there are none."""
    ends = [end for extent in extents if extent for end in extent]
    return (min(ends), max(ends)) if ends else None


def _edges(ranges: Sequence[tuple[int, int]]) -> list[int]:
    """Return the start of each of these adjoining ranges, and the end of the last one."""
    return [*(lower for lower, _ in ranges), ranges[-1][1]]


def _summed(counts: list[int] | None, more: list[int]) -> list[int]:
    return [a + b for a, b in zip(counts, more, strict=True)] if counts else more


def _overlaps(hits: Hits, key: str, values: Iterable[int]) -> dict[int, int]:
    """Return value → how many of the hits have it."""
    nothing = BitMap()
    return {
        value: sum(
            matches.intersection_cardinality(segment.values[key].get(value, nothing))
            for segment, matches in hits
        )
        for value in values
    }


def _newest_first(item: tuple[bool, Cursor]) -> tuple[bool, int, int, int]:
    is_open, cursor = item
    return is_open, -cursor.sort, -cursor.upper, -cursor.id
