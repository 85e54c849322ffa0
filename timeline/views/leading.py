"""Where a page of a timeline leads: to other queries, ranges, and places in its list."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from urllib.parse import urlencode

from timeline.chart.shapes import Aside
from timeline.chart.units import Zoom
from timeline.cursors import Cursor
from timeline.dates import edtf
from timeline.fields import ReadDate
from timeline.filters import TimelineFilter
from timeline.sharing.links import with_query


class Leading:
    """Addresses of the timeline at a path, beginning with this query."""

    def __init__(self, path: str, query: TimelineFilter) -> None:
        self.path, self.query = path, query
        self._opened: dict[Zoom | Aside, str] = {}

    def to(self, query: TimelineFilter) -> str:
        """Another query."""
        return with_query(self.path, query.to_query())

    def opening(self, opens: Zoom | Aside) -> str:
        """This one with another range, or from that place in the list on where what stands beside
        the range begins; the bins of all lanes share theirs."""
        if opens not in self._opened:
            self._opened[opens] = (
                self._zoomed(opens) if isinstance(opens, Zoom) else self._aside(opens)
            )
        return self._opened[opens]

    def list_from(self, cursor: Cursor | None) -> str:
        """The list from a place on."""
        return with_query(self.path, self.query.to_query(cursor))

    @property
    def start(self) -> Cursor | None:
        """The place in the list between what began before the reader's range and what begins in
        it; None where the range has no beginning."""
        start = self.query.from_
        return Cursor.at(start.date.lower) if start else None

    @cached_property
    def _around_range(self) -> tuple[str, str]:
        """What stands before and after the range in the queries of all zooms."""
        anywhen = ReadDate("0", edtf.parse("0000"))
        ranged = replace(self.query, from_=anywhen, to=anywhen)
        before, _range, after = ranged.to_query().partition("from=0&to=0")
        return before.rstrip("&"), after.lstrip("&")

    def _zoomed(self, zoom: Zoom) -> str:
        before, after = self._around_range
        ends = {"from": zoom.start, "to": zoom.end}
        range_ = urlencode({key: end for key, end in ends.items() if end})
        return with_query(self.path, "&".join(filter(None, (before, range_, after))))

    def _aside(self, aside: Aside) -> str:
        newest = self.query.newest
        if aside is Aside.OPEN:
            return f"{self.list_from(Cursor.at_half_open(newest=newest))}#s-0"
        return f"{self.list_from(self.start if newest else None)}#s-0"
