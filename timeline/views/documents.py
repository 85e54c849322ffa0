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
from timeline.answers.interface import Answers
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
from timeline.models.visibility import is_known_to_readers
from timeline.sharing.links import post_url, with_query
from timeline.views.caching import cached_while_unchanged, state_of
from timeline.views.cards import timeline_card
from timeline.views.decorators import reader_view
from timeline.views.pages import Page
from timeline.views.paging import event_pager, paginate_names
from timeline.views.rows import lang_if_foreign, source
from timeline.views.timeline_links import TimelineLinks


@reader_view
@cached_while_unchanged
def documents(request: HttpRequest) -> HttpResponse:
    """`/d/`: all documents that a published event cites, paginated."""
    page = paginate_names(
        request,
        address("documents"),
        list(queries.cited_documents(queries.scope(None, state_of(request)))),
    )
    listed = [
        {
            "headline": document.headline,
            "lang": lang_if_foreign(document),
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
    document = get_object_or_404(Document, public_id=public_id)
    scope = queries.scope(None, state_of(request))
    cited = scope.citation_counts()
    if public_id not in cited and not is_known_to_readers(document):
        raise Http404(public_id)
    if slug != document.slug:
        path = with_query(document.get_absolute_url(), request.META["QUERY_STRING"])
        return redirect(path, permanent=True)
    posts = list(document.posts.values_list("number", "published_at"))
    page = paginate_names(
        request, document.get_absolute_url(), [str(number) for number, _at in posts]
    )
    context = {
        "headline": document.headline,
        "lang": lang_if_foreign(document),
        "summary": document.summary,
        "description": document.summary or document.publisher,
        "publisher": document.publisher,
        "published": document.published_on,
        "time_zone": document.time_zone,
        "url": document.url,
        "archive_url": document.archive_url,
        "posts": [
            {
                "number": post.number,
                "headline": post.headline,
                "summary": post.summary,
                "url": address("post", document.public_id, post.number),
                "event_count": cited.get(source_of(document.public_id, post.number), 0),
            }
            for post in document.posts.filter(number__in=page.names)
        ],
        "errors": page.errors,
        "jsonld": jsonld.document_page(document, [at for _number, at in posts]),
        **_sharing_context(_events_page(scope, document.public_id, document.short_name)),
    }
    pages = {"document": context, "pager": page.pager, "nav": "documents"}
    return render(request, "timeline/document.html", pages)


class _PostForm(forms.Form):
    """Where the event list of a post begins: at the cursor `after`, or on a page that shows the
    event whose id is `event`."""

    after = CursorField(of_changes=False)
    event = forms.CharField(required=False)

    def __init__(self, data: QueryDict, scope: Answers, post: Post) -> None:
        super().__init__(sanitize(data))
        self.scope, self.post = scope, post

    def clean_event(self) -> Cursor | None:
        public_id = self.cleaned_data["event"]
        if not public_id:
            return None
        event = queries.event_citing(self.post, public_id)
        if event is None:
            raise forms.ValidationError(
                _(
                    "The event in this link isn’t among those drawn from this post. "
                    "You see the first page instead."
                )
            )
        query = TimelineFilter(source=(self.post.source,))
        return queries.page_with(self.scope, query, event)

    @property
    def cursor(self) -> Cursor | None:
        self.is_valid()
        return self.cleaned_data.get("after") or self.cleaned_data.get("event")


@reader_view
@cached_while_unchanged
def post(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """`/d/<id>/<number>/`: a post and the events drawn from it, paginated."""
    post = get_object_or_404(
        Post.objects.select_related("document"), document__public_id=public_id, number=number
    )
    scope = queries.scope(None, state_of(request))
    form, title = _PostForm(request.GET, scope, post), post_label(post.number, post.headline)
    page = _events_page(scope, post.source, title, form.cursor)
    if not page.count and not is_known_to_readers(post):
        raise Http404(public_id)
    links = TimelineLinks(post.get_absolute_url(), EVERYTHING)
    pager = event_pager(scope, page.filter, form.cursor, page.results, links)
    siblings = post.document.posts.only("number", "headline", "document")
    context = {
        "number": post.number,
        "title": title,
        "heading": _heading(post),
        "summary": post.summary,
        "description": post.summary or post.document.headline,
        "publisher": post.document.publisher,
        "document": {
            "headline": post.document.headline,
            "lang": lang_if_foreign(post.document),
            "url": post.document.get_absolute_url(),
        },
        "byline": post.byline,
        "posted": post.published_at,
        "posted_on": post.document.published_on,
        "posted_note": post.posted,
        "original_url": post_url(post),
        "archive_url": post.document.archive_url,
        "chart": matching_chart_data(scope, page.filter).chart(STRIP),
        "entries": list(_entries(queries.passages(post, page.results.events))),
        "errors": [message for messages in form.errors.values() for message in messages],
        "previous": _sibling(siblings.filter(number__lt=number).order_by("-number").first(), post),
        "next": _sibling(siblings.filter(number__gt=number).order_by("number").first(), post),
        "jsonld": jsonld.post_page(post),
        **_sharing_context(page),
    }
    # A weak proxy, for the reason given in `timelines._page`.
    pages = {"post": context, "pager": proxy(pager), "nav": "documents"}
    return render(request, "timeline/post.html", pages)


def _events_page(scope: Answers, source: str, name: str, after: Cursor | None = None) -> Page:
    """A timeline page of the events drawn from a source, from the cursor `after` on. The form gets
    the source as a known value, which saves an SQL query."""
    query = TimelineFilter(source=(source,)).to_query(after)
    form = TimelineForm(QueryDict(query), lambda _key, _typed: {source: (source, name)})
    return Page(queries.whole_timeline(scope), None, scope, form)


def _sharing_context(page: Page) -> dict[str, Any]:
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
    row = source(citation, event)
    return {
        "quote": row.quote,
        "lang": row.lang,
        "evidence": row.evidence,
        "date": row.understood,
        "datetime": valid_html_datetime(event.date) or "",
        "edtf": event.date_edtf,
        "slot": event.lane.slot if event.lane else 0,
        "hollow": event.is_hollow,
        "title": event.title,
        "url": event.get_absolute_url(),
        "how": row.how,
    }


def _heading(post: Post) -> SafeString:
    label = post_label(post.number, _headline(post, post.document))
    return mark_safe(label)  # noqa: S308 - our own text, filled with escaped values


def _headline(post: Post, document: Document) -> SafeString:
    """The escaped headline, tagged with the document's language if the page's differs."""
    lang = lang_if_foreign(document)
    headline = escape(post.headline)
    return format_html('<span lang="{}">{}</span>', lang, headline) if lang else headline


def _sibling(other: Post | None, post: Post) -> dict[str, Any] | None:
    if other is None:
        return None
    url = address("post", post.document.public_id, other.number)
    return {"number": other.number, "title": _headline(other, post.document), "url": url}
