"""The one place that counts, facets, prefetches and paginates what readers see."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Window
from django.utils.translation import gettext as _

from timeline.answers.in_database import InDatabase, keyset_condition
from timeline.answers.interface import Answers, Choice, EventCounts, Headline
from timeline.answers.keeper import keeper
from timeline.answers.rows import with_sources
from timeline.cursors import Cursor
from timeline.filters import EVERYTHING, LISTS, TimelineFilter
from timeline.models import Citation, Correction, Document, Event, Post, Timeline
from timeline.models.changes import PublicState
from timeline.querysets import CHRONOLOGICAL, EventQuerySet
from timeline.search.ranking import title_score
from timeline.search.words import search_terms

PAGE_SIZE = 50
#: A last page of at most this many events is not worth a click: it joins the page before it.
ORPHANS = 20
#: Events that a download holds in memory at a time.
CHUNK = 500
#: Events that an embed has room for.
MAX_HIGHLIGHTS = 8
#: Best matches shown above a list, and how many of the most important events they are picked from.
MAX_BEST_MATCHES, MATCH_CANDIDATES = 3, 200
#: Values offered in one list of the filter bar; a chosen value is always among them.
FACET_SIZE = 30
#: Events of the same day of the year that an event's page lists.
MAX_SAME_DAY = 8
#: The keys whose values have a description.
SUBJECTS = ("topic", "person", "place")


@dataclass(frozen=True)
class TimelinePage:
    """One page of a timeline, as data."""

    events: list[Event]
    count: int
    #: How many of them lie wholly within the range; None without a range.
    certain: int | None
    #: How many of them are on earlier pages.
    before: int
    next: Cursor | None


def scope(timeline: Timeline | None, state: PublicState | None = None) -> Answers:
    """Return the public events of a saved timeline, or all of them; see `Keeper.answers`."""
    saved = TimelineFilter.from_query(timeline.query) if timeline else EVERYTHING
    return keeper.answers(saved, state)


def whole_timeline(scope: Answers) -> Timeline:
    """Return the timeline that names the home page: the first one without a query, else an unsaved
    one."""
    whole = (saved for saved in scope.timelines() if not saved.query)
    return next(whole, None) or Timeline(title=_("Everything on file"))


def timeline_page(
    scope: Answers,
    query: TimelineFilter,
    cursor: Cursor | None,
    counts: EventCounts | None = None,
    *,
    in_lines: bool = False,
) -> TimelinePage:
    """Return a page of the events of a scope that match a query, after a cursor. Passing `counts`
    saves counting again; `in_lines` loads only what a line for each event needs."""
    counts = counts or scope.counts(query, cursor)
    load = scope.lines if in_lines else scope.page
    size, limit = PAGE_SIZE, PAGE_SIZE + ORPHANS
    if cursor is None:  # rows cost most: load exactly those that are shown
        has_more = counts.events > limit
        rows = load(query, None, size if has_more else limit)
    else:
        rows = load(query, cursor, limit + 1)
        has_more = len(rows) > limit
    next_cursor = None
    if has_more and (rows := rows[:size]):
        next_cursor = rows[-1].cursor
    return TimelinePage(rows, counts.events, counts.certain, counts.before, next_cursor)


def page_before(
    scope: Answers, query: TimelineFilter, cursor: Cursor, before: int, size: int
) -> Cursor | None:
    """Return the cursor after which the previous page begins; None if it is the first one. It ends
    at `cursor`, up to which there are `before` events. Costs one query at most."""
    return scope.cursor_before(query, cursor, size) if before > size else None


def page_with(scope: Answers, query: TimelineFilter, event: Event) -> Cursor | None:
    """Return the cursor with which a list, oldest first, begins with this event; None if the first
    page has it. Costs one query at most."""
    start = event.cursor.just_before
    counts = scope.counts(query, start)
    is_first = counts.events <= PAGE_SIZE + ORPHANS or counts.before < PAGE_SIZE
    return None if is_first else start


def latest_changes(
    scope: Answers, query: TimelineFilter, cursor: Cursor | None
) -> tuple[list[Event], Cursor | None]:
    """Return a page of the matching events of a scope, loaded `with_sources()`, the latest visible
    change first, after a cursor of that order; and the cursor of the next page. Costs five queries
    at most."""
    cursors = scope.changes(query, cursor, PAGE_SIZE + 1)
    page = cursors[:PAGE_SIZE]
    rows = {event.pk: event for event in with_sources([changed.id for changed in page])}
    # An event may have been withdrawn in the meantime.
    events = [rows[changed.id] for changed in page if changed.id in rows]
    return events, page[-1] if len(cursors) > PAGE_SIZE else None


def every_event(
    scope: Answers, query: TimelineFilter, cursor: Cursor | None = None
) -> Iterator[Event]:
    """Yield all matching events of a scope in order, loaded `with_sources()`.

    CHUNK of them are in memory at a time, which costs a few queries each. Use an event before
    taking the next one: its citations lose their `event` then.
    """
    while rows := scope.page(query, cursor, CHUNK):
        for row in rows:
            yield row
            # A row and its citations form a reference cycle. Break it, as the garbage collector
            # would free them only thousands of rows later.
            for citation in row.loaded_citations:
                citation._state.fields_cache.pop("event", None)
        cursor = rows[-1].cursor


def last_changes_of(ids: range) -> Iterable[tuple[str, str, datetime.datetime]]:
    """Return public id, slug and last change of the published events in a range of primary keys, in
    this order. Costs one query."""
    found = Event.objects.published().filter(pk__gte=ids.start, pk__lt=ids.stop)
    rows: QuerySet[Any, tuple[str, str, datetime.datetime]] = found.with_changed_at().values_list(
        "public_id", "slug", "changed_at"
    )
    return rows.order_by("pk")


def published_since(
    moment: datetime.datetime, limit: int
) -> Iterable[tuple[str, str, str, datetime.datetime]]:
    """Return public id, slug, title and time of first publication of the events published since
    `moment`, the latest `limit` of them, latest first. Costs one query."""
    found = Event.objects.published().filter(published_at__gte=moment)
    rows: QuerySet[Any, tuple[str, str, str, datetime.datetime]] = found.values_list(
        "public_id", "slug", "title", "published_at"
    )
    return rows.order_by("-published_at")[:limit]


def latest_corrections(cursor: Cursor | None, size: int) -> tuple[list[Correction], Cursor | None]:
    """Return a page of corrections of events that are or were public, newest first and with their
    events loaded, and the cursor of the next page. Costs one query."""
    corrections = _public_corrections()
    if cursor:
        at = cursor.moment
        corrections = corrections.filter(Q(at__lt=at) | Q(at=at, pk__lt=cursor.id))
    found = list(corrections.select_related("event")[: size + 1])
    page = found[:size]
    return page, Cursor.of_change(page[-1].at, page[-1].pk) if len(found) > size else None


def corrections_before(cursor: Cursor, size: int) -> Cursor | None:
    """Return the cursor after which the previous page of `size` corrections begins, which ends at
    `cursor`; None if that is the first one. Costs one query."""
    at = cursor.moment
    newer = _public_corrections().filter(Q(at__gt=at) | Q(at=at, pk__gte=cursor.id))
    nearest_first = newer.reverse().values_list("at", "pk")
    return next((Cursor.of_change(*values) for values in nearest_first[size : size + 1]), None)


def _public_corrections() -> QuerySet[Correction]:
    public = Event.objects.published() | Event.objects.retracted()
    return Correction.objects.filter(_belongs_to_any(public))


def event_citing(post: Post, public_id: str) -> Event | None:
    """Return the published event with this id if it cites the post. Costs one query."""
    found: Event | None = (
        Event.objects.published().filter(public_id=public_id, citations__post=post).first()
    )
    return found


def passages(post: Post, events: Sequence[Event]) -> list[Citation]:
    """Return the citations of a post by those of these events that are published, in time order and
    with their events and lanes loaded. Costs one query."""
    is_published = _belongs_to_any(Event.objects.published())
    citations = Citation.objects.filter(is_published, post=post, event__in=events)
    loaded = citations.select_related("event__lane", "post__document")
    return list(
        loaded.order_by(*(f"event__{column}" for column in CHRONOLOGICAL), "position", "pk")
    )


def cited_documents(everything: Answers) -> dict[str, str]:
    """Return public id → slug of the documents that published events cite, the latest first."""
    counts = everything.citation_counts()
    documents = Document.objects.values_list("public_id", "slug")
    return {public_id: slug for public_id, slug in documents if public_id in counts}


def _belongs_to_any(events: EventQuerySet) -> Exists:
    """The condition that a related row belongs to one of these events. A correlated subquery, as
    with `event__in` SQLite would first materialize the list of all public events."""
    return Exists(events.filter(pk=OuterRef("event")))


def extra_columns(scope: Answers, query: TimelineFilter) -> list[str]:
    """Return the sorted names of the extra columns that imports kept with the matching events.
    Costs one query, whose rows are not all in memory at a time."""
    extras = query.apply(scope.events).exclude(extra={}).values_list("extra", flat=True)
    names: set[str] = set()
    for extra in extras.order_by().iterator():
        names.update(extra)
    return sorted(names)


def highlights(scope: Answers, query: TimelineFilter) -> list[Event]:
    """Return the most important events that match a query, in list order."""
    chosen = scope.events.filter(pk__in=scope.most_important(query, MAX_HIGHLIGHTS))
    order = TimelineFilter(newest=query.newest)
    return InDatabase(chosen).page(order, None, MAX_HIGHLIGHTS)


def best_matches(scope: Answers, query: TimelineFilter) -> list[Headline]:
    """Return a few of the most important events that match a query, those first whose titles
    contain most of its words. [] if it has no words."""
    terms = search_terms(query.q)
    if not terms:
        return []
    headlines = scope.headlines(scope.most_important(query, MATCH_CANDIDATES))
    # The sort is stable: equal scores stay in order of importance.
    return sorted(headlines, key=lambda line: -title_score(terms, line.title))[:MAX_BEST_MATCHES]


def facets(scope: Answers, query: TimelineFilter) -> dict[str, list[Choice]]:
    """Return the choices for each list key: its values in the scope with counts under the query.

    A value's count ignores the other values of its own key (OR inside a key, AND between keys).
    Values left without events stay, with a count of 0, so that the list doesn't jump while the
    reader uses it.
    """
    return {key: _facet(key, scope, query) for key in LISTS}


def neighbours(event: Event) -> tuple[Event | None, Event | None]:
    """Return the published events before and after this one in time. Costs two queries."""
    events = Event.objects.published()
    before = events.filter(keyset_condition(event.cursor, "lt")).reverse_chronological()
    after = events.filter(keyset_condition(event.cursor, "gt")).chronological()
    return before.first(), after.first()


def on_this_day(event: Event) -> tuple[list[Event], int]:
    """Return this event and the most important others of the same month and day in any year, in
    time order, and how many more there are. Costs one query."""
    if event.date_month_day is None:
        return [], 0
    same = Event.objects.published().filter(date_month_day=event.date_month_day)
    others = same.exclude(pk=event.pk).annotate(of=Window(Count("pk")))
    ranked = others.select_related("lane").order_by("-importance", "date_sort", "id")
    top: list[Any] = list(ranked[: MAX_SAME_DAY - 1])
    more = top[0].of - len(top) if top else 0
    by_time = sorted([event, *top], key=attrgetter("cursor"))
    return by_time, more


def filters_to_drop(scope: Answers, query: TimelineFilter) -> list[tuple[str, int]]:
    """For an empty result, return the fields of the query to drop and how many events dropping each
    would bring back, the most first."""
    names = [name for name in ("q", *LISTS) if getattr(query, name)]
    counts = [(name, scope.counts(query.without(name)).events) for name in names]
    if query.bounds:
        counts.append(("range", scope.counts(query.without("from_", "to")).events))
    return sorted(((name, n) for name, n in counts if n), key=lambda pair: -pair[1])


def _facet(key: str, scope: Answers, query: TimelineFilter) -> list[Choice]:
    offered = scope.choices(key, query, FACET_SIZE)
    # Every chosen value must stay in the form, or it could not be removed: also one without events
    # in this scope, and a whole document, which is not among the posts offered.
    missing = sorted(set(query.values(key)) - {choice.value for choice in offered})
    return offered + [
        Choice(value, query.label(key, value), 0, _count_left(key, value, scope, query))
        for value in missing
    ]


def _count_left(key: str, value: str, scope: Answers, query: TimelineFilter) -> int:
    """Count the events that the query leaves for a chosen value that is not among the choices. Only
    a whole document can have any."""
    return scope.counts(query.with_values(key, [value])).events if key == "source" else 0


def subject_description(scope: Answers, query: TimelineFilter) -> str:
    """Return the description of the topic, person or place if a query asks for just one; "" for any
    other query. Costs one query at most."""
    pairs = replace(query, newest=False).pairs()
    if len(pairs) != 1 or pairs[0][0] not in SUBJECTS:
        return ""
    return scope.description(*pairs[0])
