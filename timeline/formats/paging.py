"""The URL of the next page of data."""

from __future__ import annotations

from timeline.cursors import Cursor
from timeline.filters import TimelineFilter
from timeline.sharing.links import absolute, with_query


def page_after(cursor: Cursor | None, query: TimelineFilter, path: str) -> str | None:
    """Return the absolute URL of the page after `cursor`; None without one. `path` has no query
    string."""
    return absolute(with_query(path, query.to_query(cursor))) if cursor else None
