"""`/corrections/` and its feed: every change to what readers had already seen, paginated."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from timeline import queries
from timeline.addresses import address
from timeline.cursors import Cursor
from timeline.fields import CursorField
from timeline.formats.atom import CONTENT_TYPE, corrections_feed
from timeline.formats.entries import Feed
from timeline.sharing.links import absolute, with_query
from timeline.views.api import api_endpoint, query_problem
from timeline.views.caching import (
    cached_while_unchanged,
    conditional_response,
    make_etag,
    must_revalidate,
)
from timeline.views.decorators import reader_view

#: Corrections on one page, and on one page of the feed.
PAGE_SIZE, FEED_SIZE = 100, 50


class _CursorForm(forms.Form):
    after = CursorField(of_changes=True)

    @property
    def cursor(self) -> Cursor | None:
        self.is_valid()
        return self.cleaned_data.get("after")


@reader_view
@cached_while_unchanged
def corrections(request: HttpRequest) -> HttpResponse:
    """`/corrections/`: all corrections of events that are or were public, newest first."""
    form, path = _CursorForm(request.GET), address("corrections")
    found, following = queries.latest_corrections(form.cursor, PAGE_SIZE)
    before = queries.corrections_before(form.cursor, PAGE_SIZE) if form.cursor else None
    context = {
        "corrections": [
            {
                "at": correction.at,
                "kind": correction.get_kind_display(),
                "event_title": correction.event.title,
                "event_url": correction.event.get_absolute_url(),
                "was": correction.was,
                "now": correction.now_says,
            }
            for correction in found
        ],
        "errors": [message for messages in form.errors.values() for message in messages],
        "first_url": path if form.cursor else "",
        "newer_url": _page_url(path, before),
        "older_url": _page_url(path, following),
        "canonical_url": absolute(_page_url(path, form.cursor) or path),
        "feed_url": address("corrections-atom"),
        "nav": "corrections",
    }
    return render(request, "timeline/corrections.html", context)


@api_endpoint
def corrections_atom(request: HttpRequest) -> HttpResponseBase:
    """`/corrections.atom`: the same as an Atom feed."""
    form, path = _CursorForm(request.GET), address("corrections-atom")
    if not form.is_valid():
        return query_problem(form)
    etag = make_etag(request)
    return must_revalidate(
        conditional_response(request, etag, lambda: _feed(form.cursor, path)), etag
    )


def _feed(cursor: Cursor | None, path: str) -> HttpResponse:
    found, following = queries.latest_corrections(cursor, FEED_SIZE)
    feed = Feed(
        title=_("Corrections"),
        subtitle=_("What we got wrong, and what it says now."),
        page=absolute(address("corrections")),
        address=absolute(path),
        here=_absolute_page_url(path, cursor),
        next=_absolute_page_url(path, following),
    )
    return HttpResponse(corrections_feed(feed, found), content_type=CONTENT_TYPE)


def _absolute_page_url(path: str, cursor: Cursor | None) -> str | None:
    return absolute(_page_url(path, cursor)) if cursor else None


def _page_url(path: str, cursor: Cursor | None) -> str:
    return with_query(path, f"after={cursor.encode()}") if cursor else ""
