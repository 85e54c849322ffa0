"""URLs of the links on a timeline page: other queries, other ranges, other parts of the list."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from urllib.parse import urlencode

from timeline.chart.shapes import SideColumn
from timeline.chart.units import Zoom
from timeline.cursors import Cursor
from timeline.dates import edtf
from timeline.fields import ReadDate
from timeline.filters import TimelineFilter
from timeline.sharing.links import with_query


class TimelineLinks:
    """Builds the URLs of the timeline at a path, relative to a query."""

    def __init__(self, path: str, query: TimelineFilter) -> None:
        self.path, self.query = path, query
        self._opened: dict[Zoom | SideColumn, str] = {}

    def to(self, query: TimelineFilter) -> str:
        """The URL of another query."""
        return with_query(self.path, query.to_query())

    def opening(self, opens: Zoom | SideColumn) -> str:
        """The URL that a part of the chart opens: the same query with another range, or the list
        from where the events outside the range begin. Cached: the bins of all lanes share URLs."""
        if opens not in self._opened:
            self._opened[opens] = (
                self._zoomed(opens) if isinstance(opens, Zoom) else self._aside(opens)
            )
        return self._opened[opens]

    def list_from(self, cursor: Cursor | None) -> str:
        """The URL of the list from a cursor on."""
        return with_query(self.path, self.query.to_query(cursor))

    @property
    def start(self) -> Cursor | None:
        """The cursor between events that began before the reader's range and those that begin in
        it; None if the range has no start."""
        start = self.query.from_
        return Cursor.at(start.date.lower) if start else None

    @cached_property
    def _around_range(self) -> tuple[str, str]:
        """The parts of the query string before and after the range, which all zooms share."""
        anywhen = ReadDate("0", edtf.parse("0000"))
        ranged = replace(self.query, from_=anywhen, to=anywhen)
        before, _range, after = ranged.to_query().partition("from=0&to=0")
        return before.rstrip("&"), after.lstrip("&")

    def _zoomed(self, zoom: Zoom) -> str:
        before, after = self._around_range
        ends = {"from": zoom.start, "to": zoom.end}
        range_ = urlencode({key: end for key, end in ends.items() if end})
        return with_query(self.path, "&".join(filter(None, (before, range_, after))))

    def _aside(self, aside: SideColumn) -> str:
        newest = self.query.newest
        if aside is SideColumn.OPEN:
            return f"{self.list_from(Cursor.at_half_open(newest=newest))}#s-0"
        return f"{self.list_from(self.start if newest else None)}#s-0"
