"""Feeds and their entries, independent of the format (Atom or JSON Feed)."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from timeline.models import Citation, Event, correction_label
from timeline.sharing.links import absolute, host, passage_url


@dataclass(frozen=True)
class Feed:
    """The metadata of a feed; URLs are absolute."""

    title: str
    subtitle: str
    #: The HTML page with the same events.
    page: str
    #: The first page of the feed.
    address: str
    #: This page of the feed (None if it is the first) and the next one (None if it is the last).
    here: str | None
    next: str | None


@dataclass(frozen=True)
class Entry:
    """An event as a feed gives it; all texts but `html` are plain text."""

    id: str
    url: str
    title: str
    summary: str
    html: SafeString
    published: datetime.datetime
    updated: datetime.datetime
    tags: tuple[str, ...]


def entry(event: Event) -> Entry:
    """Return the entry of an event loaded `with_sources()`."""
    return Entry(
        id=tag_uri(f"event/{event.public_id}", event.created_at),
        url=absolute(event.get_absolute_url()),
        title=event.title,
        summary=event.summary,
        html=_html(event),
        published=event.published_at or event.created_at,
        updated=event.changed_at,
        tags=tuple(topic.name for topic in event.loaded_topics),
    )


def tag_uri(name: str, made: datetime.datetime) -> str:
    """Return a tag URI (RFC 4151), an id that stays valid if the URL changes."""
    return f"tag:{host()},{made:%Y-%m-%d}:{name}"


def _html(event: Event) -> SafeString:
    """Return the date, summary, sources and notes to readers, as on the page: a date is never shown
    without its evidence."""
    parts = [format_html("<p><b>{}</b></p>", event.in_words)]
    if event.summary:
        parts.append(format_html("<p>{}</p>", event.summary))
    if sources := _sources(event.loaded_citations):
        parts.append(format_html("<ul>{}</ul>", sources))
    if text := correction_label(event):
        address = f"{absolute(event.get_absolute_url())}#corrections"
        parts.append(format_html('<p><a href="{}">{}</a></p>', address, text))
    return format_html_join("", "{}", ((part,) for part in parts))


def _sources(citations: Iterable[Citation]) -> SafeString:
    return format_html_join(
        "",
        '<li><a href="{}">{}</a></li>',
        ((passage_url(citation), quote_with_source(citation)) for citation in citations),
    )


def quote_with_source(citation: Citation) -> str:
    """Return the quote and the short name of its document."""
    return _("%(document)s: “%(quote)s”") % {
        "document": citation.post.document.short_name,
        "quote": citation.quote,
    }
