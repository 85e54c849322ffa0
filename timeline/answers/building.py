"""Build a segment of columns from plain tables of numbers and words."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from timeline.answers.columns import BLOCK, Integers, Segment, Words, as_set, first_open
from timeline.models.batches import batches

Value = TypeVar("Value", int, str)
#: Number of texts tokenized at a time, which bounds the memory of the temporary position lists.
CHUNK = 50_000


class Tables(NamedTuple):
    """Events as rows (id, sort, upper, lower, importance, changed); related data by event id."""

    events: Integers
    #: (key, rows of (event id, value) in parts): all rows of a key at once would take as much
    #: memory as the columns.
    links: Iterable[tuple[str, Iterable[Integers]]]
    #: (event id, its words separated by spaces)
    texts: Iterable[tuple[int, str]]
    #: (event id, number of corrections)
    corrections: Iterable[tuple[int, int]]


def build(tables: Tables) -> Segment:
    """Sort the events into list order and turn the related data into bitmaps of positions.

    Data of events that are not in the table is ignored.
    """
    events, links, texts, corrections = tables
    columns = _columns(events)
    del tables, events  # as large as the columns: free it before the bitmaps are built
    return replace(
        columns,
        values={key: _by_value(columns, parts) for key, parts in links},
        words=Words(_postings(columns, texts)),
        corrections=_by_number(columns, corrections),
    )


def _columns(events: Integers) -> Segment:
    """Build the columns, without values, words and corrections."""
    ids, sort, upper, lower, importance, changed = events.T
    order = np.lexsort((ids, upper, sort))
    sorted_ids = _narrow(ids[order])
    by_id = _narrow(np.argsort(sorted_ids))
    in_order = sort[order]
    return Segment(
        ids=sorted_ids,
        by_id=(sorted_ids[by_id], by_id),
        sort=in_order,
        open_lower=lower[order[first_open(in_order) :]],
        importance=_by_importance(importance[order]),
        upper=upper[order],
        changed=changed[order],
        values={},
        words=Words({}),
        corrections={},
        alive=BitMap(range(len(ids))),
        latest_ends=_latest_ends(in_order, upper[order]),
    )


def _narrow(numbers: Integers) -> NDArray[np.integer]:
    """Return the numbers as 32-bit integers if they fit."""
    fits = not len(numbers) or int(numbers.max()) <= np.iinfo(np.uint32).max
    return numbers.astype(np.uint32) if fits else numbers


def _by_value(segment: Segment, parts: Iterable[Integers]) -> dict[int, BitMap]:
    bitmaps: defaultdict[int, BitMap] = defaultdict(BitMap)
    for rows in parts:
        indices, positions = segment.locate(rows[:, 0])
        values = rows[indices, 1]
        order = np.argsort(values, kind="stable")
        distinct, starts = np.unique(values[order], return_index=True)
        _before, *split = np.split(positions[order], starts)
        for value, group in zip(distinct.tolist(), split, strict=True):
            bitmaps[value] |= as_set(group)
    return _shrunk(bitmaps)


def _postings(segment: Segment, texts: Iterable[tuple[int, str]]) -> dict[str, BitMap]:
    bitmaps: defaultdict[str, BitMap] = defaultdict(BitMap)
    for chunk in batches(texts, CHUNK):
        positions_by_word: defaultdict[str, array[int]] = defaultdict(lambda: array("I"))
        indices, positions = segment.locate(np.array([row[0] for row in chunk], np.int64))
        for index, position in zip(indices.tolist(), positions.tolist(), strict=True):
            for word in chunk[index][1].split():
                positions_by_word[word].append(position)
        for word, word_positions in positions_by_word.items():
            # Not in place: |= would leave spare capacity in every container of a bitmap.
            bitmaps[word] = bitmaps[word] | BitMap(word_positions)
    return _shrunk(bitmaps)


def _shrunk(bitmaps: dict[Value, BitMap]) -> dict[Value, BitMap]:
    """Shrink bitmaps that were built part by part to the memory they need."""
    for positions in bitmaps.values():
        positions.shrink_to_fit()
    return dict(bitmaps)


def _by_number(segment: Segment, rows: Iterable[tuple[int, int]]) -> dict[int, BitMap]:
    counts = np.array(list(rows), np.int64).reshape(-1, 2)
    indices, positions = segment.locate(counts[:, 0])
    numbers = counts[indices, 1]
    return {number: as_set(positions[numbers == number]) for number in np.unique(numbers).tolist()}


def _latest_ends(sort: Integers, upper: Integers) -> Integers:
    bounded = upper[: first_open(sort)]
    if not len(bounded):
        return bounded
    ends: Integers = np.maximum.reduceat(bounded, np.arange(0, len(bounded), BLOCK))
    return ends


def _by_importance(importance: Integers) -> dict[int, BitMap]:
    ranks = sorted(np.unique(importance).tolist(), reverse=True)
    return {rank: as_set(np.flatnonzero(importance == rank)) for rank in ranks}
