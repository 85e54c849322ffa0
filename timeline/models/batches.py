"""Split large collections so that each part fits into one SQL statement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")

#: Number of parameters that one statement may safely have on either database.
MOST_IDS = 10_000


def batches(items: Iterable[T], size: int = MOST_IDS) -> Iterator[list[T]]:
    """Yield lists of at most `size` items; the default suits primary keys as query parameters."""
    rest = iter(items)
    while some := list(islice(rest, size)):
        yield some
