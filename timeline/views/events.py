"""`/e/<id>/<slug>/`: one event with all its sources, and previews of unpublished events."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from timeline import queries
from timeline.addresses import address
from timeline.answers.interface import Answers
from timeline.chart.sizes import STRIP
from timeline.dates import edtf
from timeline.dates.gregorian import civil
from timeline.dates.single import SECONDS_IN_DAY
from timeline.drawing import marks_around
from timeline.formats import jsonld
from timeline.formats.description import event_description
from timeline.models import Citation, Correction, Event, Post
from timeline.sharing.links import EventUrls, absolute, passage_url, with_query
from timeline.sharing.oembed import discovery_url
from timeline.views.caching import cached_while_unchanged, state_of
from timeline.views.cards import event_card
from timeline.views.citing import citation
from timeline.views.decorators import reader_view, safe_methods_only
from timeline.views.finding import find_event, merged_or_retracted
from timeline.views.rows import (
    bidi_isolated,
    event_row,
    filtered_url,
    lang_if_foreign,
    source,
    source_label,
)
from timeline.wording import clock, day_and_month, display, precision_note, weekday


@reader_view
@cached_while_unchanged
def event(request: HttpRequest, public_id: str, slug: str = "") -> HttpResponse:
    """`/e/<id>/<slug>/`: an event, or see `gone`; `/e/<id>/` redirects to it."""
    event = find_event(public_id)
    if event is None:
        return gone(request, public_id)
    if slug != event.slug:
        return redirect(event, permanent=True)
    urls = EventUrls(event.public_id)
    context = {
        **_context(event, queries.scope(None, state_of(request))),
        "share_path": address("event-share", event.public_id),
        "ways": [*urls.data, *urls.feeds],
        "citation": citation(event),
    }
    return render(request, "timeline/event.html", {"event": context})


@safe_methods_only  # for the desk: read from the primary, which has no replication lag
def preview(request: HttpRequest, token: str) -> HttpResponse:
    """`/preview/<token>/`: an event before it is published, for anyone who was given the link."""
    event = Event.objects.with_sources().filter(preview_token=token).first()
    if event is None:
        raise Http404(token)
    target = event.merged_into or event
    if target.has_been_public:
        return redirect(target)
    # After a merge, the desk edits the other event, from where it can't revoke this link. And an
    # event that was retracted before it became public stays unseen.
    if event.merged_into_id or event.state == Event.State.RETRACTED:
        raise Http404(token)
    scope = queries.scope(None)
    context = _context(event, scope)
    cited = scope.citation_counts()
    for loaded, row in zip(event.loaded_citations, context["citations"], strict=True):
        if loaded.post.document.public_id not in cited:  # its page may be a 404 for now
            row["post_url"] = ""
    response = render(request, "timeline/preview.html", {"event": context})
    # Keep it out of search engines and caches, and its URL out of Referer headers.
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "private, no-store"
    return response


def gone(request: HttpRequest, public_id: str, name: str = "") -> HttpResponse:
    """The response for an event that is not published.

    A merged event redirects to the one it was merged into, to its URL called `name` or else to its
    page. A retracted one gives 410 with the notice. Raises Http404 for any other.
    """
    event = merged_or_retracted(public_id)
    if event.public_id != public_id:
        path = address(name, event.public_id) if name else event.get_absolute_url()
        # Keep the query string: an embed has its theme there.
        return redirect(with_query(path, request.META["QUERY_STRING"]), permanent=True)
    back = _back(queries.scope(None, state_of(request)))
    context = {"title": event.title, "history": _history(event), "back": back}
    return render(request, "timeline/gone.html", {"event": context}, status=410)


def _context(event: Event, scope: Answers) -> dict[str, Any]:
    home = address("index")
    row = event_row(event, home)
    citations = event.loaded_citations
    previous, following = queries.neighbours(event)
    people = event.loaded_people
    appearances = scope.counts_by_value("person", [person.slug for person in people])
    history = list(event.corrections.all())
    # The admin requires a citation to publish, but code doesn't: the date then has no evidence.
    date_citation = next((citation for citation in citations if citation.date_as_written), None)
    date_citation = date_citation or next(iter(citations), None)
    reading = source(date_citation, event) if date_citation else None
    date_post = _post_with_date_text(event, citations)
    marks = marks_around(event, scope)
    return {
        "title": row.title,
        "summary": row.summary,
        "description": event_description(event),
        "published": event.published_at.isoformat() if event.published_at else "",
        "modified": event.changed_at.isoformat(),
        "date": row.date,
        "datetime": row.datetime,
        "edtf": row.edtf,
        "slot": row.slot,
        "hollow": row.hollow,
        "place": row.place,
        "written": event.date_text,
        "written_in": source_label(date_post) if date_post else "",
        "written_lang": lang_if_foreign(date_post.document) if date_post else "",
        "weekday": weekday(event.date, event.date_tz, event.date_calendar),
        "clock": clock(event.date, event.date_tz),
        "precision_note": precision_note(event.date),
        "evidence": reading.evidence if reading else "",
        "how": reading.how if reading else "",
        "announced": event.announced,
        "topics": [
            {"name": t.name, "slot": t.slot, "url": filtered_url(home, "topic", t.slug)}
            for t in event.loaded_topics
        ],
        "citations": [_citation(citation, event) for citation in citations],
        "people": [
            {
                "name": person.name,
                "url": filtered_url(home, "person", person.slug),
                "count": appearances.get(person.slug, 0),
            }
            for person in people
        ],
        "same_day": _same_day(event),
        "chart": marks.chart(STRIP),
        "card": event_card(event, marks),
        "oembed_url": discovery_url(absolute(event.get_absolute_url())),
        "previous": _neighbour(previous, event),
        "next": _neighbour(following, event),
        "history": _history(event, history),
        "back": _back(scope),
        "canonical_url": absolute(event.get_absolute_url()),
        "jsonld": jsonld.event_article(event, citations, history),
    }


def _citation(citation: Citation, event: Event) -> dict[str, Any]:
    post = citation.post
    line = source(citation, event)
    return {
        "post_label": _("Post %(number)s") % {"number": post.number},
        "post_url": line.url,
        "document_label": _("%(document)s, %(date)s")
        % {
            "document": bidi_isolated(post.document.short_name),
            "date": _day(post.document.published_on),
        },
        "summary": post.summary,
        "quote": line.quote,
        "lang": line.lang,
        "evidence": line.evidence,
        "understood": line.understood,
        "how": line.how,
        "posted": post.posted,
        "original_url": passage_url(citation),
        "archive_url": post.document.archive_url,
    }


def _post_with_date_text(event: Event, citations: Sequence[Citation]) -> Post | None:
    """The cited post that contains `date_text`; None if those are the desk's words."""
    words = re.escape(event.date_text.casefold())
    whole = re.compile(rf"(?<!\w){words}(?!\w)")  # "1 June" must not match in "21 June"
    for cited in citations:
        if whole.search(f"{cited.date_as_written}\n{cited.exact}".casefold()):
            return cited.post
    return None


