"""A column store of events: sorted arrays, and a posting list for everything one can filter by.

The position of an event is its index in list order: by (sort, upper, id), half-open dates last. A
posting list is a roaring bitmap of positions (https://roaringbitmap.org), so that OR and AND of any
filters cost microseconds and a page is a slice.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise, repeat
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from timeline.cursors import Cursor
from timeline.dates.edtf import OPEN_END, OPEN_SORT, OPEN_START

Integers: TypeAlias = NDArray[np.int64]
Positions: TypeAlias = NDArray[np.uint32]
_LAST_CHARACTER = chr(0x10FFFF)
#: Number of prefixes whose bitmaps are cached, each up to an eighth of a MB.
PREFIX_CACHE_SIZE = 8
#: Positions per block; a block is skipped as a whole if none of its dates ends late enough.
BLOCK = 64
#: The value of "lane" for an event without a topic.
NO_LANE = 0


@dataclass(frozen=True)
class ColumnQuery:
    """A query in terms of the columns: OR inside a key, AND between keys and words."""

    values: Mapping[str, frozenset[int]] = field(default_factory=dict)
    #: All must occur; the last one may be a prefix.
    words: tuple[str, ...] = ()
    bounds: tuple[int, int] | None = None
    #: Dates must lie wholly within the bounds instead of overlapping them.
    certain: bool = False


class Words:
    """An inverted index: word → the positions of the events that have it."""

    def __init__(self, postings: Mapping[str, BitMap]) -> None:
        self.postings = postings
        self.vocabulary = sorted(postings)
        self._prefix_cache: dict[str, BitMap] = {}

    def bitmaps(self, words: Sequence[str]) -> Iterator[BitMap]:
        """Yield one bitmap per word; the last word is a prefix."""
        *whole, prefix = words
        for word in whole:
            yield self.postings.get(word, BitMap())
        yield self._with_prefix(prefix)

    def _with_prefix(self, prefix: str) -> BitMap:
        """Events with a word that starts with the prefix; cached, as it may unite hundreds of
        posting lists."""
        bitmap = self._prefix_cache.get(prefix)
        if bitmap is None:
            start = bisect_left(self.vocabulary, prefix)
            stop = bisect_left(self.vocabulary, prefix + _LAST_CHARACTER, start)
            words = [self.postings[word] for word in self.vocabulary[start:stop]]
            bitmap = BitMap.union(BitMap(), *words)
            cache = self._prefix_cache if len(self._prefix_cache) < PREFIX_CACHE_SIZE else {}
            self._prefix_cache = cache | {prefix: bitmap}
        return bitmap


@dataclass(frozen=True, eq=False)
class Segment:
    """The columns of some events. Copies share all but `alive`, which excludes the events that a
    newer segment has."""

    ids: NDArray[np.integer]
    #: The sorted ids, and the position of each; shared by all copies of this segment.
    by_id: tuple[NDArray[np.integer], NDArray[np.integer]]
    sort: Integers
    upper: Integers
    #: When each event last changed visibly to readers, in microseconds as in `Cursor.of_change`.
    changed: Integers
    #: Lower bounds of the half-open dates, which come last; that of any other date is its sort key.
    open_lower: Integers
    #: Importance → the events that have it, the greatest importance first.
    importance: Mapping[int, BitMap]
    #: Key → value → the events that have it. Every event has exactly one "lane", perhaps NO_LANE.
    values: Mapping[str, Mapping[int, BitMap]]
    words: Words
    #: Number of corrections → the events that have that many; those without any are left out.
    corrections: Mapping[int, BitMap]
    alive: BitMap
    #: The latest upper bound in each block of bounded dates.
    latest_ends: Integers

    @cached_property
    def open_from(self) -> int:
        """The position of the first half-open date."""
        return first_open(self.sort)

    def locate(self, ids: Integers) -> tuple[Integers, NDArray[np.integer]]:
        """Return the event ids that are in this segment, as indices into `ids`, and the positions
        of these events."""
        known, order = self.by_id
        if not len(known):
            return ids[:0], ids[:0]
        at = np.minimum(np.searchsorted(known, ids), len(known) - 1)
        (indices,) = np.nonzero(known[at] == ids)
        return indices, order[at[indices]]

    def without(self, ids: Integers) -> Segment:
        """Return this segment without these events."""
        removed = as_set(self.locate(ids)[1])
        return replace(self, alive=self.alive - removed) if removed else self

    @cached_property
    def dead(self) -> BitMap:
        """The events that a newer segment has, or that are no longer public."""
        return BitMap(range(len(self.ids))) - self.alive

    def totals(self, key: str, matches: BitMap) -> Iterator[tuple[int, int]]:
        """Yield each value of a key and how many of the events have it; fastest for `alive`."""
        for value, members in self.values[key].items():
            if matches is self.alive:
                yield value, len(members) - members.intersection_cardinality(self.dead)
            else:
                yield value, members.intersection_cardinality(matches)

    # --- filtering --------------------------------------------------------------------------------

    def select(self, query: ColumnQuery) -> BitMap:
        """Return the positions of the events that match."""
        sets = [self.any_of(key, values) for key, values in query.values.items()]
        if query.words:
            sets += self.words.bitmaps(query.words)
        matches = BitMap.intersection(self.alive, *sorted(sets, key=len)) if sets else self.alive
        if query.bounds is None:
            return matches
        narrow = self.within if query.certain else self.overlapping
        return narrow(matches, *query.bounds)

    def any_of(self, key: str, values: frozenset[int]) -> BitMap:
        """Return the events that have at least one of these values of a key."""
        known = self.values[key]
        return BitMap.union(BitMap(), *(known[value] for value in values if value in known))

    def overlapping(self, matches: BitMap, lower: int, upper: int) -> BitMap:
        """Return the events whose date has any part within the bounds.

        A bounded date that begins inside does; one that begins earlier must end inside or later.
        Half-open dates, whose position says little about their bounds, are compared one by one.
        """
        start, stop = self._bounded_from(lower), self._bounded_from(upper)
        inside = matches & BitMap(range(start, stop))
        earlier = matches & as_set(self._ending_after(lower, 0, min(start, stop)))
        half_open = self._slice(matches, self.open_from, len(self.ids))
        half_open = half_open[(self._lower(half_open) < upper) & (self.upper[half_open] > lower)]
        return BitMap.union(inside, earlier, as_set(half_open))

    def within(self, matches: BitMap, lower: int, upper: int) -> BitMap:
        """Return the events whose date lies wholly within the bounds."""
        start, stop, beyond, half_open = self._within(matches, lower, upper)
        return ((matches & BitMap(range(start, stop))) - beyond) | as_set(half_open)

    def count_within(self, matches: BitMap, lower: int, upper: int) -> int:
        """Count the events of `within` without building the bitmap."""
        start, stop, beyond, half_open = self._within(matches, lower, upper)
        inside = matches.range_cardinality(start, stop) if start < stop else 0
        return inside - matches.intersection_cardinality(beyond) + len(half_open)

    def _within(
        self, matches: BitMap, lower: int, upper: int
    ) -> tuple[int, int, BitMap, Positions]:
        """Return the range of positions (start, stop) of the bounded dates that begin inside, those
        of them that end beyond, and the half-open dates inside."""
        start, stop = self._bounded_from(lower), self._bounded_from(upper)
        beyond = as_set(self._ending_after(upper, start, stop))
        half_open = self._slice(matches, self.open_from, len(self.ids))
        is_inside = (self._lower(half_open) >= lower) & (self.upper[half_open] <= upper)
        return start, stop, beyond, half_open[is_inside]

    def _ending_after(self, time: int, start: int, stop: int) -> Positions:
        """Return the bounded dates between two positions that end later than `time`. Few do, and
        blocks without any are skipped."""
        if start >= stop:
            return np.empty(0, np.uint32)
        first = start // BLOCK
        blocks = np.flatnonzero(self.latest_ends[first : -(-stop // BLOCK)] > time) + first
        positions = (blocks[:, np.newaxis] * BLOCK + np.arange(BLOCK)).ravel()
        positions = positions[(positions >= start) & (positions < stop)]
        late: Positions = positions[self.upper[positions] > time].astype(np.uint32)
        return late

    def _lower(self, half_open: Positions) -> Integers:
        lowers: Integers = self.open_lower[half_open - np.uint32(self.open_from)]
        return lowers

    def _bounded_from(self, time: int) -> int:
        """Return the position of the first bounded date that begins at `time` or later."""
        return int(np.searchsorted(self.sort[: self.open_from], time))

    @staticmethod
    def _slice(matches: BitMap, start: int, stop: int) -> Positions:
        return as_array(matches & BitMap(range(start, stop)))

    # --- ordering ---------------------------------------------------------------------------------

    def after(
        self, matches: BitMap, cursor: Cursor | None, limit: int, *, newest: bool
    ) -> list[tuple[bool, Cursor]]:
        """Return the next events in list order, each with whether its date is half-open."""
        if not newest:
            start = 0 if cursor is None else self._first_after(cursor)
            return self._forwards(matches, start, len(self.ids), limit)
        if cursor is not None and cursor.is_half_open:
            return self._backwards(matches, self.open_from, self._first_at(cursor), limit)
        stop = self.open_from if cursor is None else min(self._first_at(cursor), self.open_from)
        bounded = self._backwards(matches, 0, stop, limit)
        left = limit - len(bounded)
        return bounded + self._backwards(matches, self.open_from, len(self.ids), left)

    def before(
        self, matches: BitMap, cursor: Cursor, limit: int, *, newest: bool
    ) -> list[tuple[bool, Cursor]]:
        """Return the events in that order up to and including a cursor, the nearest first."""
        if not newest:
            return self._backwards(matches, 0, self._first_after(cursor), limit)
        at = self._first_at(cursor)
        if not cursor.is_half_open:
            return self._forwards(matches, at, self.open_from, limit)
        half_open = self._forwards(matches, max(at, self.open_from), len(self.ids), limit)
        return half_open + self._forwards(matches, 0, self.open_from, limit - len(half_open))

    def count_before(self, matches: BitMap, cursor: Cursor, *, newest: bool) -> int:
        """Count the events in that order up to and including a cursor."""
        if not newest:
            return _up_to(matches, self._first_after(cursor))
        at, bounded = self._first_at(cursor), _up_to(matches, self.open_from)
        if cursor.is_half_open:
            return bounded + len(matches) - _up_to(matches, max(at, self.open_from))
        return bounded - _up_to(matches, min(at, self.open_from))

    def _forwards(
        self, matches: BitMap, start: int, stop: int, limit: int
    ) -> list[tuple[bool, Cursor]]:
        first, last = _up_to(matches, start), _up_to(matches, stop)
        return self._cursors(matches[first : max(first, min(first + limit, last))])

    def _backwards(
        self, matches: BitMap, start: int, stop: int, limit: int
    ) -> list[tuple[bool, Cursor]]:
        first, last = _up_to(matches, start), _up_to(matches, stop)
        return self._cursors(matches[max(first, last - limit) : max(first, last)])[::-1]

    def _cursors(self, positions: BitMap) -> list[tuple[bool, Cursor]]:
        at = as_array(positions)
        columns = (self.sort[at].tolist(), self.upper[at].tolist(), self.ids[at].tolist())
        return list(zip((at >= self.open_from).tolist(), map(Cursor, *columns), strict=True))

    def _first_at(self, cursor: Cursor) -> int:
        """Return the position of the first event at or after a cursor, oldest first."""
        start = int(np.searchsorted(self.sort, cursor.sort, "left"))
        stop = int(np.searchsorted(self.sort, cursor.sort, "right"))
        run = range(start, stop)
        return start + bisect_left(
            run, cursor[1:], key=lambda at: (int(self.upper[at]), int(self.ids[at]))
        )

    def _first_after(self, cursor: Cursor) -> int:
        return self._first_at(cursor._replace(id=cursor.id + 1))

    def most_important(self, matches: BitMap, limit: int) -> list[tuple[int, int, int, int]]:
        """Return the most important events, the earliest first among equals, as tuples that sort
        that way: (-importance, sort, upper, id)."""
        chosen: list[tuple[int, int, int, int]] = []
        for importance, members in self.importance.items():
            if len(chosen) < limit:
                at = as_array((matches & members)[: limit - len(chosen)])
                columns = (column[at].tolist() for column in (self.sort, self.upper, self.ids))
                chosen += zip(repeat(-importance), *columns)
        return chosen

    def nearest(self, matches: BitMap, lower: int, upper: int, count: int) -> list[Cursor]:
        """Return the nearest `count` bounded events on either side of an interval."""
        before = self._slice(matches, 0, self._bounded_from(lower))
        before = before[self.upper[before] <= lower][-count:]
        first = self._bounded_from(upper)
        after = matches & BitMap(range(first, self.open_from))
        return [cursor for _, cursor in self._cursors(as_set(before) | after[:count])]

    # --- changes ----------------------------------------------------------------------------------

    def changes(self, matches: BitMap, cursor: Cursor | None, limit: int) -> list[Cursor]:
        """Return the cursors of the next events in the order of changes, the latest first.

        This scans all matching events, 10 ms for a million. An index in this order would be walked
        to its end for filters with few matches, or with old changes only.
        """
        positions = as_array(matches)
        changed = self.changed[positions]
        if cursor is not None:
            is_next, same = changed < cursor.sort, np.flatnonzero(changed == cursor.sort)
            is_next[same] = self.ids[positions[same]] < cursor.id
            positions, changed = positions[is_next], changed[is_next]
        if len(changed) > limit:
            is_late = changed >= np.partition(changed, -limit)[-limit]
            positions, changed = positions[is_late], changed[is_late]
        ids = self.ids[positions]
        order = np.lexsort((ids, changed))[::-1][:limit]
        return [
            Cursor(moment, moment, pk)
            for moment, pk in zip(changed[order].tolist(), ids[order].tolist(), strict=True)
        ]

    def last_changes(self, matches: BitMap, size: int) -> list[tuple[int, int]]:
        """Return (id // size, the latest change in it) for each range of ids that has any of these
        events."""
        is_found = np.zeros(len(self.ids), bool)
        is_found[as_array(matches)] = True
        ids, at = self.by_id
        here = is_found[at]
        if not here.any():
            return []
        parts, starts = np.unique(ids[here] // size, return_index=True)
        latest = np.maximum.reduceat(self.changed[at[here]], starts)
        return list(zip(parts.tolist(), latest.tolist(), strict=True))

    # --- counting ---------------------------------------------------------------------------------

    def positions_at(self, edges: Sequence[int]) -> list[int]:
        """Return the position of the first event at or after each of these sort keys."""
        at: list[int] = np.searchsorted(self.sort, np.array(edges, np.int64)).tolist()
        return at

    def ended_by(self, matches: BitMap, positions: Sequence[int], ends: Sequence[int]) -> BitMap:
        """Return the events that have ended in time; `ends` has one time for the events between
        each two successive positions."""
        ranges = zip(pairwise(positions), ends, strict=True)
        late = [as_set(self._ending_after(end, *bounds)) for bounds, end in ranges]
        return matches - BitMap.union(BitMap(), *late)

    @staticmethod
    def histogram(matches: BitMap, positions: Sequence[int]) -> list[int]:
        """Count the events between each two successive positions, by rank alone."""
        ranks = [_up_to(matches, at) for at in positions]
        return [stop - start for start, stop in pairwise(ranks)]

    def extent(self, matches: BitMap) -> tuple[int, int] | None:
        """Return the least and greatest sort key of the bounded dates."""
        bounded = _up_to(matches, self.open_from)
        if not bounded:
            return None
        return int(self.sort[matches[0]]), int(self.sort[matches[bounded - 1]])

    def known_ends(self, matches: BitMap) -> tuple[int, int] | None:
        """Return the least and greatest known bound of the half-open dates, as a second inside."""
        half_open = self._slice(matches, self.open_from, len(self.ids))
        lowers, uppers = self._lower(half_open), self.upper[half_open]
        known = np.where(lowers > OPEN_START, lowers, uppers - 1)
        known = known[(lowers > OPEN_START) | (uppers < OPEN_END)]
        return (int(known.min()), int(known.max())) if len(known) else None

    def latest(self, matches: BitMap) -> int | None:
        """Return the last known upper bound. Blocks that cannot contain it are skipped."""
        half_open = self.upper[self._slice(matches, self.open_from, len(self.ids))]
        latest = int(half_open[half_open < OPEN_END].max(initial=OPEN_START))
        for block in np.argsort(-self.latest_ends).tolist():
            if self.latest_ends[block] <= latest:
                break
            start = block * BLOCK
            here = self._slice(matches, start, min(start + BLOCK, self.open_from))
            latest = int(self.upper[here].max(initial=latest))
        return latest if latest > OPEN_START else None

    def earliest_start(self, matches: BitMap) -> tuple[int, int, int] | None:
        """Return (lower, upper, id) of the first event with a known beginning."""
        half_open = self._slice(matches, self.open_from, len(self.ids))
        lowers = self._lower(half_open)
        known = lowers > OPEN_START
        keys = []
        if known.any():
            lower = int(lowers[known].min())
            keys = [(lower, at) for at in half_open[lowers == lower].tolist()]
        if matches and matches[0] < self.open_from:
            keys.append((int(self.sort[matches[0]]), matches[0]))
        starts = ((lower, int(self.upper[at]), int(self.ids[at])) for lower, at in keys)
        return min(starts, default=None)

    def correction_total(self, matches: BitMap) -> int:
        """Return the total number of corrections of these events."""
        return sum(
            number * matches.intersection_cardinality(events)
            for number, events in self.corrections.items()
        )


def first_open(sort: Integers) -> int:
    """Return the position of the first half-open date, given the ordered sort keys."""
    return int(np.searchsorted(sort, OPEN_SORT))


def _up_to(matches: BitMap, position: int) -> int:
    """Count the events before a position."""
    return matches.rank(position - 1) if position else 0


def as_array(matches: BitMap) -> Positions:
    return np.frombuffer(matches.to_array(), np.uint32)


def as_set(positions: NDArray[np.integer]) -> BitMap:
    return BitMap(array("I", positions.astype(np.uint32).tobytes()))
