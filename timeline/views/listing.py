"""The list of a timeline page: rows under headings, the gaps between them, the printed notes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from timeline.eras import Gap, eras, gaps
from timeline.filters import TimelineFilter
from timeline.models import Event, Post
from timeline.sharing.links import absolute
from timeline.views.rows import EventRow, Narrow, event_row
from timeline.wording import era_title


@dataclass(frozen=True)
class Row:
    gap: str
    event: EventRow


@dataclass(frozen=True)
class Section:
    id: str
    title: str
    count: int
    rows: list[Row]


@dataclass(frozen=True)
class Note:
    """A numbered source note of the printed page."""

    number: int
    label: str
    description: str
    url: str
    address: str
    count: int


def sections(events: Sequence[Event], query: TimelineFilter, narrow: Narrow) -> list[Section]:
    """The events, in list order and loaded `with_sources()`, under headings; no statement."""
    dates = [event.date for event in events]
    found = eras(dates)
    noted = gaps(dates, found)
    numbers = _note_numbers(events)
    rows = [
        Row(
            gap_text(noted.get(index), newest=query.newest),
            event_row(event, narrow, query=query, note_numbers=numbers),
        )
        for index, event in enumerate(events)
    ]
    return [
        Section(
            f"s-{era.start}", era_title(era.edtf), era.stop - era.start, rows[era.start : era.stop]
        )
        for era in found
    ]


def notes(events: Sequence[Event]) -> list[Note]:
    """The posts that the list cites, numbered in the order in which it cites them."""
    posts: dict[int, Post] = {}
    counts: dict[int, int] = {}
    for event in events:
        for citation in event.citations.all():
            posts[citation.post_id] = citation.post
            counts[citation.post_id] = counts.get(citation.post_id, 0) + 1
    return [
        Note(
            number=number,
            label=_("%(document)s, post %(number)s")
            % {"document": posts[pk].document.short_name, "number": posts[pk].number},
            description=posts[pk].headline,
            url=posts[pk].get_absolute_url(),
            address=absolute(posts[pk].get_absolute_url()),
            count=counts[pk],
        )
        for pk, number in _note_numbers(events).items()
    ]


def gap_text(gap: Gap | None, *, newest: bool) -> str:
    """ "65 years later", or "earlier" in a list that runs back; "" without a gap."""
    if gap is None:
        return ""
    years, months = gap.years, gap.months
    if newest and years:
        return ngettext("%(n)s year earlier", "%(n)s years earlier", years) % {"n": years}
    if newest:
        return ngettext("%(n)s month earlier", "%(n)s months earlier", months) % {"n": months}
    if years:
        return ngettext("%(n)s year later", "%(n)s years later", years) % {"n": years}
    return ngettext("%(n)s month later", "%(n)s months later", months) % {"n": months}


def _note_numbers(events: Sequence[Event]) -> dict[int, int]:
    """Post id → number of its printed source note."""
    posts = [citation.post_id for event in events for citation in event.citations.all()]
    return {post: number for number, post in enumerate(dict.fromkeys(posts), start=1)}
