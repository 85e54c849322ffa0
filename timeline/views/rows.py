"""An event as the list shows it: every word chosen and every address made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from timeline.dates.edtf import valid_html_datetime
from timeline.dates.evidence import Evidence, link, words_alone
from timeline.dates.reading import Reading
from timeline.filters import EVERYTHING, TimelineFilter
from timeline.models import Citation, Document, Event, Post, Support, told_of
from timeline.sharing.lettering import has_right_to_left
from timeline.sharing.links import with_query
from timeline.views.marking import Marking
from timeline.wording import clock, day, how

#: People, and sources, that one row names. The event's own page has them all.
MOST_NAMED = 12
#: Stand in a row for the numbers of printed source notes, which are others on every page, and hold
#: the posts' ids.
NOTE = Marking()


@dataclass(frozen=True)
class Link:
    name: str
    url: str


@dataclass(frozen=True)
class Source:
    """One citation: what the source wrote, what we understood, and how."""

    label: str
    #: The label without the document, for a second citation of the same one.
    short: str
    url: str
    quote: str
    #: The language of that, where it is not the page's.
    lang: str
    evidence: Evidence
    #: The whole date of the event; "" where the source is none for it.
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
    #: Of its lane: the name, "" without a topic.
    topic: str
    slot: int
    #: See Event.is_hollow.
    hollow: bool
    possible: bool = False
    people: list[Link] = field(default_factory=list)
    place: Link | None = None
    told: str = ""
    sources: list[Source] = field(default_factory=list)
    #: How many people and sources it has beside those.
    more_people: int = 0
    more_sources: int = 0


def event_row(event: Event, path: str, *, query: TimelineFilter = EVERYTHING) -> EventRow:
    """Make the row of an event loaded by `with_sources()`, for the timeline at a path; costs no
    statement.

    An event that lies only partly in the range of the reader's query is marked.
    """
    place, people, citations = event.place, event.loaded_people, event.loaded_citations
    return replace(
        short_row(event),
        possible=query.only_possibly(event.date_lower, event.date_upper),
        people=[Link(p.name, narrowed(path, "person", p.slug)) for p in people[:MOST_NAMED]],
        place=Link(place.name, narrowed(path, "place", place.slug)) if place else None,
        told=told_of(event),
        sources=[source(citation, event) for citation in citations[:MOST_NAMED]],
        more_people=max(0, len(people) - MOST_NAMED),
        more_sources=max(0, len(citations) - MOST_NAMED),
    )


def short_row(event: Event) -> EventRow:
    """What the event itself says, without whatever it is linked to; its lane is loaded."""
    return EventRow(
        id=event.public_id,
        url=event.get_absolute_url(),
        title=event.title,
        summary=event.summary,
        date=day(event.date, event.date_tz, event.date_calendar),
        datetime=valid_html_datetime(event.date) or "",
        edtf=event.date_edtf,
        note_date=", ".join(filter(None, _beside(event))),
        topic=event.lane.name if event.lane else "",
        slot=event.lane.slot if event.lane else 0,
        hollow=event.is_hollow,
    )


def _beside(event: Event) -> Iterator[str]:
    yield clock(event.date, event.date_tz)
    if event.announced:
        yield _("announced")


def narrowed(path: str, key: str, value: str) -> str:
    """The address of a timeline narrowed to one value and nothing else."""
    return with_query(path, urlencode({key: value}))


def source(citation: Citation, event: Event) -> Source:
    """The source line of a citation, its post and document loaded."""
    reading = _read(citation, event)
    evidence = link(reading, event.date)
    dates = Support.DATE in citation.supports
    return Source(
        label=source_label(citation.post),
        short=_("post %(number)s") % {"number": citation.post.number},
        url=source_url(citation.post, event),
        quote=citation.quote,
        lang=foreign(citation.post.document),
        evidence=evidence,
        understood=event.in_words if dates else "",
        how=citation.note or (how(evidence, event.date, reading) if dates else ""),
        note=NOTE.mark(citation.post_id),
    )


def foreign(document: Document) -> str:
    """The language of what it says, where that is not the page's (WCAG 2.2, 3.1.2); "" where it
    is."""
    language, own = document.language, get_language() or ""
    return "" if language.partition("-")[0] == own.partition("-")[0] else language


def source_label(post: Post) -> str:
    """ "Live page, post 7"; its document is loaded."""
    name = {"document": isolated(post.document.short_name), "number": post.number}
    return _("%(document)s, post %(number)s") % name


def isolated(name: str) -> str:
    """Written from right to left, a name would draw the number or the date after it before it."""
    return (
        f"\N{FIRST STRONG ISOLATE}{name}\N{POP DIRECTIONAL ISOLATE}"
        if has_right_to_left(name)
        else name
    )


def source_url(post: Post, event: Event) -> str:
    """The post's page, at what was drawn from it, also where that stands on a further one."""
    return f"{post.get_absolute_url()}?event={event.public_id}#e-{event.public_id}"


def _read(citation: Citation, event: Event) -> Reading | None:
    """What the words of the passage say by themselves, where they were written, if they can be
    read."""
    post = citation.post
    zone = event.date_tz or post.document.time_zone
    return words_alone(citation.date_as_written, post.day, zone, event.date_calendar)
