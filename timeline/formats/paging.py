"""The address of the next page of data."""

from __future__ import annotations

from timeline.cursors import Cursor
from timeline.filters import TimelineFilter
from timeline.sharing.links import absolute, with_query


def page_after(cursor: Cursor | None, query: TimelineFilter, path: str) -> str | None:
    """Absolute; None where there is no further page. `path` is the address without the query."""
    return absolute(with_query(path, query.to_query(cursor))) if cursor else None
