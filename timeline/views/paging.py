"""Pagination of lists: of events by keyset, of lists of names in memory."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple
from urllib.parse import urlencode

from django.contrib.humanize.templatetags.humanize import intcomma
from django.http import HttpRequest
from django.utils.translation import gettext as _

from timeline import queries
from timeline.answers.interface import Answers
from timeline.cursors import Cursor
from timeline.fields import DAMAGED_CURSOR
from timeline.filters import TimelineFilter
from timeline.sharing.links import absolute, with_query
from timeline.views.timeline_links import TimelineLinks


@dataclass(frozen=True)
class Pager:
    """The URLs of the pages around one page of a list, and the position of this one."""

    #: URLs of this page, the first page, and the next page ("" on the last).
    current_url: str
    start_url: str
    next_url: str
    #: Finds the URL of the previous page. Called only if there is one, and only on demand.
    find_previous: Callable[[], str]
    #: Number of items on the pages before, on this one, and in total.
    before_count: int
    shown_count: int
    count: int

    @property
    def is_further(self) -> bool:
        return self.current_url != self.start_url

    @property
    def canonical_url(self) -> str:
        return absolute(self.current_url)

    @cached_property
    def previous_url(self) -> str:
        """The URL of the previous page; "" if there is none."""
        return self.find_previous() if self.is_further and self.before_count else ""

    @property
    def first_url(self) -> str:
        """The URL of the first page, unless it is this page or the previous one: then ""."""
        return self.start_url if self.is_further and self.previous_url != self.start_url else ""

    @property
    def is_past(self) -> bool:
        """Whether this page begins after the last item, which happens when items have gone."""
        return not self.shown_count and self.count > 0

    @property
    def part(self) -> str:
        """The range of items on this page, e.g. "51–100"; "" if it has all of them."""
        if self.shown_count == self.count:
            return ""
        if self.is_past:
            return "0"
        first = intcomma(self.before_count + 1)
        last = intcomma(self.before_count + self.shown_count)
        return first if self.shown_count <= 1 else f"{first}–{last}"

    @property
    def position(self) -> str:
        """The range and the total, e.g. "51–100 of 1,234"."""
        return _("%(part)s of %(all)s") % {"part": self.part, "all": intcomma(self.count)}


def event_pager(
    scope: Answers,
    query: TimelineFilter,
    cursor: Cursor | None,
    found: queries.TimelinePage,
    links: TimelineLinks,
) -> Pager:
    """The pager of the events that answer a query; `found` is the page at `cursor`."""

    def find_previous() -> str:
        size = queries.PAGE_SIZE
        start = cursor and queries.page_before(scope, query, cursor, found.before, size)
        return links.list_from(start)

    return Pager(
        current_url=links.list_from(cursor),
        start_url=links.list_from(None),
        next_url=links.list_from(found.next) if found.next else "",
        find_previous=find_previous,
        before_count=found.before,
        shown_count=len(found.events),
        count=found.count,
    )


class NamePage(NamedTuple):
    """One page of a list of names that is in memory as a whole, such as the numbers of posts."""

    names: Sequence[str]
    pager: Pager
    #: Errors in the URL; the page is then the first one.
    errors: list[str]


def paginate_names(request: HttpRequest, path: str, names: Sequence[str]) -> NamePage:
    """The page of a list that a request asks for, of the same size as pages of events. `after` is
    the last name of the previous page, and so never the last of the list."""
    after = request.GET.get("after", "")
    is_known = not after or after in names[:-1]
    start = names.index(after) + 1 if after and is_known else 0

    def url_from(start: int) -> str:
        return with_query(path, urlencode({"after": names[start - 1]}) if start > 0 else "")

    size = queries.PAGE_SIZE
    has_next = len(names) - start > size + queries.ORPHANS
    page = names[start : start + size] if has_next else names[start:]
    pager = Pager(
        current_url=url_from(start),
        start_url=path,
        next_url=url_from(start + size) if has_next else "",
        find_previous=lambda: url_from(start - size),
        before_count=start,
        shown_count=len(page),
        count=len(names),
    )
    return NamePage(page, pager, [] if is_known else [str(DAMAGED_CURSOR)])
