"""Split large collections so that each part fits into one SQL statement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")

#: Number of parameters that one statement may safely have on either database.
MAX_IDS = 10_000


def batches(items: Iterable[T], size: int = MAX_IDS) -> Iterator[list[T]]:
    """Yield lists of at most `size` items; the default suits primary keys as query parameters."""
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch
