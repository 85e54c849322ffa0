"""What a timeline page may ask of the events of its scope; rows are a matter of the database."""

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


class Counted(NamedTuple):
    events: int
    #: Of these, how many lie wholly within the range; None without a range.
    certain: int | None
    #: And how many the list has up to the cursor; 0 without one.
    before: int = 0


class Choice(NamedTuple):
    """One value of a list of the filter bar."""

    value: str
    label: str
    #: Events of the scope that have it, and those left if it were chosen, given the other keys.
    total: int
    left: int
    slot: int | None = None


class Headline(NamedTuple):
    """An event as a link from above a list needs it."""

    pk: int
    title: str
    public_id: str
    slug: str
    date_edtf: str
    date_tz: str
    date_calendar: str
    announced: bool
    #: Of its lane; None without a topic.
    topic: str | None
    slot: int | None


@dataclass(frozen=True)
class Facts:
    """What a whole timeline holds, before the reader's own query."""

    events: int
    #: The first event with a known beginning, and the last known end (as `date_upper`).
    first: Event | None
    latest: int | None
    posts: int
    corrections: int


def place_in_bar(
    key: str, value: str, letters: str, total: int, position: int
) -> tuple[int, str, str, int]:
    """What sorts the values of a key: topics as the desk placed them, the others with most events
    first; names by their `letters_of`, posts of the same document by their number."""
    if key == "topic":
        return position, "", value, 0
    if key == "source":
        return -total, "", document_of(value), position
    return -total, letters, value, 0


def letters_of(name: str) -> str:
    """Without case and accents: "Évelyne" stands among the Es."""
    return " ".join(words(name))


class Countable(Protocol):
    """What a chart of counts may ask of the events of a scope. Times are seconds of local wall
    time, upper exclusive."""

    def lanes(self) -> list[Lane | None]:
        """The lanes that hold anything, from top to bottom; None for events without a topic."""

    def extent(self, query: TimelineFilter) -> tuple[int, int] | None:
        """The least and the greatest sort key of bounded events; None when there are none."""

    def known_ends(self, query: TimelineFilter) -> tuple[int, int] | None:
        """The least and the greatest second of half-open events on the side that is known; None
        when there is none."""

    def histogram(self, query: TimelineFilter, ranges: Sequence[tuple[int, int]]) -> list[int]:
        """How many events in each of some adjoining ranges of sort keys."""

    def by_lane(
        self,
        query: TimelineFilter,
        ranges: Sequence[tuple[int, int]],
        ends: Sequence[int] = (),
    ) -> dict[str, list[int]]:
        """The same by lane, of those that hold any: slug → counts. With `ends`, a time for each
        range, the events alone whose date is over by then."""


class Answers(Countable, Protocol):
    """What a page of readers may ask besides."""

    @property
    def events(self) -> EventQuerySet:
        """The scope as rows."""

    def counted(self, query: TimelineFilter, cursor: Cursor | None = None) -> Counted:
        """How many events answer the query."""

    def page(self, query: TimelineFilter, cursor: Cursor | None, limit: int) -> list[Event]:
        """Rows in the order of the list, from a cursor on, `with_sources()`. Those of a page are
        others' pages' too; those of more, as a download asks for, are the caller's own."""

    def lines(self, query: TimelineFilter, cursor: Cursor | None, limit: int) -> list[Event]:
        """The same rows with their citations only, and of both what a line shows."""

    def back(self, query: TimelineFilter, cursor: Cursor, steps: int) -> Cursor | None:
        """The cursor of so many steps back: the events after it, up to and with the given one's,
        are so many. None where the list begins with them, or has fewer."""

    def changes(self, query: TimelineFilter, cursor: Cursor | None, limit: int) -> list[Cursor]:
        """The places of events in the order in which readers got to see something new, the latest
        first, from a cursor of that order on."""

    def last_changes(self, size: int) -> dict[int, datetime.datetime]:
        """When readers last got to see something new of the events of so many ids each, by the
        number of these, in order."""

    def marks(self, ids: Set[int]) -> list[Event]:
        """Rows with their lanes, in time, to be drawn."""

    def few(self, query: TimelineFilter, most: int) -> set[int] | None:
        """Primary keys of the events that answer; None where they are more than so many."""

    def foremost(self, query: TimelineFilter, limit: int) -> list[int]:
        """Primary keys of the most important events, of equally important ones the earliest."""

    def headlines(self, ids: Sequence[int]) -> list[Headline]:
        """Of some events, in this order."""

    def beside(self, lower: int, upper: int, count: int) -> list[int]:
        """Primary keys of so many bounded events before and after a stretch of time."""

    def choices(self, key: str, query: TimelineFilter, limit: int) -> list[Choice]:
        """The first values of a key that occur in the scope, in the order of the filter bar, and
        those further down that the query chooses.

        A value's count ignores the other values of its own key: OR inside a key, AND between keys.
        """

    def known(self, key: str, typed: Sequence[str]) -> dict[str, tuple[str, str]]:
        """What was typed → (canonical value, label), for the values that exist, whatever the
        scope."""

    def about(self, key: str, value: str) -> str:
        """What the desk says of a topic, a person or a place."""

    def having(self, key: str, values: Collection[str]) -> dict[str, int]:
        """How many events of the scope have each of some values, where any do."""

    def cited(self) -> dict[str, int]:
        """How many events of the scope rest on each document, by its public id, and on each post,
        by that and its number ("k3v9x2bd-7"), where any do."""

    def timelines(self) -> list[Timeline]:
        """All that is published of them, in order."""

    def facts(self) -> Facts:
        """What the scope holds altogether."""
