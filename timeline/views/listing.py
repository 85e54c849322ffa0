"""The list of a timeline page: index of periods, rows under headings of eras, gap notes, and the
printed source notes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from django.conf import settings
from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from timeline.addresses import address
from timeline.answers.interface import Headline
from timeline.chart.shapes import Bin, SideColumn
from timeline.chart.units import Zoom
from timeline.dates import edtf
from timeline.eras import Era, Gap, eras, gaps
from timeline.filters import TimelineFilter
from timeline.models import Event
from timeline.sharing.links import absolute
from timeline.stencils import Drawing, draw
from timeline.views.list_rows import dense_row, list_row
from timeline.views.memoizing import memoized_by_language
from timeline.views.rows import MAX_NAMED, NOTE, source_label
from timeline.wording import active_translations, display, era_title

#: Variants of a rendered row to cache per event: each saved timeline needs one, since the row's
#: links contain its path.
MAX_CACHED_ROWS = 12
#: Placeholder for the number of a cached note.
_NUMBER = NOTE.placeholder(0)


def sections(events: Sequence[Event], query: TimelineFilter, path: str) -> SafeString:
    """Render events, in list order and loaded `with_sources()`, under headings; no SQL queries."""
    dates = [event.date for event in events]
    found = eras(dates)
    gap_texts = {row: gap_text(gap, newest=query.newest) for row, gap in gaps(dates, found).items()}
    rows = _rows(
        events,
        lambda event: (path, query.only_possibly(event.date_lower, event.date_upper)),
        lambda event: list_row(event, path, query),
    )
    return draw(_era(era, rows, gap_texts) for era in found)


def _era(era: Era, rows: Sequence[str], gap_texts: Mapping[int, str]) -> Drawing:
    """A heading with its rows and the gap notes between them. A gap before the first row is noted
    before the heading."""
    lines = [rows[era.start]]
    for row in range(era.start + 1, era.stop):
        if row in gap_texts:
            lines.append(draw([Drawing("timeline/_gap.html", (), {"gap": gap_texts[row]})]))
        lines.append(rows[row])
    values = {
        "id": f"s-{era.start}",
        "title": era_title(era.edtf),
        "gap": gap_texts.get(era.start, ""),
        "rows": mark_safe("\n".join(lines)),  # noqa: S308 - rendered by templates
    }
    return Drawing("timeline/_era.html", (("count", era.stop - era.start),), values)


def dense_rows(events: Sequence[Event]) -> SafeString:
    """Render events as one-line rows, without headings."""
    rows = _rows(events, lambda _event: (), dense_row)
    return mark_safe("\n".join(rows))  # noqa: S308 - rendered by a template


class _PostNote(NamedTuple):
    """The contents of a post's printed note."""

    label: str
    headline: str
    url: str


def notes(events: Sequence[Event]) -> SafeString:
    """Render the printed notes: the posts that the list cites, numbered by first citation."""
    language, counts = get_language(), Counter[int]()
    cited: dict[int, _PostNote] = {}
    for event in events:
        own = _post_notes(event, language)
        counts.update(own.keys())
        cited |= own
    note = _note.in_current_language()
    lines = (
        note(cited[pk], count).replace(_NUMBER, str(number))
        for number, (pk, count) in enumerate(counts.items(), start=1)
    )
    return mark_safe("\n".join(lines))  # noqa: S308 - rendered by a template


@memoized_by_language(500)
def _note(cited: _PostNote, count: int) -> str:
    """The note of a post cited by `count` events, with a placeholder for its number."""
    values = {
        "number": mark_safe(_NUMBER),  # noqa: S308 - ours
        "label": cited.label,
        "description": cited.headline,
        "url": cited.url,
        "address": absolute(cited.url),
    }
    return draw([Drawing("timeline/_note.html", (("count", count),), values)])


def best_matches(found: Iterable[Headline]) -> SafeString:
    """Render the links above the list to the best matches."""
    return draw(_best_match(match, number) for number, match in enumerate(found, start=1))