def _day(day: datetime.date) -> str:
    return display(edtf.parse(day.isoformat()))


def _same_day(event: Event) -> dict[str, Any] | None:
    same, more = queries.on_this_day(event)
    if len(same) < 2:
        return None
    day = datetime.date(*civil(event.date_lower // SECONDS_IN_DAY))
    return {
        "title": day_and_month(event.date),
        "day": _day(day),
        "url": with_query(address("index"), urlencode({"from": day, "to": day})),
        "more": more,
        "events": [
            {
                "year": civil(other.date_lower // SECONDS_IN_DAY)[0],
                "title": other.title,
                "url": other.get_absolute_url(),
                "slot": other.lane.slot if other.lane else 0,
                "current": other == event,
            }
            for other in same
        ],
    }


def _neighbour(other: Event | None, event: Event) -> dict[str, Any] | None:
    if other is None:
        return None
    return {
        "title": other.title,
        "url": other.get_absolute_url(),
        "date": other.in_words,
        "datetime": edtf.valid_html_datetime(other.date) or "",
        # Half-open dates are listed after all others, so a neighbour may be far away in time.
        "is_elsewhere": other.date.is_open != event.date.is_open,
    }


def _history(event: Event, corrections: list[Correction] | None = None) -> list[dict[str, Any]]:
    """The public record of an event, newest first: its corrections, then its publication."""
    entries = [
        {"at": c.at, "kind": c.get_kind_display(), "text": "", "was": c.was, "now": c.now_says}
        for c in (event.corrections.all() if corrections is None else corrections)
    ]
    if event.published_at:
        text = _("First published.")
        entries.append({"at": event.published_at, "kind": "", "text": text, "was": "", "now": ""})
    return entries


def _back(scope: Answers) -> dict[str, str]:
    whole = queries.whole_timeline(scope)
    return {"title": whole.title, "url": address("index")}
