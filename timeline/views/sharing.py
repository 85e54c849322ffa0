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
from timeline.views.finding import find_event, moved, open_page

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
    if elsewhere := moved(request, page.slug, slug, "card"):
        return elsewhere
    return _picture(request, timeline_card(page)) if form.is_valid() else query_problem(form)


@reader_view
@allow_cross_origin
def card_of_event(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """`/e/<id>/card.png`: the social image of an event."""
    found = find_event(public_id)
    if found is None:
        return gone(request, public_id, "event-card")
    return _picture(
        request, event_card(found, marks_around(found, queries.scope(None, state_of(request))))
    )


@reader_view
@allow_framing
@cached_while_unchanged
def embed(request: HttpRequest, slug: str | None = None) -> HttpResponse:
    """`/embed/` and `/t/<slug>/embed/`: a query for a frame on another site's page."""
    page = open_page(request, slug, TimelineForm(request.GET))
    if elsewhere := moved(request, page.slug, slug, "embed"):
        return elsewhere
    # A weak proxy, for the reason given in `timelines._page`.
    context = {"page": proxy(page), "theme": theme_of(request)}
    return render(request, "timeline/embed.html", context)


@reader_view
@cached_with_fragments
def share(request: HttpRequest, slug: str | None = None) -> HttpResponse:
    """`/share/` and `/t/<slug>/share/`: the page to share a view; for HTMX, only its panel."""
    page = open_page(request, slug, TimelineForm(request.GET))
    if elsewhere := moved(request, page.slug, slug, "share"):
        return elsewhere
    # Make relative dates absolute, so that the link still shows the same next year.
    settled = page.filter.settled()
    taken = page
    if settled is not page.filter:
        query = settled.to_query(page.form.cursor)
        taken = open_page(request, slug, TimelineForm(QueryDict(query)))
    sheet = Sheet(
        title=page.title,
        description=taken.description,
        link=taken.canonical_url,
        back_url=page.here,
        card=timeline_card(taken),
        urls=taken.urls,
        has_fixed_dates=taken is not page,
        errors=tuple(page.bar.named_errors),
    )
    return _sheet(request, sheet)


@reader_view
@cached_with_fragments
def share_event(request: HttpRequest, public_id: str) -> HttpResponse:
    """`/share/<id>/`: the page to share an event; for HTMX, only its panel."""
    found = find_event(public_id)
    if found is None:
        return gone(request, public_id, "event-share")
    sheet = Sheet(
        title=found.title,
        description=found.title,
        link=absolute(address("event-short", found.public_id)),
        back_url=found.get_absolute_url(),
        card=event_card(found, marks_around(found, queries.scope(None, state_of(request)))),
        urls=EventUrls(found.public_id),
        citation=citation(found),
    )
    return _sheet(request, sheet)


def theme_of(request: HttpRequest) -> str:
    """The theme that the embedding page asks for; "" to follow the reader's system."""
    theme = request.GET.get("theme", "")
    return theme if theme in THEMES else ""


def _sheet(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    template = "timeline/_panel.html" if wants_fragment(request) else "timeline/share.html"
    return render(request, template, {"sheet": sheet})


def _picture(request: HttpRequest, card: Card) -> HttpResponseBase:
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
