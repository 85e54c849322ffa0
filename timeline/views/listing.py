"""The list of a timeline page: rows under headings, the gaps between them, the printed notes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from timeline.eras import Gap, eras, gaps
from timeline.filters import TimelineFilter
from timeline.models import Event, Post
from timeline.sharing.links import absolute
from timeline.views.rows import NOTE, event_row
from timeline.wording import era_title


@dataclass(frozen=True)
class Row:
    gap: str
    html: SafeString


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


def sections(
    events: Sequence[Event], query: TimelineFilter, path: str, template: str
) -> list[Section]:
    """The events, in list order and loaded `with_sources()`, under headings, each drawn by a
    template; no statement."""
    dates = [event.date for event in events]
    found = eras(dates)
    noted = gaps(dates, found)
    numbers = {str(post): str(number) for post, number in _note_numbers(events).items()}
    rows = [
        Row(
            gap_text(noted.get(index), newest=query.newest),
            mark_safe(  # noqa: S308 - a template's own
                NOTE.sub(lambda note: numbers[note[1]], _drawn(event, query, path, template))
            ),
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
    found = []
    for pk, number in _note_numbers(events).items():
        post = posts[pk]
        name = {"document": post.document.short_name, "number": post.number}
        label, url = _("%(document)s, post %(number)s") % name, post.get_absolute_url()
        found.append(Note(number, label, post.headline, url, absolute(url), counts[pk]))
    return found


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


def _drawn(event: Event, query: TimelineFilter, path: str, template: str) -> str:
    """The row of an event, for any page of the timeline at a path: drawn once, as long as the event
    stays in memory."""
    is_possible = query.only_possibly(event.date_lower, event.date_upper)
    key = template, path, is_possible, get_language()
    if key not in event.drawn:
        row = event_row(event, path, query=query)
        event.drawn[key] = get_template(template).render({"event": row})
    drawn: str = event.drawn[key]
    return drawn


def _note_numbers(events: Sequence[Event]) -> dict[int, int]:
    """Post id → number of its printed source note."""
    posts = [citation.post_id for event in events for citation in event.citations.all()]
    return {post: number for number, post in enumerate(dict.fromkeys(posts), start=1)}
