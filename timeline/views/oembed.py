"""`/oembed?url=`: the oEmbed endpoint, which says how to embed one of our pages."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import unquote

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils.translation import gettext as _

from timeline import queries
from timeline.drawing import marks_around
from timeline.filters import TimelineForm
from timeline.sharing import oembed as responses
from timeline.sharing.links import EventUrls
from timeline.sharing.oembed import MaxSize
from timeline.views.api import api_endpoint, json_response, parameter_problem
from timeline.views.cards import event_card, timeline_card
from timeline.views.finding import find_event, merged_or_retracted, open_page

TIMELINES = {"timeline:index", "timeline:timeline"}
EVENTS = {"timeline:event", "timeline:event-short"}
FORMATS = ("json", "xml")


class ParameterError(Exception):
    """An invalid parameter, with a message and the status to answer with."""

    def __init__(self, parameter: str, detail: str, status: int = 400) -> None:
        super().__init__(detail)
        self.parameter, self.status = parameter, status


@api_endpoint
def oembed(request: HttpRequest) -> HttpResponse:
    """`/oembed`, in JSON or XML. 400 without a URL or for an invalid size or query, 404 for a URL
    that is not ours or not public, 410 for a retracted event, 501 for another format."""
    try:
        kind = _format(request)
        match, query = _resolve(request.GET.get("url", ""))
        max_size = MaxSize(_pixels(request, "maxwidth"), _pixels(request, "maxheight"))
        return _response(_answer(request, match, query, max_size), kind)
    except ParameterError as error:
        return _problem(error)
    except Http404:
        message = _("This is not the address of a timeline or an event on this site.")
        return _problem(ParameterError("url", message, 404))


def _format(request: HttpRequest) -> str:
    kind = request.GET.get("format") or "json"
    if kind not in FORMATS:
        message = _("“%(format)s” is not a supported format. Use json or xml.") % {"format": kind}
        raise ParameterError("format", message, 501)
    return kind


def _resolve(url: str) -> tuple[ResolverMatch, str]:
    """The view of a URL of ours, and its query string. Raises Http404 for any other URL."""
    if not url:
        raise ParameterError("url", _("Give the address of a timeline or an event."))
    address = responses.local_address(url)
    if address is None:
        raise Http404(url)
    path = unquote(address.path) or "/"
    match = _view_at(path) or _view_at(f"{path}/")  # as APPEND_SLASH would redirect a browser
    if match is None or match.view_name not in TIMELINES | EVENTS:
        raise Http404(url)
    return match, address.query


def _view_at(path: str) -> ResolverMatch | None:
    try:
        return resolve(path)
    except Resolver404:
        return None


def _pixels(request: HttpRequest, key: str) -> int | None:
    text = request.GET.get(key, "")
    if not text:
        return None
    if not re.fullmatch("[1-9][0-9]{0,99}", text):
        message = _("“%(value)s” is not a number of pixels. Give a whole number above 0.") % {
            "value": text
        }
        raise ParameterError(key, message)
    return int(text)


def _answer(
    request: HttpRequest, match: ResolverMatch, query: str, max_size: MaxSize
) -> dict[str, Any]:
    if match.view_name in TIMELINES:
        return _timeline(request, match.kwargs.get("slug"), query, max_size)
    return _event(match.kwargs["public_id"], max_size)


def _event(public_id: str, max_size: MaxSize) -> dict[str, Any]:
    if event := find_event(public_id):
        card = event_card(event, marks_around(event, queries.scope(None)))
        path = EventUrls(public_id).path("embed")
        return responses.rich_response(event.title, path, card, max_size, responses.EVENT_HEIGHT)
    found = merged_or_retracted(public_id)
    if found.public_id != public_id:  # the successor is never merged itself
        return _event(found.public_id, max_size)
    raise ParameterError("url", _("This event has been retracted."), 410)


def _timeline(
    request: HttpRequest, slug: str | None, query: str, max_size: MaxSize
) -> dict[str, Any]:
    form = TimelineForm(QueryDict(query))
    if not form.is_valid():  # ignoring the errors would embed a wider view than asked for
        message = " ".join(f"{key}: {each}" for key, found in form.errors.items() for each in found)
        raise ParameterError("url", message)
    page = open_page(request, slug, form)
    return responses.rich_response(page.title, page.embed_path, timeline_card(page), max_size)


def _response(data: dict[str, Any], kind: str) -> HttpResponse:
    if kind == "xml":
        return HttpResponse(responses.as_xml(data), content_type="text/xml; charset=utf-8")
    return json_response(data)


def _problem(error: ParameterError) -> HttpResponse:
    return parameter_problem(error.status, [(error.parameter, str(error))])
