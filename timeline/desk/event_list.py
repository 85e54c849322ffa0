"""The admin's list of events, as fast for a million events as for sixty."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.views.main import ChangeList
from django.db.models import F
from django.http import HttpRequest

from timeline.querysets import CHRONOLOGICAL

#: The fraction of the results, counted from either end, within which walking an index in the list's
#: order reaches a page sooner than scanning all events and sorting the matches.
NEAR_FRACTION = 1 / 10


class EventChangeList(ChangeList):
    """Selects only the primary keys of a page first, then loads just those rows in full."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        keys = self._keys() if self.result_count else []
        # Don't repeat the filters: the keys suffice, and the planner might prefer another path.
        rows = self.apply_select_related(self.root_queryset.filter(pk__in=keys))
        self.result_list = rows.order_by(*self.queryset.query.order_by)

    def _keys(self) -> list[int]:
        """Return the primary keys of the page, in any order."""
        rows, count = self.result_list, self.result_count
        if not self.multi_page:
            rows = rows.order_by()
        else:
            start, stop = rows.query.low_mark, rows.query.high_mark
            if count - start <= NEAR_FRACTION * count:
                rows = self.queryset.reverse()[count - stop : count - start]
            elif self.queryset.query.where and stop > NEAR_FRACTION * count:
                order = map(_unindexed, self.queryset.query.order_by)
                rows = self.queryset.order_by(*order)[start:stop]
        return list(rows.values_list("pk", flat=True))


def _unindexed(part: Any) -> Any:
    """Return an equivalent ordering that no index can serve.

    Without statistics, the database walks along an index rather than sort, however few of the
    events on the way match.
    """
    name = str(part).removeprefix("-")
    if name not in CHRONOLOGICAL:
        return part
    number = F(name) + 0
    return number.desc() if str(part).startswith("-") else number.asc()