@memoized_by_language(100)
def _best_match(match: Headline, number: int) -> Drawing:
    date = edtf.parse(match.date_edtf)
    values = {
        "number": number,
        "url": address("event", match.public_id, match.slug),
        "topic": match.topic or "",
        "title": match.title,
        "date": display(date, match.date_tz, match.date_calendar),
    }
    look = ("slot", match.slot), ("hollow", match.announced or not date.is_exact)
    return Drawing("timeline/_best_match.html", look, values)


def periods(bins: Iterable[Bin], opening_url: Callable[[Zoom | SideColumn], str]) -> SafeString:
    """Render the index of periods: each non-empty period of the chart with its count."""
    counts: dict[Zoom | SideColumn, int] = {}
    for each in sorted(bins, key=lambda each: each.hit.x):
        if not each.faded:
            counts[each.target] = counts.get(each.target, 0) + each.events
    return draw(
        Drawing(
            "timeline/_period.html",
            (),
            {
                "number": number,
                "url": opening_url(opens),
                "name": _period(opens),
                "count": intcomma(count),
            },
        )
        for number, (opens, count) in enumerate(counts.items(), start=1)
    )


def _period(opens: Zoom | SideColumn) -> str:
    match opens:
        case SideColumn.EARLIER:
            return _("Begun earlier")
        case SideColumn.OPEN:
            return _("Open-ended")
        case zoom:
            return zoom.name


def gap_text(gap: Gap, *, newest: bool) -> str:
    """The text of a gap note: "65 years later", or "earlier" if the newest events come first."""
    catalog, years, months = active_translations(), gap.years, gap.months
    if newest and years:
        return catalog.ngettext("%(n)s year earlier", "%(n)s years earlier", years) % {"n": years}
    if newest:
        return catalog.ngettext("%(n)s month earlier", "%(n)s months earlier", months) % {
            "n": months
        }
    if years:
        return catalog.ngettext("%(n)s year later", "%(n)s years later", years) % {"n": years}
    return catalog.ngettext("%(n)s month later", "%(n)s months later", months) % {"n": months}


def _rows(
    events: Sequence[Event],
    look: Callable[[Event], tuple[object, ...]],
    make: Callable[[Event], Drawing],
) -> list[str]:
    """Render events as rows with this page's note numbers. Each event in memory caches its row by
    `look`, or makes it with `make`."""
    language = get_language()
    numbers = {str(post): str(number) for post, number in _note_numbers(events, language).items()}
    rows = []
    for event in events:
        key = *look(event), language
        drawn = event.render_cache.get(key)
        if drawn is None or settings.DEBUG:  # with DEBUG, changes to templates show
            drawn = NOTE.split(draw([make(event)]))
            if len(event.render_cache) >= MAX_CACHED_ROWS:
                event.render_cache.clear()
            event.render_cache[key] = drawn
        pieces = drawn.copy()
        pieces[1::2] = [numbers[post] for post in pieces[1::2]]
        rows.append("".join(pieces))
    return rows


def _post_notes(event: Event, language: str | None) -> dict[int, _PostNote]:
    """The posts that the row of an event cites, by primary key and in order."""
    key = "cited", language
    cited: dict[int, _PostNote] | None = event.render_cache.get(key)
    if cited is None:
        posts = {each.post_id: each.post for each in event.loaded_citations[:MAX_NAMED]}
        cited = event.render_cache[key] = {
            pk: _PostNote(source_label(post), post.headline, post.get_absolute_url())
            for pk, post in posts.items()
        }
    return cited


def _note_numbers(events: Sequence[Event], language: str | None) -> dict[int, int]:
    """Map the primary key of each cited post to the number of its printed note."""
    posts = dict.fromkeys(pk for event in events for pk in _post_notes(event, language))
    return {post: number for number, post in enumerate(posts, start=1)}
