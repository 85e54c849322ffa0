"""Rows of the event list as drawings (`timeline.stencils`)."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import ngettext

from timeline.filters import TimelineFilter
from timeline.models import Event
from timeline.stencils import Drawing
from timeline.views.rows import (
    EventRow,
    Source,
    event_row,
    lang_if_foreign,
    short_row,
    source_label,
    source_url,
)


def list_row(event: Event, path: str, query: TimelineFilter) -> Drawing:
    """The full row of an event loaded `with_sources()`, for the timeline at a path."""
    row = event_row(event, path, query=query)
    look = (
        ("slot", row.slot),
        ("hollow", row.hollow),
        ("possible", row.possible),
    )
    named = [(person.url, person.name) for person in row.people]
    if row.more_people:
        named.append((row.url, _more(row.more_people)))
    people = [
        Drawing("timeline/_tag.html", (), {"url": url, "id": f"p-{row.id}-{number}", "name": name})
        for number, (url, name) in enumerate(named, start=1)
    ]
    values = _date(row) | {
        "id": row.id,
        "url": row.url,
        "topic": row.topic,
        "title": row.title,
        "summary": row.summary,
        "correction_label": row.correction_label,
        "people": people,
        "place": row.place.name if row.place else "",
        "place_url": row.place.url if row.place else "",
        "numbers": _numbers(row.sources),
        "source": [_source(row)] if row.sources else [],
    }
    return Drawing("timeline/_row.html", look, values)


def dense_row(event: Event) -> Drawing:
    """The one-line row of an event, for dense lists."""
    row = short_row(event)
    values = _date(row) | {
        "id": row.id,
        "url": row.url,
        "topic": row.topic,
        "title": row.title,
    }
    lang = ""
    for citation in event.loaded_citations[:1]:
        post = citation.post
        lang = lang_if_foreign(post.document)
        values |= {
            "quote": citation.quote,
            "source": source_label(post),
            "source_url": source_url(post, event),
        }
    look = ("slot", row.slot), ("hollow", row.hollow), ("lang", lang)
    return Drawing("timeline/_dense_row.html", look, values)


def _date(row: EventRow) -> dict[str, object]:
    return {
        "date": _ends(row.date),
        "datetime": row.datetime,
        "edtf": row.edtf,
        "note_date": row.note_date,
    }


def _ends(date: str) -> str:
    """Let a range wrap only after its dash: "2014 – 18" at the end of a line would be misread."""
    first, dash, last = date.partition(" – ")
    return (
        format_html("<span>{}\N{NO-BREAK SPACE}–</span> <span>{}</span>", first, last)
        if dash
        else date
    )


def _numbers(sources: Sequence[Source]) -> list[Drawing]:
    """Placeholders for the numbers of the printed notes, see `rows.NOTE`."""
    return [
        Drawing(
            "timeline/_row_number.html",
            (("last", source is sources[-1]),),
            {"number": mark_safe(source.note)},  # noqa: S308 - ours
        )
        for source in sources
    ]


def _more(count: int) -> str:
    return ngettext("%(n)s more", "%(n)s more", count) % {"n": intcomma(count)}


def _source(row: EventRow) -> Drawing:
    """The first citation of an event, and links to the others."""
    source, *others = row.sources
    named = [(other.url, other.short or other.label) for other in others]
    if row.more_sources:
        named.append((row.url, _more(row.more_sources)))
    also = [
        Drawing(
            "timeline/_row_also.html",
            (("last", number == len(named)),),
            {"url": url, "id": f"s-{row.id}-{number}", "label": label},
        )
        for number, (url, label) in enumerate(named, start=1)
    ]
    look = (
        ("evidence", source.evidence.value),
        ("lang", source.lang),
        ("slot", row.slot),
        ("hollow", row.hollow),
    )
    values = {
        "id": row.id,
        "url": source.url,
        "label": source.label,
        "also": also,
        "quote": source.quote,
        "understood": source.understood,
        "how": source.how,
    }
    return Drawing("timeline/_source.html", look, values)
