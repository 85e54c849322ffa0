"""The list of a timeline page: its index of periods, rows under headings, the gaps between them,
the printed notes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from timeline.chart.shapes import Aside, Bin
from timeline.chart.units import Zoom
from timeline.eras import Era, Gap, eras, gaps
from timeline.filters import TimelineFilter
from timeline.models import Event, Post
from timeline.sharing.links import absolute
from timeline.stencils import Drawing, draw
from timeline.views.list_rows import dense_row, list_row
from timeline.views.rows import MOST_NAMED, NOTE, note_mark, source_label
from timeline.wording import era_title


def sections(events: Sequence[Event], query: TimelineFilter, path: str) -> SafeString:
    """The events, in list order and loaded `with_sources()`, under headings; no statement."""
    dates = [event.date for event in events]
    found = eras(dates)
    noted = {row: gap_text(gap, newest=query.newest) for row, gap in gaps(dates, found).items()}
    rows = _rows(events, query, path, list_row)
    return draw(_era(era, rows, noted) for era in found)


def _era(era: Era, rows: Sequence[str], noted: Mapping[int, str]) -> Drawing:
    """A heading with its rows and the gaps between them; a gap before the first row stands before
    the heading."""
    lines = [rows[era.start]]
    for row in range(era.start + 1, era.stop):
        if row in noted:
            lines.append(draw([Drawing("timeline/_gap.html", (), {"gap": noted[row]})]))
        lines.append(rows[row])
    values = {
        "id": f"s-{era.start}",
        "title": era_title(era.edtf),
        "gap": noted.get(era.start, ""),
        "rows": mark_safe("\n".join(lines)),  # noqa: S308 - templates' own
    }
    return Drawing("timeline/_era.html", (("count", era.stop - era.start),), values)


def dense_rows(events: Sequence[Event], query: TimelineFilter, path: str) -> SafeString:
    """The same one line an event, without headings."""
    rows = _rows(events, query, path, dense_row)
    return mark_safe("\n".join(rows))  # noqa: S308 - a template's own


def notes(events: Sequence[Event]) -> SafeString:
    """The posts that the list cites, numbered in the order in which it cites them."""
    cited_by: dict[int, Event] = {}
    counts = Counter[int]()
    for event in events:
        posts = _posts(event)
        counts.update(posts.keys())
        for pk in posts:
            cited_by.setdefault(pk, event)
    language = get_language()
    lines = (
        _note(cited_by[pk], pk, count, language).replace(note_mark(pk), str(number))
        for number, (pk, count) in enumerate(counts.items(), start=1)
    )
    return mark_safe("\n".join(lines))  # noqa: S308 - a template's own


def _note(event: Event, pk: int, count: int, language: str | None) -> str:
    """The printed note of a post that an event cites, as one of so many, with a mark for its
    number; drawn once as long as the event stays in memory."""
    key = "note", pk, count, language
    if key not in event.drawn:
        post = _posts(event)[pk]
        url = post.get_absolute_url()
        values = {
            "number": mark_safe(note_mark(pk)),  # noqa: S308 - ours
            "label": source_label(post),
            "description": post.headline,
            "url": url,
            "address": absolute(url),
        }
        event.drawn[key] = draw([Drawing("timeline/_note.html", (("count", count),), values)])
    drawn: str = event.drawn[key]
    return drawn


def periods(bins: Iterable[Bin], address: Callable[[Zoom | Aside], str]) -> SafeString:
    """Every period that the chart counts in and that holds something, with its count."""
    counts: dict[Zoom | Aside, int] = {}
    for each in sorted(bins, key=lambda each: each.hit.x):
        if not each.faded:
            counts[each.opens] = counts.get(each.opens, 0) + each.events
    return draw(
        Drawing(
            "timeline/_period.html",
            (),
            {
                "number": number,
                "url": address(opens),
                "name": _period(opens),
                "count": intcomma(count),
            },
        )
        for number, (opens, count) in enumerate(counts.items(), start=1)
    )


def _period(opens: Zoom | Aside) -> str:
    match opens:
        case Aside.EARLIER:
            return _("Begun earlier")
        case Aside.OPEN:
            return _("Open-ended")
        case zoom:
            return zoom.name


def gap_text(gap: Gap, *, newest: bool) -> str:
    """ "65 years later", or "earlier" in a list that runs back."""
    years, months = gap.years, gap.months
    if newest and years:
        return ngettext("%(n)s year earlier", "%(n)s years earlier", years) % {"n": years}
    if newest:
        return ngettext("%(n)s month earlier", "%(n)s months earlier", months) % {"n": months}
    if years:
        return ngettext("%(n)s year later", "%(n)s years later", years) % {"n": years}
    return ngettext("%(n)s month later", "%(n)s months later", months) % {"n": months}


def _rows(
    events: Sequence[Event],
    query: TimelineFilter,
    path: str,
    make: Callable[[Event, str, TimelineFilter], Drawing],
) -> list[str]:
    """The events, each drawn once as long as it stays in memory, with the numbers of this page's
    notes."""
    numbers = {str(post): str(number) for post, number in _note_numbers(events).items()}
    language = get_language()
    rows = []
    for event in events:
        is_possible = query.only_possibly(event.date_lower, event.date_upper)
        key = make, path, is_possible, language
        if key not in event.drawn:
            event.drawn[key] = NOTE.split(draw([make(event, path, query)]))
        pieces = event.drawn[key].copy()
        pieces[1::2] = [numbers[post] for post in pieces[1::2]]
        rows.append("".join(pieces))
    return rows


def _posts(event: Event) -> dict[int, Post]:
    """What its row cites, by id, in order."""
    if "posts" not in event.drawn:
        named = event.loaded_citations[:MOST_NAMED]
        event.drawn["posts"] = {citation.post_id: citation.post for citation in named}
    posts: dict[int, Post] = event.drawn["posts"]
    return posts


def _note_numbers(events: Sequence[Event]) -> dict[int, int]:
    """Post id → number of its printed source note."""
    posts = dict.fromkeys(chain.from_iterable(map(_posts, events)))
    return {post: number for number, post in enumerate(posts, start=1)}
