"""The address of the next page of data."""

from __future__ import annotations

from timeline.cursors import Cursor
from timeline.filters import TimelineFilter
from timeline.sharing.links import absolute, with_query


def page_after(cursor: Cursor | None, query: TimelineFilter, path: str) -> str | None:
    """Absolute; None where there is no further page. `path` is the address without the query."""
    if cursor is None:
        return None
    pairs = filter(None, [query.to_query(), f"after={cursor.encode()}"])
    return absolute(with_query(path, "&".join(pairs)))
