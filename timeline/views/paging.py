"""From page to page of a list of events."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext as _

from timeline import queries
from timeline.answers.answers import Answers
from timeline.cursors import Cursor
from timeline.filters import TimelineFilter
from timeline.views.leading import Leading


@dataclass(frozen=True)
class Pager:
    """Where one page of a list leads on and back to, and which part of it this is."""

    scope: Answers
    query: TimelineFilter
    #: Where the page begins; None for the first one.
    cursor: Cursor | None
    found: queries.TimelinePage
    leading: Leading

    @property
    def next_url(self) -> str:
        """Empty on the last page."""
        return self.leading.list_from(self.found.next) if self.found.next else ""

    @cached_property
    def previous_url(self) -> str:
        """Empty where nothing comes before this page."""
        cursor, before = self.cursor, self.found.before
        if cursor is None or not before:
            return ""
        start = queries.page_before(self.scope, self.query, cursor, before, queries.PAGE_SIZE)
        return self.leading.list_from(start)

    @property
    def first_url(self) -> str:
        """Where the page before is another one, or there is none."""
        first = self.leading.list_from(None)
        return first if self.cursor and self.previous_url != first else ""

    @property
    def part(self) -> str:
        """Which events of the list this page holds, "51–100"; empty when it holds all."""
        shown, before = len(self.found.events), self.found.before
        if shown == self.found.count:
            return ""
        first, last = intcomma(before + min(shown, 1)), intcomma(before + shown)
        return first if shown <= 1 else f"{first}–{last}"

    @property
    def position(self) -> str:
        """That, and of how many."""
        return _("%(part)s of %(all)s") % {"part": self.part, "all": intcomma(self.found.count)}
