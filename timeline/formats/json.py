"""`/events.json`: the events of a query as JSON. The shape is a public contract, see
docs/addresses.md."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils.translation import gettext as _

from timeline.dates.edtf import earliest, latest
from timeline.dates.precision import Precision
from timeline.filters import TimelineFilter
from timeline.formats.paging import page_after
from timeline.models import Citation, Event
from timeline.queries import TimelinePage
from timeline.sharing.links import absolute, passage_url


def timeline_data(
    page: TimelinePage, query: TimelineFilter, path: str, title: str = ""
) -> dict[str, Any]:
    """Return one page of a timeline. `path` is the URL path of this JSON, `title` the title of a
    saved timeline."""
    template = _("From “%(title)s”: %(query)s") if title else "%(query)s"
    return {
        "count": page.count,
        "count_is_exact": True,
        "next": page_after(page.next, query, path),
        "query": query.to_dict(),
        "description": template % {"title": title, "query": query.describe()},
        "events": [event_data(event) for event in page.events],
    }


def event_data(event: Event) -> dict[str, Any]:
    """Return an event loaded `with_sources()`. Bounds are ISO 8601 days or times, None if open."""
    date = event.date
    return {
        "id": event.public_id,
        "url": absolute(event.get_absolute_url()),
        "title": event.title,
        "summary": event.summary,
        "date": {
            "text": event.date_text,
            "edtf": event.date_edtf,
            "earliest": earliest(date),
            "latest": latest(date),
            "precision": Precision(event.date_precision).label,
            "display": event.in_words,
        },
        "topics": [topic.slug for topic in event.loaded_topics],
        "people": [person.slug for person in event.loaded_people],
        "place": event.place.slug if event.place else None,
        "citations": [citation_data(citation) for citation in event.loaded_citations],
        "corrections": event.correction_count,
        "updated": utc_second(event.changed_at),
    }


def utc_second(moment: datetime.datetime) -> str:
    """Return the moment in UTC, e.g. "2026-11-23T10:00:00Z"."""
    return moment.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def citation_data(citation: Citation) -> dict[str, Any]:
    document = citation.post.document
    return {
        "post": absolute(citation.post.get_absolute_url()),
        "document": document.headline,
        "publisher": document.publisher,
        "original": passage_url(citation),
        "quote": citation.exact,
        "supports": citation.supports,
        "date_as_written": citation.date_as_written,
        "note": citation.note,
    }
