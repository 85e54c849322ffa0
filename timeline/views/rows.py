"""The view model of an event in a list: all its texts and URLs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from timeline.dates.edtf import valid_html_datetime
from timeline.dates.evidence import Evidence, evidence_of, reading_of_words
from timeline.dates.reading import Reading
from timeline.filters import EVERYTHING, TimelineFilter
from timeline.models import Citation, Document, Event, Post, Support, correction_label
from timeline.sharing.links import with_query
from timeline.sharing.text_layout import has_right_to_left
from timeline.views.placeholders import Placeholders
from timeline.wording import clock, day, explanation

#: Most people, and most sources, that a row names. The event's own page has all of them.
MAX_NAMED = 12
#: Placeholders in a cached row for the numbers of the printed source notes, which differ from page
#: to page. They contain the primary keys of the posts.
NOTE = Placeholders()


@dataclass(frozen=True)
class Link:
    name: str
    url: str


@dataclass(frozen=True)
class Source:
    """A citation: what the source wrote, what we understood, and how."""

    label: str
    #: The label without the document, for further citations.
    short: str
    url: str
    quote: str
    #: The language of the quote if it is not the page's, else "".
    lang: str
    evidence: Evidence
    #: The full date of the event; "" if the citation does not support the date.
    understood: str
    how: str
    #: See NOTE.
    note: str


@dataclass(frozen=True)
class EventRow:
    id: str
    url: str
    title: str
    summary: str
    date: str
    datetime: str
    edtf: str
    note_date: str
    #: The name of its lane; "" without a topic.
    topic: str
    slot: int
    #: See Event.is_hollow.
    hollow: bool
    possible: bool = False
    people: list[Link] = field(default_factory=list)
    place: Link | None = None
    correction_label: str = ""
    sources: list[Source] = field(default_factory=list)
    #: Number of further people and sources.
    more_people: int = 0
    more_sources: int = 0


def event_row(event: Event, path: str, *, query: TimelineFilter = EVERYTHING) -> EventRow:
    """The row of an event loaded `with_sources()`, for the timeline at a path. Costs no queries.

    `possible` is set if the event may, but need not, lie in the range of the reader's query.
    """
    place, people, citations = event.place, event.loaded_people, event.loaded_citations
    return replace(
        short_row(event),
        possible=query.only_possibly(event.date_lower, event.date_upper),
        people=[Link(p.name, filtered_url(path, "person", p.slug)) for p in people[:MAX_NAMED]],
        place=Link(place.name, filtered_url(path, "place", place.slug)) if place else None,
        correction_label=correction_label(event),
        sources=[source(citation, event) for citation in citations[:MAX_NAMED]],
        more_people=max(0, len(people) - MAX_NAMED),
        more_sources=max(0, len(citations) - MAX_NAMED),
    )


def short_row(event: Event) -> EventRow:
    """The row without people, place and sources, of an event loaded with its lane."""
    return EventRow(
        id=event.public_id,
        url=event.get_absolute_url(),
        title=event.title,
        summary=event.summary,
        date=day(event.date, event.date_tz, event.date_calendar),
        datetime=valid_html_datetime(event.date) or "",
        edtf=event.date_edtf,
        note_date=", ".join(filter(None, _date_notes(event))),
        topic=event.lane.name if event.lane else "",
        slot=event.lane.slot if event.lane else 0,
        hollow=event.is_hollow,
    )


def _date_notes(event: Event) -> Iterator[str]:
    yield clock(event.date, event.date_tz)
    if event.announced:
        yield _("announced")


def filtered_url(path: str, key: str, value: str) -> str:
    """The URL of the timeline at a path, filtered by one value only."""
    return with_query(path, urlencode({key: value}))


def source(citation: Citation, event: Event) -> Source:
    """The source line of a citation loaded with its post and document."""
    reading = _reading_of(citation, event)
    evidence = evidence_of(reading, event.date)
    supports_date = Support.DATE in citation.supports
    return Source(
        label=source_label(citation.post),
        short=_("post %(number)s") % {"number": citation.post.number},
        url=source_url(citation.post, event),
        quote=citation.quote,
        lang=lang_if_foreign(citation.post.document),
        evidence=evidence,
        understood=event.in_words if supports_date else "",
        how=citation.note or (explanation(evidence, event.date, reading) if supports_date else ""),
        note=NOTE.placeholder(citation.post_id),
    )


def lang_if_foreign(document: Document) -> str:
    """The document's language for `lang` attributes (WCAG 2.2, 3.1.2); "" if it is the page's."""
    language, page_language = document.language, get_language() or ""
    return "" if language.partition("-")[0] == page_language.partition("-")[0] else language


def source_label(post: Post) -> str:
    """The label of a post loaded with its document, e.g. "Live page, post 7"."""
    name = {"document": bidi_isolated(post.document.short_name), "number": post.number}
    return _("%(document)s, post %(number)s") % name


def bidi_isolated(name: str) -> str:
    """Put a right-to-left name in bidi isolates, or a number or date after it would precede it."""
    return (
        f"\N{FIRST STRONG ISOLATE}{name}\N{POP DIRECTIONAL ISOLATE}"
        if has_right_to_left(name)
        else name
    )


def source_url(post: Post, event: Event) -> str:
    """The URL of the event's entry on the post's page. `event` selects the page of its list."""
    return f"{post.get_absolute_url()}?event={event.public_id}#e-{event.public_id}"


def _reading_of(citation: Citation, event: Event) -> Reading | None:
    """The date as written in the passage, read on its own as of the post's day; None if
    unreadable."""
    post = citation.post
    zone = event.date_tz or post.document.time_zone
    return reading_of_words(citation.date_as_written, post.day, zone, event.date_calendar)
