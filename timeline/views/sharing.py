"""Sharing: the social image, the embed, and the share panel that offers them."""

from __future__ import annotations

from weakref import proxy

from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.utils.cache import patch_cache_control

from timeline import queries
from timeline.addresses import address
from timeline.drawing import marks_around
from timeline.filters import TimelineForm
from timeline.sharing.card import Card
from timeline.sharing.links import EventUrls, absolute
from timeline.sharing.sheet import Sheet
from timeline.views.api import query_problem
from timeline.views.caching import (
    cached_while_unchanged,
    cached_with_fragments,
    conditional_response,
    state_of,
)
from timeline.views.cards import event_card, timeline_card
from timeline.views.citing import citation
from timeline.views.decorators import (
    allow_cross_origin,
    allow_framing,
    reader_view,
    wants_fragment,
)
from timeline.views.events import gone
from timeline.views.finding import find_event, open_page, redirect_if_moved

YEAR = 31_536_000
#: Seconds that a picture may be cached at a URL without its version.
FIVE_MINUTES = 300
THEMES = ("light", "dark")


@reader_view
@allow_cross_origin
def card(request: HttpRequest, slug: str | None = None) -> HttpResponseBase:
    """`/card.png` and `/t/<slug>/card.png`: the social image of a query."""
    form = TimelineForm(request.GET)
    page = open_page(request, slug, form)
    if redirection := redirect_if_moved(request, page.slug, slug, "card"):
        return redirection
    return _card_response(request, timeline_card(page)) if form.is_valid() else query_problem(form)


@reader_view
@allow_cross_origin
def card_of_event(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """`/e/<id>/card.png`: the social image of an event."""
    event = find_event(public_id)
    if event is None:
        return gone(request, public_id, "event-card")
    return _card_response(
        request, event_card(event, marks_around(event, queries.scope(None, state_of(request))))
    )


@reader_view
@allow_framing
@cached_while_unchanged
def embed(request: HttpRequest, slug: str | None = None) -> HttpResponse:
    """`/embed/` and `/t/<slug>/embed/`: a query for a frame on another site's page."""
    page = open_page(request, slug, TimelineForm(request.GET))
    if redirection := redirect_if_moved(request, page.slug, slug, "embed"):
        return redirection
    # A weak proxy, for the reason given in `timelines._page`.
    context = {"page": proxy(page), "theme": theme_of(request)}
    return render(request, "timeline/embed.html", context)


@reader_view
@cached_with_fragments
def share(request: HttpRequest, slug: str | None = None) -> HttpResponse:
    """`/share/` and `/t/<slug>/share/`: the page to share a view; for HTMX, only its panel."""
    page = open_page(request, slug, TimelineForm(request.GET))
    if redirection := redirect_if_moved(request, page.slug, slug, "share"):
        return redirection
    # Make relative dates absolute, so that the link still shows the same next year.
    absolute_filter = page.filter.absolute()
    shared_page = page
    if absolute_filter is not page.filter:
        query = absolute_filter.to_query(page.form.cursor)
        shared_page = open_page(request, slug, TimelineForm(QueryDict(query)))
    sheet = Sheet(
        title=page.title,
        description=shared_page.description,
        link=shared_page.canonical_url,
        back_url=page.current_url,
        card=timeline_card(shared_page),
        urls=shared_page.urls,
        has_fixed_dates=shared_page is not page,
        errors=tuple(page.bar.named_errors),
    )
    return _render_sheet(request, sheet)


@reader_view
@cached_with_fragments
def share_event(request: HttpRequest, public_id: str) -> HttpResponse:
    """`/share/<id>/`: the page to share an event; for HTMX, only its panel."""
    event = find_event(public_id)
    if event is None:
        return gone(request, public_id, "event-share")
    sheet = Sheet(
        title=event.title,
        description=event.title,
        link=absolute(address("event-short", event.public_id)),
        back_url=event.get_absolute_url(),
        card=event_card(event, marks_around(event, queries.scope(None, state_of(request)))),
        urls=EventUrls(event.public_id),
        citation=citation(event),
    )
    return _render_sheet(request, sheet)


def theme_of(request: HttpRequest) -> str:
    """The theme that the embedding page asks for; "" to follow the reader's system."""
    theme = request.GET.get("theme", "")
    return theme if theme in THEMES else ""


def _render_sheet(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    template = "timeline/_panel.html" if wants_fragment(request) else "timeline/share.html"
    return render(request, template, {"sheet": sheet})


def _card_response(request: HttpRequest, card: Card) -> HttpResponseBase:
    """Respond with a card: immutable at the URL with its version, else cached for minutes."""
    etag = f'"{card.version}"'
    response = conditional_response(
        request, etag, lambda: HttpResponse(card.png(), content_type="image/png")
    )
    if response.status_code == 412:
        return response
    response.headers["ETag"] = etag
    if request.GET.get("v") == card.version:
        patch_cache_control(response, public=True, max_age=YEAR, immutable=True)
    else:
        patch_cache_control(response, public=True, max_age=FIVE_MINUTES)
    return response
