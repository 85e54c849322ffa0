"""Events as columns: sorted arrays, and sets of positions for whatever can be chosen.

The position of an event is its place in the order of the list: (sort, upper, id), half-open dates
last. A set of positions is a roaring bitmap (https://roaringbitmap.org), so that OR and AND of any
choices cost microseconds and a page is a slice.
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
_AFTER_ANY_LETTER = chr(0x10FFFF)
#: Beginnings of words whose events are kept, of up to an eighth of a MB each.
MOST_BEGUN = 8
#: Positions that are looked at, or passed over, at once: as many as hold a long interval or none.
BLOCK = 64
#: The lane of an event without a topic.
NO_LANE = 0


@dataclass(frozen=True)
class Wanted:
    """A query in the terms of the columns: OR inside a key, AND between keys and words."""

    values: Mapping[str, frozenset[int]] = field(default_factory=dict)
    #: All must occur, the last one at least as a beginning.
    words: tuple[str, ...] = ()
    bounds: tuple[int, int] | None = None
    #: Wholly within the bounds, instead of overlapping them.
    certain: bool = False


class Words:
    """Word → the positions of the events that have it."""

    def __init__(self, postings: Mapping[str, BitMap]) -> None:
        self.postings = postings
        self.vocabulary = sorted(postings)
        self._begun: dict[str, BitMap] = {}

    def having(self, words: Sequence[str]) -> Iterator[BitMap]:
        """One set a word; the last word is a prefix."""
        *whole, prefix = words
        for word in whole:
            yield self.postings.get(word, BitMap())
        yield self._beginning(prefix)

    def _beginning(self, prefix: str) -> BitMap:
        """Those that have a word that begins so: two letters may begin hundreds of words."""
        found = self._begun.get(prefix)
        if found is None:
            start = bisect_left(self.vocabulary, prefix)
            stop = bisect_left(self.vocabulary, prefix + _AFTER_ANY_LETTER, start)
            words = [self.postings[word] for word in self.vocabulary[start:stop]]
            found = BitMap.union(BitMap(), *words)
            known = self._begun if len(self._begun) < MOST_BEGUN else {}
            self._begun = known | {prefix: found}
        return found


@dataclass(frozen=True, eq=False)
class Segment:
    """Some events. It never changes but for `alive`, which leaves out what a newer one holds."""

    ids: NDArray[np.integer]
    #: The ids in order, and where each is; sorted once for all that follow from this segment.
    by_id: tuple[NDArray[np.integer], NDArray[np.integer]]
    sort: Integers
    upper: Integers
    #: When readers last got to see something new of each, in microseconds as cursors count them.
    changed: Integers
    #: The beginnings of the half-open dates, which are the last; of others it is the sort key.
    open_lower: Integers
    #: Importance → the events that have it, the greatest first.
    importance: Mapping[int, BitMap]
    #: Key → value → the events that have it; each has one lane, or NO_LANE.
    values: Mapping[str, Mapping[int, BitMap]]
    words: Words
    #: Number of corrections → the events that have so many, where they have any.
    corrections: Mapping[int, BitMap]
    alive: BitMap
    #: The latest end of each block of bounded dates.
    latest_ends: Integers

    @cached_property
    def open_from(self) -> int:
        """The position of the first half-open date."""
        return first_open(self.sort)

    def locate(self, ids: Integers) -> tuple[Integers, NDArray[np.integer]]:
        """Which of some event ids are here, as indices into `ids`, and at which positions."""
        known, order = self.by_id
        if not len(known):
            return ids[:0], ids[:0]
        at = np.minimum(np.searchsorted(known, ids), len(known) - 1)
        (here,) = np.nonzero(known[at] == ids)
        return here, order[at[here]]

    def without(self, ids: Integers) -> Segment:
        """The same, with these events left out."""
        gone = as_set(self.locate(ids)[1])
        return replace(self, alive=self.alive - gone) if gone else self

    @cached_property
    def dead(self) -> BitMap:
        """What a newer segment holds."""
        return BitMap(range(len(self.ids))) - self.alive

    def totals(self, key: str, found: BitMap) -> Iterator[tuple[int, int]]:
        """Values, and how many of some events have each; quickest for all that are alive."""
        for value, members in self.values[key].items():
            if found is self.alive:
                yield value, len(members) - members.intersection_cardinality(self.dead)
            else:
                yield value, members.intersection_cardinality(found)

    # --- which events -----------------------------------------------------------------------------

    def select(self, wanted: Wanted) -> BitMap:
        """The positions of the events that answer."""
        sets = [self.any_of(key, values) for key, values in wanted.values.items()]
        if wanted.words:
            sets += self.words.having(wanted.words)
        found = BitMap.intersection(self.alive, *sorted(sets, key=len)) if sets else self.alive
        if wanted.bounds is None:
            return found
        narrow = self.within if wanted.certain else self.overlapping
        return narrow(found, *wanted.bounds)

    def any_of(self, key: str, values: frozenset[int]) -> BitMap:
        """Those that have one of some values of a key at least."""
        known = self.values[key]
        return BitMap.union(BitMap(), *(known[value] for value in values if value in known))

    def overlapping(self, found: BitMap, lower: int, upper: int) -> BitMap:
        """Those whose date has any part within the bounds.

        A bounded date that begins inside does; one that begins earlier must end inside or after;
        half-open dates, whose place in the order says little, are looked at one by one.
        """
        start, stop = self._bounded_from(lower), self._bounded_from(upper)
        inside = found & BitMap(range(start, stop))
        earlier = found & as_set(self._ending_after(lower, 0, min(start, stop)))
        opened = self._slice(found, self.open_from, len(self.ids))
        opened = opened[(self._lower(opened) < upper) & (self.upper[opened] > lower)]
        return BitMap.union(inside, earlier, as_set(opened))

    def within(self, found: BitMap, lower: int, upper: int) -> BitMap:
        """Those whose date lies in the bounds with all its parts."""
        start, stop, beyond, opened = self._within(found, lower, upper)
        return ((found & BitMap(range(start, stop))) - beyond) | as_set(opened)

    def count_within(self, found: BitMap, lower: int, upper: int) -> int:
        """How many these are, without the set of them."""
        start, stop, beyond, opened = self._within(found, lower, upper)
        inside = found.range_cardinality(start, stop) if start < stop else 0
        return inside - found.intersection_cardinality(beyond) + len(opened)

    def _within(self, found: BitMap, lower: int, upper: int) -> tuple[int, int, BitMap, Positions]:
        """Where bounded dates begin inside, those of them that end beyond, and the half-open dates
        inside."""
        start, stop = self._bounded_from(lower), self._bounded_from(upper)
        beyond = as_set(self._ending_after(upper, start, stop))
        opened = self._slice(found, self.open_from, len(self.ids))
        is_inside = (self._lower(opened) >= lower) & (self.upper[opened] <= upper)
        return start, stop, beyond, opened[is_inside]

    def _ending_after(self, time: int, start: int, stop: int) -> Positions:
        """The bounded dates from one position to another that end later than a time: few do, and
        blocks without any are passed over."""
        if start >= stop:
            return np.empty(0, np.uint32)
        first = start // BLOCK
        blocks = np.flatnonzero(self.latest_ends[first : -(-stop // BLOCK)] > time) + first
        positions = (blocks[:, np.newaxis] * BLOCK + np.arange(BLOCK)).ravel()
        positions = positions[(positions >= start) & (positions < stop)]
        late: Positions = positions[self.upper[positions] > time].astype(np.uint32)
        return late

    def _lower(self, opened: Positions) -> Integers:
        found: Integers = self.open_lower[opened - np.uint32(self.open_from)]
        return found

    def _bounded_from(self, time: int) -> int:
        """The position of the first bounded date that begins then or later."""
        return int(np.searchsorted(self.sort[: self.open_from], time))

    @staticmethod
    def _slice(found: BitMap, start: int, stop: int) -> Positions:
        return as_array(found & BitMap(range(start, stop)))

    # --- in which order ---------------------------------------------------------------------------

    def after(
        self, found: BitMap, place: Cursor | None, limit: int, *, newest: bool
    ) -> list[tuple[bool, Cursor]]:
        """The next events in the order of the list, each with whether its date is half-open."""
        if not newest:
            start = 0 if place is None else self._first_beyond(place)
            return self._forwards(found, start, len(self.ids), limit)
        if place is not None and place.is_half_open:
            return self._backwards(found, self.open_from, self._first_at(place), limit)
        stop = self.open_from if place is None else min(self._first_at(place), self.open_from)
        bounded = self._backwards(found, 0, stop, limit)
        left = limit - len(bounded)
        return bounded + self._backwards(found, self.open_from, len(self.ids), left)

    def before(
        self, found: BitMap, place: Cursor, limit: int, *, newest: bool
    ) -> list[tuple[bool, Cursor]]:
        """The events in that order up to a place, the one in it included, the nearest first."""
        if not newest:
            return self._backwards(found, 0, self._first_beyond(place), limit)
        at = self._first_at(place)
        if not place.is_half_open:
            return self._forwards(found, at, self.open_from, limit)
        opened = self._forwards(found, max(at, self.open_from), len(self.ids), limit)
        return opened + self._forwards(found, 0, self.open_from, limit - len(opened))

    def count_before(self, found: BitMap, place: Cursor, *, newest: bool) -> int:
        """How many of some events that order has up to a place, the one in it included."""
        if not newest:
            return _up_to(found, self._first_beyond(place))
        at, bounded = self._first_at(place), _up_to(found, self.open_from)
        if place.is_half_open:
            return bounded + len(found) - _up_to(found, max(at, self.open_from))
        return bounded - _up_to(found, min(at, self.open_from))

    def _forwards(
        self, found: BitMap, start: int, stop: int, limit: int
    ) -> list[tuple[bool, Cursor]]:
        first, last = _up_to(found, start), _up_to(found, stop)
        return self._places(found[first : max(first, min(first + limit, last))])

    def _backwards(
        self, found: BitMap, start: int, stop: int, limit: int
    ) -> list[tuple[bool, Cursor]]:
        first, last = _up_to(found, start), _up_to(found, stop)
        return self._places(found[max(first, last - limit) : max(first, last)])[::-1]

    def _places(self, positions: BitMap) -> list[tuple[bool, Cursor]]:
        at = as_array(positions)
        columns = (self.sort[at].tolist(), self.upper[at].tolist(), self.ids[at].tolist())
        return list(zip((at >= self.open_from).tolist(), map(Cursor, *columns), strict=True))

    def _first_at(self, place: Cursor) -> int:
        """The position of the first event that is not before a place."""
        start = int(np.searchsorted(self.sort, place.sort, "left"))
        stop = int(np.searchsorted(self.sort, place.sort, "right"))
        run = range(start, stop)
        return start + bisect_left(
            run, place[1:], key=lambda at: (int(self.upper[at]), int(self.ids[at]))
        )

    def _first_beyond(self, place: Cursor) -> int:
        return self._first_at(place._replace(id=place.id + 1))

    def foremost(self, found: BitMap, limit: int) -> list[tuple[int, int, int, int]]:
        """The most important first, of equally important ones the earliest: of each its rank, the
        lower the more important, and its place."""
        chosen: list[tuple[int, int, int, int]] = []
        for importance, members in self.importance.items():
            if len(chosen) < limit:
                at = as_array((found & members)[: limit - len(chosen)])
                columns = (column[at].tolist() for column in (self.sort, self.upper, self.ids))
                chosen += zip(repeat(-importance), *columns)
        return chosen

    def nearest(self, found: BitMap, lower: int, upper: int, count: int) -> list[Cursor]:
        """So many bounded events that end before a stretch of time, and that begin after it."""
        before = self._slice(found, 0, self._bounded_from(lower))
        before = before[self.upper[before] <= lower][-count:]
        first = self._bounded_from(upper)
        after = found & BitMap(range(first, self.open_from))
        return [place for _, place in self._places(as_set(before) | after[:count])]

    # --- as they change ---------------------------------------------------------------------------

    def changes(self, found: BitMap, place: Cursor | None, limit: int) -> list[Cursor]:
        """The places of the next events in the order of changes, the latest first.

        All that answer are looked at, ten milliseconds for a million: a list in this order would be
        walked to its end for what is rare, or was all changed long ago.
        """
        positions = as_array(found)
        changed = self.changed[positions]
        if place is not None:
            is_next, same = changed < place.sort, np.flatnonzero(changed == place.sort)
            is_next[same] = self.ids[positions[same]] < place.id
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

    def last_changes(self, found: BitMap, size: int) -> list[tuple[int, int]]:
        """The number of each so many ids that any of some events have, and the last moment that one
        of these changed."""
        is_found = np.zeros(len(self.ids), bool)
        is_found[as_array(found)] = True
        ids, at = self.by_id
        here = is_found[at]
        if not here.any():
            return []
        parts, starts = np.unique(ids[here] // size, return_index=True)
        latest = np.maximum.reduceat(self.changed[at[here]], starts)
        return list(zip(parts.tolist(), latest.tolist(), strict=True))

    # --- how many ---------------------------------------------------------------------------------

    def positions_at(self, edges: Sequence[int]) -> list[int]:
        """The positions of the first events at or after some sort keys."""
        at: list[int] = np.searchsorted(self.sort, np.array(edges, np.int64)).tolist()
        return at

    def over_by(self, found: BitMap, positions: Sequence[int], ends: Sequence[int]) -> BitMap:
        """Those of some events that are over by an end: one for what is between each two
        positions."""
        stretches = zip(pairwise(positions), ends, strict=True)
        late = [as_set(self._ending_after(end, *stretch)) for stretch, end in stretches]
        return found - BitMap.union(BitMap(), *late)

    @staticmethod
    def histogram(found: BitMap, positions: Sequence[int]) -> list[int]:
        """How many events between each two positions; counted without listing them."""
        ranks = [_up_to(found, at) for at in positions]
        return [stop - start for start, stop in pairwise(ranks)]

    def extent(self, found: BitMap) -> tuple[int, int] | None:
        """The least and the greatest sort key of bounded dates."""
        bounded = _up_to(found, self.open_from)
        if not bounded:
            return None
        return int(self.sort[found[0]]), int(self.sort[found[bounded - 1]])

    def known_ends(self, found: BitMap) -> tuple[int, int] | None:
        """The least and the greatest second of half-open dates on the side that is known."""
        opened = self._slice(found, self.open_from, len(self.ids))
        lowers, uppers = self._lower(opened), self.upper[opened]
        known = np.where(lowers > OPEN_START, lowers, uppers - 1)
        known = known[(lowers > OPEN_START) | (uppers < OPEN_END)]
        return (int(known.min()), int(known.max())) if len(known) else None

    def latest(self, found: BitMap) -> int | None:
        """The last known end. Blocks that cannot hold it are passed over."""
        opened = self.upper[self._slice(found, self.open_from, len(self.ids))]
        latest = int(opened[opened < OPEN_END].max(initial=OPEN_START))
        for block in np.argsort(-self.latest_ends).tolist():
            if self.latest_ends[block] <= latest:
                break
            start = block * BLOCK
            here = self._slice(found, start, min(start + BLOCK, self.open_from))
            latest = int(self.upper[here].max(initial=latest))
        return latest if latest > OPEN_START else None

    def first_begun(self, found: BitMap) -> tuple[int, int, int] | None:
        """(lower, upper, id) of the first event with a known beginning."""
        opened = self._slice(found, self.open_from, len(self.ids))
        lowers = self._lower(opened)
        known = lowers > OPEN_START
        keys = []
        if known.any():
            lower = int(lowers[known].min())
            keys = [(lower, at) for at in opened[lowers == lower].tolist()]
        if found and found[0] < self.open_from:
            keys.append((int(self.sort[found[0]]), found[0]))
        begun = ((lower, int(self.upper[at]), int(self.ids[at])) for lower, at in keys)
        return min(begun, default=None)

    def corrected(self, found: BitMap) -> int:
        """How often some events were corrected."""
        return sum(
            number * found.intersection_cardinality(events)
            for number, events in self.corrections.items()
        )


def first_open(sort: Integers) -> int:
    """Where the half-open dates begin, of sort keys in order."""
    return int(np.searchsorted(sort, OPEN_SORT))


def _up_to(found: BitMap, position: int) -> int:
    """How many of some events stand before a position."""
    return found.rank(position - 1) if position else 0


def as_array(found: BitMap) -> Positions:
    return np.frombuffer(found.to_array(), np.uint32)


def as_set(positions: NDArray[np.integer]) -> BitMap:
    return BitMap(array("I", positions.astype(np.uint32).tobytes()))
