"""Many things, a few statements."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")

#: Parameters that one statement may safely have on either database.
MOST_IDS = 10_000


def batches(items: Iterable[T], size: int = MOST_IDS) -> Iterator[list[T]]:
    """So many at a time; primary keys as many as one statement takes."""
    rest = iter(items)
    while some := list(islice(rest, size)):
        yield some
