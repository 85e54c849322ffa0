"""`/d/…`: documents and their posts, each with the events drawn from it. They give 404 until such
an event has been public, or readers would see what the desk is working on."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from operator import attrgetter
from typing import Any
from weakref import proxy

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from timeline import queries
from timeline.addresses import address
from timeline.answers.answers import Answers
from timeline.characters import sanitize
from timeline.chart.sizes import STRIP
from timeline.cursors import Cursor
from timeline.dates.edtf import valid_html_datetime
from timeline.drawing import matching_chart_data
from timeline.fields import CursorField, post_label
from timeline.filters import EVERYTHING, TimelineFilter, TimelineForm
from timeline.formats import jsonld
from timeline.models import Citation, Document, Post
from timeline.models.documents import source_of
from timeline.models.seen import readers_know
from timeline.sharing.links import post_url, with_query
from timeline.views.caching import cached_while_unchanged, state_of
from timeline.views.cards import timeline_card
from timeline.views.decorators import reader_view
from timeline.views.pages import Page
from timeline.views.paging import shelf, through_events
from timeline.views.rows import foreign, source
from timeline.views.timeline_links import TimelineLinks


@reader_view
@cached_while_unchanged
def documents(request: HttpRequest) -> HttpResponse:
    """`/d/`: all documents that a published event cites, paginated."""
    page = shelf(
        request,
        address("documents"),
        list(queries.cited_documents(queries.scope(None, state_of(request)))),
    )
    listed = [
        {
            "headline": document.headline,
            "lang": foreign(document),
            "publisher": document.publisher,
            "published": document.published_on,
            "summary": document.summary,
            "url": document.get_absolute_url(),
        }
        for document in Document.objects.filter(public_id__in=page.names)
    ]
    context = {
        "documents": listed,
        "pager": page.pager,
        "errors": page.errors,
        "nav": "documents",
    }
    return render(request, "timeline/documents.html", context)


@reader_view
@cached_while_unchanged
def document(request: HttpRequest, public_id: str, slug: str = "") -> HttpResponse:
    """`/d/<id>/<slug>/`: a document and its posts, paginated; `/d/<id>/` redirects to it."""
    found = get_object_or_404(Document, public_id=public_id)
    scope = queries.scope(None, state_of(request))
    cited = scope.cited()
    if public_id not in cited and not readers_know(found):
        raise Http404(public_id)
    if slug != found.slug:
        path = with_query(found.get_absolute_url(), request.META["QUERY_STRING"])
        return redirect(path, permanent=True)
    posts = list(found.posts.values_list("number", "published_at"))
    page = shelf(request, found.get_absolute_url(), [str(number) for number, _at in posts])
    context = {
        "headline": found.headline,
        "lang": foreign(found),
        "summary": found.summary,
        "description": found.summary or found.publisher,
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
                "event_count": cited.get(source_of(found.public_id, post.number), 0),
            }
            for post in found.posts.filter(number__in=page.names)
        ],
        "errors": page.errors,
        "jsonld": jsonld.document_page(found, [at for _number, at in posts]),
        **_taken_along(_drawn_from(scope, found.public_id, found.short_name)),
    }
    pages = {"document": context, "pager": page.pager, "nav": "documents"}
    return render(request, "timeline/document.html", pages)


class _Asked(forms.Form):
    """Where the event list of a post begins: at the cursor `after`, or on a page that shows the
    event whose id is `event`."""

    after = CursorField(of_changes=False)
    event = forms.CharField(required=False)

    def __init__(self, data: QueryDict, scope: Answers, found: Post) -> None:
        super().__init__(sanitize(data))
        self.scope, self.found = scope, found

    def clean_event(self) -> Cursor | None:
        public_id = self.cleaned_data["event"]
        if not public_id:
            return None
        event = queries.drawn_from(self.found, public_id)
        if event is None:
            raise forms.ValidationError(
                _(
                    "The event in this link isn’t among those drawn from this post. "
                    "You see the first page instead."
                )
            )
        query = TimelineFilter(source=(self.found.source,))
        return queries.page_with(self.scope, query, event)

    @property
    def cursor(self) -> Cursor | None:
        self.is_valid()
        return self.cleaned_data.get("after") or self.cleaned_data.get("event")


@reader_view
@cached_while_unchanged
def post(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """`/d/<id>/<number>/`: a post and the events drawn from it, paginated."""
    found = get_object_or_404(
        Post.objects.select_related("document"), document__public_id=public_id, number=number
    )
    scope = queries.scope(None, state_of(request))
    form, title = _Asked(request.GET, scope, found), post_label(found.number, found.headline)
    page = _drawn_from(scope, found.source, title, form.cursor)
    if not page.count and not readers_know(found):
        raise Http404(public_id)
    links = TimelineLinks(found.get_absolute_url(), EVERYTHING)
    pager = through_events(scope, page.filter, form.cursor, page.found, links)
    siblings = found.document.posts.only("number", "headline", "document")
    context = {
        "number": found.number,
        "title": title,
        "heading": _heading(found),
        "summary": found.summary,
        "description": found.summary or found.document.headline,
        "publisher": found.document.publisher,
        "document": {
            "headline": found.document.headline,
            "lang": foreign(found.document),
            "url": found.document.get_absolute_url(),
        },
        "byline": found.byline,
        "posted": found.published_at,
        "posted_on": found.document.published_on,
        "posted_note": found.posted,
        "original_url": post_url(found),
        "archive_url": found.document.archive_url,
        "chart": matching_chart_data(scope, page.filter).chart(STRIP),
        "entries": list(_entries(queries.passages(found, page.found.events))),
        "errors": [said for messages in form.errors.values() for said in messages],
        "previous": _sibling(siblings.filter(number__lt=number).order_by("-number").first(), found),
        "next": _sibling(siblings.filter(number__gt=number).order_by("number").first(), found),
        "jsonld": jsonld.post_page(found),
        **_taken_along(page),
    }
    # A weak proxy, for the reason given in `timelines._page`.
    pages = {"post": context, "pager": proxy(pager), "nav": "documents"}
    return render(request, "timeline/post.html", pages)


def _drawn_from(scope: Answers, source: str, name: str, after: Cursor | None = None) -> Page:
    """A timeline page of the events drawn from a source, from the cursor `after` on. The form gets
    the source as a known value, which saves an SQL query."""
    query = TimelineFilter(source=(source,)).to_query(after)
    form = TimelineForm(QueryDict(query), lambda _key, _typed: {source: (source, name)})
    return Page(queries.whole_timeline(scope), None, scope, form)


def _taken_along(page: Page) -> dict[str, Any]:
    """The card, the share link and the data formats of a source's events; empty if it has none."""
    if not page.count:
        return {"card": None, "share_path": "", "ways": []}
    ways = [*page.urls.data, *page.urls.feeds]
    return {"card": timeline_card(page), "share_path": page.share_path, "ways": ways}


def _entries(citations: list[Citation]) -> Iterator[dict[str, Any]]:
    """The rows of the ledger, one per passage. The first of each event has its id, for links."""
    for event, passages in groupby(citations, key=attrgetter("event")):
        for number, citation in enumerate(passages):
            yield {**_entry(citation), "id": "" if number else event.public_id}


def _entry(citation: Citation) -> dict[str, Any]:
    """A row of the ledger: what the post wrote, what we understood, and how."""
    event = citation.event
    shown = source(citation, event)
    return {
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


def _heading(found: Post) -> SafeString:
    label = post_label(found.number, _headline(found, found.document))
    return mark_safe(label)  # noqa: S308 - our own text, filled with escaped values


def _headline(found: Post, document: Document) -> SafeString:
    """The escaped headline, tagged with the document's language if the page's differs."""
    lang = foreign(document)
    said = escape(found.headline)
    return format_html('<span lang="{}">{}</span>', lang, said) if lang else said


def _sibling(other: Post | None, found: Post) -> dict[str, Any] | None:
    if other is None:
        return None
    url = address("post", found.document.public_id, other.number)
    return {"number": other.number, "title": _headline(other, found.document), "url": url}
