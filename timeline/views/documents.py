"""`/d/…`: the documents and their posts, each with the events drawn from it. What the desk works on
is not there before readers know an event from it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render

from timeline import queries
from timeline.addresses import address
from timeline.chart.sizes import STRIP
from timeline.dates.edtf import valid_html_datetime
from timeline.drawing import marks_of
from timeline.fields import post_label
from timeline.filters import TimelineForm
from timeline.formats import jsonld
from timeline.models import Citation, Document, Post
from timeline.models.seen import readers_know
from timeline.sharing.links import absolute, at_post
from timeline.views.finding import open_page
from timeline.views.reading import for_reading
from timeline.views.rows import source
from timeline.views.unchanged import kept_while_unchanged


@for_reading
@kept_while_unchanged
def documents(request: HttpRequest) -> HttpResponse:
    """`/d/`: all documents that a published event cites."""
    listed = [
        {
            "headline": document.headline,
            "publisher": document.publisher,
            "published": document.published_on,
            "summary": document.summary,
            "url": document.get_absolute_url(),
        }
        for document in queries.cited_documents()
    ]
    context = {
        "documents": listed,
        "canonical_url": absolute(address("documents")),
        "nav": "documents",
    }
    return render(request, "timeline/documents.html", context)


@for_reading
@kept_while_unchanged
def document(request: HttpRequest, public_id: str, slug: str = "") -> HttpResponse:
    """`/d/<id>/<slug>/`: a document and its posts; `/d/<id>/` leads to it."""
    found = get_object_or_404(Document, public_id=public_id)
    cited = queries.scope(None).cited()
    if public_id not in cited and not readers_know(found):
        raise Http404(public_id)
    if slug != found.slug:
        return redirect(found, permanent=True)
    context = {
        "headline": found.headline,
        "summary": found.summary,
        "publisher": found.publisher,
        "published": found.published_on,
        "time_zone": found.time_zone,
        "url": found.url,
        "archive_url": found.archive_url,
        "posts": [
            {
                "number": post.number,
                "headline": post.headline,
                "summary": post.summary,
                "url": address("post", found.public_id, post.number),
                "event_count": cited.get(f"{found.public_id}-{post.number}", 0),
            }
            for post in found.posts.all()
        ],
        "canonical_url": absolute(found.get_absolute_url()),
        "jsonld": jsonld.document_page(found),
        **_taken_along(found.public_id),
    }
    return render(request, "timeline/document.html", {"document": context, "nav": "documents"})


@for_reading
@kept_while_unchanged
def post(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """`/d/<id>/<number>/`: a post and the events drawn from it."""
    found = get_object_or_404(
        Post.objects.select_related("document"), document__public_id=public_id, number=number
    )
    citations = queries.drawn_from(found)
    if not citations and not readers_know(found):
        raise Http404(public_id)
    siblings = found.document.posts.only("number", "headline", "document")
    context = {
        "number": found.number,
        "title": post_label(found.number, found.headline),
        "summary": found.summary,
        "publisher": found.document.publisher,
        "document": {
            "headline": found.document.headline,
            "url": found.document.get_absolute_url(),
        },
        "byline": found.byline,
        "posted": found.published_at,
        "posted_on": found.document.published_on,
        "posted_note": found.posted,
        "original_url": at_post(found),
        "chart": marks_of(citation.event for citation in citations).chart(STRIP),
        "entries": [_entry(citation) for citation in citations],
        "previous": _sibling(siblings.filter(number__lt=number).order_by("-number").first(), found),
        "next": _sibling(siblings.filter(number__gt=number).order_by("number").first(), found),
        "canonical_url": absolute(found.get_absolute_url()),
        "jsonld": jsonld.post_page(found),
        **_taken_along(f"{found.document.public_id}-{found.number}"),
    }
    return render(request, "timeline/post.html", {"post": context, "nav": "documents"})


def _taken_along(source: str) -> dict[str, Any]:
    """What the timeline's events from a source can be taken along as; nothing where it has none."""
    page = open_page(None, TimelineForm(QueryDict(f"source={source}")))
    if not page.form.is_valid() or not page.count:
        return {"card": None, "share_path": "", "ways": []}
    ways = [*page.forms.data, *page.forms.feeds]
    return {"card": page.card, "share_path": page.share_path, "ways": ways}


def _entry(citation: Citation) -> dict[str, Any]:
    """One line of the ledger: what the post wrote, what we understood, how."""
    event = citation.event
    shown = source(citation, event)
    return {
        "id": event.public_id,
        "quote": shown.quote,
        "lang": shown.lang,
        "evidence": shown.evidence,
        "date": shown.understood,
        "datetime": valid_html_datetime(event.date) or "",
        "edtf": event.date_edtf,
        "slot": event.lane.slot if event.lane else 0,
        "hollow": event.is_hollow,
        "title": event.title,
        "url": event.get_absolute_url(),
        "how": shown.how,
    }


def _sibling(other: Post | None, found: Post) -> dict[str, Any] | None:
    if other is None:
        return None
    url = address("post", found.document.public_id, other.number)
    return {"number": other.number, "title": other.headline, "url": url}
