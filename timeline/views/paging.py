"""From page to page of a list."""

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
from timeline.answers.answers import Answers
from timeline.cursors import Cursor
from timeline.fields import DAMAGED
from timeline.filters import TimelineFilter
from timeline.sharing.links import absolute, with_query
from timeline.views.leading import Leading


@dataclass(frozen=True)
class Pager:
    """Where one page of a list leads on and back to, and which part of it this is."""

    #: Where this page and the first one are, and the next one, "" on the last.
    here: str
    first: str
    next_url: str
    #: Finds the page before this one. Only asked where there is one, and somebody wants to know.
    back: Callable[[], str]
    #: What is listed on the pages before, on this one, and altogether.
    before: int
    shown: int
    count: int

    @property
    def is_further(self) -> bool:
        return self.here != self.first

    @property
    def canonical_url(self) -> str:
        return absolute(self.here)

    @cached_property
    def previous_url(self) -> str:
        """Empty where nothing comes before this page."""
        return self.back() if self.is_further and self.before else ""

    @property
    def first_url(self) -> str:
        """Where the page before is another one, or there is none."""
        return self.first if self.is_further and self.previous_url != self.first else ""

    @property
    def is_past(self) -> bool:
        """Does it begin behind the last one? What was listed there may be gone."""
        return not self.shown and self.count > 0

    @property
    def part(self) -> str:
        """What this page holds, "51–100"; empty when it holds all."""
        if self.shown == self.count:
            return ""
        if self.is_past:
            return "0"
        first = intcomma(self.before + 1)
        last = intcomma(self.before + self.shown)
        return first if self.shown <= 1 else f"{first}–{last}"

    @property
    def position(self) -> str:
        """That, and of how many."""
        return _("%(part)s of %(all)s") % {"part": self.part, "all": intcomma(self.count)}


def through_events(
    scope: Answers,
    query: TimelineFilter,
    cursor: Cursor | None,
    found: queries.TimelinePage,
    leading: Leading,
) -> Pager:
    """From page to page of the events that answer a query; this one was found at a cursor."""

    def back() -> str:
        size = queries.PAGE_SIZE
        start = cursor and queries.page_before(scope, query, cursor, found.before, size)
        return leading.list_from(start)

    return Pager(
        here=leading.list_from(cursor),
        first=leading.list_from(None),
        next_url=leading.list_from(found.next) if found.next else "",
        back=back,
        before=found.before,
        shown=len(found.events),
        count=found.count,
    )


class Shelf(NamedTuple):
    """One page of a list of names that are all at hand, such as the numbers of posts."""

    names: Sequence[str]
    pager: Pager
    #: What is wrong with the address; the page is the first one then.
    errors: list[str]


def shelf(request: HttpRequest, path: str, names: Sequence[str]) -> Shelf:
    """The page of a list that a request asks for: `after` is the name that the page before it ends
    with, which the last one is not. It is as long as one of events."""
    after = request.GET.get("after", "")
    is_known = not after or after in names[:-1]
    start = names.index(after) + 1 if after and is_known else 0

    def address(start: int) -> str:
        return with_query(path, urlencode({"after": names[start - 1]}) if start > 0 else "")

    size = queries.PAGE_SIZE
    goes_on = len(names) - start > size + queries.ORPHANS
    page = names[start : start + size] if goes_on else names[start:]
    pager = Pager(
        here=address(start),
        first=path,
        next_url=address(start + size) if goes_on else "",
        back=lambda: address(start - size),
        before=start,
        shown=len(page),
        count=len(names),
    )
    return Shelf(page, pager, [] if is_known else [str(DAMAGED)])
