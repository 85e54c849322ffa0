"""The interface through which a timeline page queries the events of its scope.

A scope is everything public, or what a saved timeline's query leaves of it. Whatever implements
this, rows always come from the database.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Sequence, Set
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from timeline.chart.shapes import Lane
from timeline.cursors import Cursor
from timeline.filters import TimelineFilter
from timeline.models import Event, Timeline
from timeline.models.documents import document_of
from timeline.querysets import EventQuerySet
from timeline.search.words import words


class EventCounts(NamedTuple):
    events: int
    #: How many of them lie wholly within the range; None without a range.
    certain: int | None
    #: How many of them the list has up to the cursor; 0 without one.
    before: int = 0


class Choice(NamedTuple):
    """One value of a list of the filter bar."""

    value: str
    label: str
    #: How many events of the scope have it, and how many of these the query's other keys leave.
    total: int
    left: int
    slot: int | None = None


class Headline(NamedTuple):
    """What a link to an event above a list needs."""

    pk: int
    title: str
    public_id: str
    slug: str
    date_edtf: str
    date_tz: str
    date_calendar: str
    announced: bool
    #: Name and slot of its lane; None without a topic.
    topic: str | None
    slot: int | None


@dataclass(frozen=True)
class Facts:
    """Statistics of a whole timeline, before the reader's own query."""

    events: int
    #: The first event with a known beginning, and the last known end (as `date_upper`).
    first: Event | None
    latest: int | None
    posts: int
    corrections: int


def facet_sort_key(
    key: str, value: str, name_key: str, total: int, position: int
) -> tuple[int, str, str, int]:
    """Return the sort key of a value in the filter bar: topics in the desk's order, others by
    number of events, the most first; then names by their `collation_key`, and posts by document and
    number."""
    if key == "topic":
        return position, "", value, 0
    if key == "source":
        return -total, "", document_of(value), position
    return -total, name_key, value, 0


def collation_key(name: str) -> str:
    """Return a name without case and accents, for sorting: "Évelyne" belongs among the Es."""
    return " ".join(words(name))


class Countable(Protocol):
    """The queries that a chart of counts needs. Times are seconds of local wall time, with
    exclusive upper bounds."""

    def lanes(self) -> list[Lane | None]:
        """Return the non-empty lanes, top to bottom; None stands for events without a topic."""

    def extent(self, query: TimelineFilter) -> tuple[int, int] | None:
        """Return the least and greatest sort key of the bounded events; None if there are none."""

    def known_ends(self, query: TimelineFilter) -> tuple[int, int] | None:
        """Return the least and greatest known bound of the half-open events, as a second inside
        the event; None if there are none."""

    def histogram(self, query: TimelineFilter, ranges: Sequence[tuple[int, int]]) -> list[int]:
        """Count the events in each of these adjoining ranges of sort keys."""

    def histogram_by_lane(
        self,
        query: TimelineFilter,
        ranges: Sequence[tuple[int, int]],
        ends: Sequence[int] = (),
    ) -> dict[str, list[int]]:
        """The same for each non-empty lane: slug → counts. With `ends`, one time per range, only
        events whose date ends by then are counted."""


class Answers(Countable, Protocol):
    """All queries that a reader's page needs."""

    @property
    def events(self) -> EventQuerySet:
        """The scope as a queryset."""

    def counts(self, query: TimelineFilter, cursor: Cursor | None = None) -> EventCounts:
        """Count the events that match the query."""

    def page(self, query: TimelineFilter, cursor: Cursor | None, limit: int) -> list[Event]:
        """Return rows in list order after a cursor, `with_sources()`. Rows of a page may be shared
        with other pages; those of a larger limit, as for a download, belong to the caller."""

    def lines(self, query: TimelineFilter, cursor: Cursor | None, limit: int) -> list[Event]:
        """Return the same rows with citations only, loading just the columns that a line shows."""

    def cursor_before(self, query: TimelineFilter, cursor: Cursor, steps: int) -> Cursor | None:
        """Return the cursor `steps` events before the given one: that many events follow it, up to
        and including the given one's. None if no event comes before these."""

    def changes(self, query: TimelineFilter, cursor: Cursor | None, limit: int) -> list[Cursor]:
        """Return the cursors of the events that changed visibly to readers, the latest change
        first, after a cursor of that order."""

    def last_changes(self, size: int) -> dict[int, datetime.datetime]:
        """Divide the ids into ranges of `size` and return, in order, the number of each range
        (id // size) → when one of its events last changed visibly to readers."""

    def marks(self, ids: Set[int]) -> list[Event]:
        """Return rows with their lanes, in time order, for drawing."""

    def ids_if_at_most(self, query: TimelineFilter, limit: int) -> set[int] | None:
        """Return the primary keys of the matching events; None if there are more than `limit`."""

    def most_important(self, query: TimelineFilter, limit: int) -> list[int]:
        """Return the primary keys of the most important events, the earliest first among equals."""

    def headlines(self, ids: Sequence[int]) -> list[Headline]:
        """Return the headlines of these events, in this order."""

    def nearest_ids(self, lower: int, upper: int, count: int) -> list[int]:
        """Return the primary keys of the nearest `count` bounded events before and after an
        interval."""

    def choices(self, key: str, query: TimelineFilter, limit: int) -> list[Choice]:
        """Return the first values of a key that occur in the scope, in the order of the filter bar,
        and any further down that the query has chosen.

        A value's count ignores the other values of its own key: OR inside a key, AND between keys.
        """

    def known_values(self, key: str, typed: Sequence[str]) -> dict[str, tuple[str, str]]:
        """Return what was typed → (canonical value, label) for the values that exist, inside or
        outside the scope."""

    def description(self, key: str, value: str) -> str:
        """Return the description of a topic, a person or a place."""

    def counts_by_value(self, key: str, values: Collection[str]) -> dict[str, int]:
        """Count the events of the scope that have each of these values, leaving out zeros."""

    def citation_counts(self) -> dict[str, int]:
        """Count the events of the scope that cite each document, by its public id, and each post,
        by that and its number ("k3v9x2bd-7"), leaving out zeros."""

    def timelines(self) -> list[Timeline]:
        """Return all published timelines, in order."""

    def facts(self) -> Facts:
        """Return the statistics of the scope."""
