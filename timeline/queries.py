"""The one place that counts, facets, prefetches and pages what readers see."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Window
from django.utils.translation import gettext as _

from timeline.answers.answers import Answers, Choice, Counted, Headline
from timeline.answers.in_database import InDatabase, beyond
from timeline.answers.keeper import keeper
from timeline.answers.rows import with_sources
from timeline.cursors import Cursor
from timeline.filters import EVERYTHING, LISTS, TimelineFilter
from timeline.models import Citation, Correction, Document, Event, Post, Timeline
from timeline.models.changes import PublicState
from timeline.querysets import IN_TIME, EventQuerySet
from timeline.search.ranking import in_title
from timeline.search.words import question

PAGE_SIZE = 50
#: A last page shorter than this is not worth a click: it joins the page before it.
ORPHANS = 20
#: Events that a download holds in memory at once.
CHUNK = 500
#: Events that an embed has room for.
HIGHLIGHTS = 8
#: Best matches shown above a list, and the most important events among which they are looked for.
BEST, CANDIDATES = 3, 200
#: Values offered in one list of the filter bar; a chosen value is always among them.
FACET_SIZE = 30
#: Events of one day of the year that an event's page names.
SAME_DAY = 8
#: What one topic, person or place is asked for by.
SUBJECTS = ("topic", "person", "place")


@dataclass(frozen=True)
class TimelinePage:
    """One page of a timeline, as data."""

    events: list[Event]
    count: int
    #: Of `count`, how many lie wholly within the range; None without a range.
    certain: int | None
    #: And how many are on the pages before this one.
    before: int
    next: Cursor | None


def scope(timeline: Timeline | None, state: PublicState | None = None) -> Answers:
    """Everything public in a saved timeline, or everything public; see `Keeper.answers`."""
    saved = TimelineFilter.from_query(timeline.query) if timeline else EVERYTHING
    return keeper.answers(saved, state)


def the_whole(scope: Answers) -> Timeline:
    """The timeline that the home page is named after: the first one that leaves nothing out, or
    where there is none, one that is not saved."""
    whole = (saved for saved in scope.timelines() if not saved.query)
    return next(whole, None) or Timeline(title=_("Everything on file"))


def timeline_page(
    scope: Answers,
    query: TimelineFilter,
    cursor: Cursor | None,
    counted: Counted | None = None,
    *,
    in_lines: bool = False,
) -> TimelinePage:
    """The events of a scope that answer a query, from a cursor on, which may have been `counted`
    before; with their citations unless each gets no more than a line."""
    counted = counted or scope.counted(query, cursor)
    load = scope.lines if in_lines else scope.page
    size, most = PAGE_SIZE, PAGE_SIZE + ORPHANS
    if cursor is None:  # rows cost more than all else: none is loaded to be left out
        goes_on = counted.events > most
        rows = load(query, None, size if goes_on else most)
    else:
        rows = load(query, cursor, most + 1)
        goes_on = len(rows) > most
    following = None
    if goes_on and (rows := rows[:size]):
        following = rows[-1].cursor
    return TimelinePage(rows, counted.events, counted.certain, counted.before, following)


def page_before(
    scope: Answers, query: TimelineFilter, cursor: Cursor, before: int, size: int
) -> Cursor | None:
    """Where the page begins that ends at a cursor, so many events into the list; None for the first
    one. A statement at most."""
    return scope.back(query, cursor, size) if before > size else None


def page_with(scope: Answers, query: TimelineFilter, event: Event) -> Cursor | None:
    """Where to begin a list, oldest first, to show one of its events: with that; None where the
    first page has it. A statement at most."""
    start = event.cursor.just_before
    counted = scope.counted(query, start)
    is_first = counted.events <= PAGE_SIZE + ORPHANS or counted.before < PAGE_SIZE
    return None if is_first else start


def latest_changes(
    scope: Answers, query: TimelineFilter, cursor: Cursor | None
) -> tuple[list[Event], Cursor | None]:
    """The events of a scope that answer a query, loaded `with_sources()`, in the order in which
    readers got to see something new, the latest first, from a cursor of that order on; and where
    the next page begins. Five statements at most."""
    places = scope.changes(query, cursor, PAGE_SIZE + 1)
    page = places[:PAGE_SIZE]
    rows = {event.pk: event for event in with_sources([place.id for place in page])}
    # One may have been withdrawn just now.
    events = [rows[place.id] for place in page if place.id in rows]
    return events, page[-1] if len(places) > PAGE_SIZE else None


def every_event(
    scope: Answers, query: TimelineFilter, cursor: Cursor | None = None
) -> Iterator[Event]:
    """All events of a scope that answer a query, in order, loaded `with_sources()`; CHUNK of them
    in memory at a time, for a few statements each. Each is whole until the next is asked for."""
    while rows := scope.page(query, cursor, CHUNK):
        for row in rows:
            yield row
            # A row and its citations hold each other; Python would let go of both only when it
            # looks for such circles, by then thousands of rows later.
            for citation in row.loaded_citations:
                citation._state.fields_cache.pop("event", None)
        cursor = rows[-1].cursor


def last_changes_of(ids: range) -> Iterable[tuple[str, str, datetime.datetime]]:
    """Public id, slug and last change of the published events of some primary keys, in their order.
    One statement."""
    found = Event.objects.published().filter(pk__gte=ids.start, pk__lt=ids.stop)
    rows: QuerySet[Any, tuple[str, str, datetime.datetime]] = found.with_changed_at().values_list(
        "public_id", "slug", "changed_at"
    )
    return rows.order_by("pk")


def published_since(
    moment: datetime.datetime, most: int
) -> Iterable[tuple[str, str, str, datetime.datetime]]:
    """Public id, slug, title and moment of what was first published since, the latest first. One
    statement."""
    found = Event.objects.published().filter(published_at__gte=moment)
    rows: QuerySet[Any, tuple[str, str, str, datetime.datetime]] = found.values_list(
        "public_id", "slug", "title", "published_at"
    )
    return rows.order_by("-published_at")[:most]


def latest_corrections(cursor: Cursor | None, size: int) -> tuple[list[Correction], Cursor | None]:
    """So many corrections of events that are, or were, public, newest first, their events loaded;
    and where the next page begins. One statement."""
    corrections = _public_corrections()
    if cursor:
        at = cursor.moment
        corrections = corrections.filter(Q(at__lt=at) | Q(at=at, pk__lt=cursor.id))
    found = list(corrections.select_related("event")[: size + 1])
    page = found[:size]
    return page, Cursor.of_change(page[-1].at, page[-1].pk) if len(found) > size else None


def corrections_before(cursor: Cursor, size: int) -> Cursor | None:
    """Where the page of so many corrections begins that ends at a cursor; None for the first one.
    One statement."""
    at = cursor.moment
    newer = _public_corrections().filter(Q(at__gt=at) | Q(at=at, pk__gte=cursor.id))
    nearest_first = newer.reverse().values_list("at", "pk")
    return next((Cursor.of_change(*place) for place in nearest_first[size : size + 1]), None)


def _public_corrections() -> QuerySet[Correction]:
    public = Event.objects.published() | Event.objects.retracted()
    return Correction.objects.filter(_of_any(public))


def drawn_from(post: Post, public_id: str) -> Event | None:
    """The published event of this id, if it cites the post. One statement."""
    found: Event | None = (
        Event.objects.published().filter(public_id=public_id, citations__post=post).first()
    )
    return found


def passages(post: Post, events: Sequence[Event]) -> list[Citation]:
    """What some of the published events cite of a post, these loaded with their lanes, in time. One
    statement."""
    still_there = _of_any(Event.objects.published())
    citations = Citation.objects.filter(still_there, post=post, event__in=events)
    loaded = citations.select_related("event__lane", "post__document")
    return list(loaded.order_by(*(f"event__{column}" for column in IN_TIME), "position", "pk"))


def cited_documents(everything: Answers) -> dict[str, str]:
    """The documents that published events cite, the latest first: id → slug."""
    cited = everything.cited()
    documents = Document.objects.values_list("public_id", "slug")
    return {public_id: slug for public_id, slug in documents if public_id in cited}


def _of_any(events: EventQuerySet) -> Exists:
    """Of what hangs on events: those of these. Asked one by one, for `event__in` has SQLite list
    them first, all that are public."""
    return Exists(events.filter(pk=OuterRef("event")))


def extra_columns(scope: Answers, query: TimelineFilter) -> list[str]:
    """The names of what imports brought along with the events that answer a query, sorted. One
    statement, without them all in memory."""
    kept = query.apply(scope.events).exclude(extra={}).values_list("extra", flat=True)
    names: set[str] = set()
    for extra in kept.order_by().iterator():
        names.update(extra)
    return sorted(names)


def highlights(scope: Answers, query: TimelineFilter) -> list[Event]:
    """The most important events that answer a query, in the order of its list."""
    chosen = scope.events.filter(pk__in=scope.foremost(query, HIGHLIGHTS))
    order = TimelineFilter(newest=query.newest)
    return InDatabase(chosen).page(order, None, HIGHLIGHTS)


def best_matches(scope: Answers, query: TimelineFilter) -> list[Headline]:
    """Of the most important events that hold the words of a query, a few: those first whose titles
    say most of them. [] without words."""
    asked = question(query.q)
    if not asked:
        return []
    foremost = scope.headlines(scope.foremost(query, CANDIDATES))
    # Equal ones stay in the order of their importance.
    return sorted(foremost, key=lambda line: -in_title(asked, line.title))[:BEST]


def facets(scope: Answers, query: TimelineFilter) -> dict[str, list[Choice]]:
    """For each list key, its values in the scope with the counts that the query leaves them.

    A value's count ignores the other values of its own key (OR inside a key, AND between keys);
    values of the scope that the query empties stay, with 0, so that the list does not jump under
    the reader's hand.
    """
    return {key: _facet(key, scope, query) for key in LISTS}


def neighbours(event: Event) -> tuple[Event | None, Event | None]:
    """The published events before and after this one, in time. Two statements."""
    events = Event.objects.published()
    before = events.filter(beyond(event.cursor, "lt")).back_in_time()
    after = events.filter(beyond(event.cursor, "gt")).in_time()
    return before.first(), after.first()


def on_this_day(event: Event) -> tuple[list[Event], int]:
    """The published events of the same day of the calendar, of any year, this one included: the
    most important ones, in time; and how many more there are. One statement."""
    if event.date_month_day is None:
        return [], 0
    same = Event.objects.published().filter(date_month_day=event.date_month_day)
    others = same.exclude(pk=event.pk).annotate(of=Window(Count("pk")))
    ranked = others.select_related("lane").order_by("-importance", "date_sort", "id")
    shown: list[Any] = list(ranked[: SAME_DAY - 1])
    more = shown[0].of - len(shown) if shown else 0
    by_time = sorted([event, *shown], key=attrgetter("cursor"))
    return by_time, more


def narrowest(scope: Answers, query: TimelineFilter) -> list[tuple[str, int]]:
    """For an empty result: the filter fields to drop, and how many events each would bring back,
    most first."""
    names = [name for name in ("q", *LISTS) if getattr(query, name)]
    found = [(name, scope.counted(query.without(name)).events) for name in names]
    if query.bounds:
        found.append(("range", scope.counted(query.without("from_", "to")).events))
    return sorted(((name, n) for name, n in found if n), key=lambda pair: -pair[1])


def _facet(key: str, scope: Answers, query: TimelineFilter) -> list[Choice]:
    offered = scope.choices(key, query, FACET_SIZE)
    # What is chosen must stay in the form, or it could not be taken out again: also what has no
    # event in this scope, and a whole document, which stands among no posts.
    missing = sorted(set(query.values(key)) - {each.value for each in offered})
    return offered + [
        Choice(value, query.label(key, value), 0, _left(key, value, scope, query))
        for value in missing
    ]


def _left(key: str, value: str, scope: Answers, query: TimelineFilter) -> int:
    """How many events the query leaves a value that is not among those of the scope."""
    return scope.counted(query.with_values(key, [value])).events if key == "source" else 0


def about(scope: Answers, query: TimelineFilter) -> str:
    """What the desk says of the topic, person or place that alone is asked for; "" for any other
    query. One statement, if that."""
    pairs = replace(query, newest=False).pairs()
    if len(pairs) != 1 or pairs[0][0] not in SUBJECTS:
        return ""
    return scope.about(*pairs[0])
