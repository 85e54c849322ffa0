"""`/e/<id>/…`: a single event as JSON, iCalendar, Atom feed and embed."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from timeline.addresses import address
from timeline.formats.atom import CONTENT_TYPE as ATOM
from timeline.formats.atom import events_feed
from timeline.formats.description import event_description
from timeline.formats.entries import Feed, entry
from timeline.formats.ics import CONTENT_TYPE as CALENDAR
from timeline.formats.ics import Calendar, ics_chunks, is_out_of_range
from timeline.formats.json import event_data
from timeline.models import Event
from timeline.sharing.links import absolute
from timeline.views.api import api_endpoint, json_response, problem_details, streaming_response
from timeline.views.caching import (
    cached_while_unchanged,
    conditional_response,
    make_etag,
    must_revalidate,
)
from timeline.views.decorators import allow_framing, reader_view
from timeline.views.events import gone
from timeline.views.finding import find_event, merged_or_retracted
from timeline.views.rows import event_row
from timeline.views.sharing import theme_of

DataView = Callable[[Event], HttpResponseBase]


def _event_endpoint(name: str) -> Callable[[DataView], Callable[..., HttpResponseBase]]:
    """Decorate a view that returns an event, loaded `with_sources()`, as data. A merged event
    redirects to the other one's URL called `name`; a retracted one gives 410."""

    def decorate(view: DataView) -> Callable[..., HttpResponseBase]:
        @api_endpoint
        @wraps(view)
        def answer(request: HttpRequest, public_id: str) -> HttpResponseBase:
            def make() -> HttpResponseBase:
                event = find_event(public_id)
                return view(event) if event else _missing(public_id, name)

            etag = make_etag(request)
            return must_revalidate(conditional_response(request, etag, make), etag)

        return answer

    return decorate


def _missing(public_id: str, name: str) -> HttpResponse:
    event = merged_or_retracted(public_id)
    if event.public_id != public_id:
        return redirect(address(name, event.public_id), permanent=True)
    return problem_details(410, _("This event has been retracted."))


@_event_endpoint("event-json")
def event_json(event: Event) -> HttpResponse:
    """`/e/<id>/event.json`: the same object as in `/events.json`."""
    return json_response(event_data(event))


@_event_endpoint("event-ics")
def event_ics(event: Event) -> HttpResponseBase:
    """`/e/<id>/event.ics`: an iCalendar, empty if that can't express the event's date."""
    left_out = is_out_of_range(event)
    calendar = Calendar(
        title=event.title,
        description=event_description(event),
        page=absolute(event.get_absolute_url()),
        address=absolute(address("event-ics", event.public_id)),
        left_out=int(left_out),
    )
    response = streaming_response(ics_chunks(calendar, [] if left_out else [event]), CALENDAR)
    response.headers["Content-Disposition"] = f'attachment; filename="{event.public_id}.ics"'
    return response


@_event_endpoint("event-atom")
def event_atom(event: Event) -> HttpResponse:
    """`/e/<id>/event.atom`: a feed whose only entry changes with the event."""
    feed = Feed(
        title=event.title,
        subtitle=event_description(event),
        page=absolute(event.get_absolute_url()),
        address=absolute(address("event-atom", event.public_id)),
        here=None,
        next=None,
    )
    return HttpResponse(events_feed(feed, [entry(event)]), content_type=ATOM)


@reader_view
@allow_framing
@cached_while_unchanged
def event_embed(request: HttpRequest, public_id: str) -> HttpResponse:
    """`/e/<id>/embed/`: the event for a frame on another site's page."""
    event = find_event(public_id)
    if event is None:
        return gone(request, public_id, "event-embed")
    context = {
        "event": event_row(event, address("index")),
        "canonical_url": absolute(event.get_absolute_url()),
        "theme": theme_of(request),
    }
    return render(request, "timeline/event_embed.html", context)
