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
from timeline.sharing import oembed as answers
from timeline.sharing.links import EventUrls
from timeline.sharing.oembed import MaxSize
from timeline.views.api import api_endpoint, json_response, parameter_problem
from timeline.views.cards import event_card, timeline_card
from timeline.views.finding import find_event, open_page, what_became_of

TIMELINES = {"timeline:index", "timeline:timeline"}
EVENTS = {"timeline:event", "timeline:event-short"}
FORMATS = ("json", "xml")


class Refused(Exception):
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
        return _written(_answer(request, match, query, max_size), kind)
    except Refused as refused:
        return _problem(refused)
    except Http404:
        said = _("This is not the address of a timeline or an event on this site.")
        return _problem(Refused("url", said, 404))


def _format(request: HttpRequest) -> str:
    kind = request.GET.get("format") or "json"
    if kind not in FORMATS:
        said = _("“%(format)s” is not a supported format. Use json or xml.") % {"format": kind}
        raise Refused("format", said, 501)
    return kind


def _resolve(url: str) -> tuple[ResolverMatch, str]:
    """The view of a URL of ours, and its query string. Raises Http404 for any other URL."""
    if not url:
        raise Refused("url", _("Give the address of a timeline or an event."))
    address = answers.local_address(url)
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
        said = _("“%(value)s” is not a number of pixels. Give a whole number above 0.") % {
            "value": text
        }
        raise Refused(key, said)
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
        return answers.rich_response(event.title, path, card, max_size, answers.EVENT_HEIGHT)
    found = what_became_of(public_id)
    if found.public_id != public_id:  # the successor is never merged itself
        return _event(found.public_id, max_size)
    raise Refused("url", _("This event has been retracted."), 410)


def _timeline(
    request: HttpRequest, slug: str | None, query: str, max_size: MaxSize
) -> dict[str, Any]:
    form = TimelineForm(QueryDict(query))
    if not form.is_valid():  # ignoring the errors would embed a wider view than asked for
        said = " ".join(f"{key}: {each}" for key, found in form.errors.items() for each in found)
        raise Refused("url", said)
    page = open_page(request, slug, form)
    return answers.rich_response(page.title, page.embed_path, timeline_card(page), max_size)


def _written(data: dict[str, Any], kind: str) -> HttpResponse:
    if kind == "xml":
        return HttpResponse(answers.as_xml(data), content_type="text/xml; charset=utf-8")
    return json_response(data)


def _problem(refused: Refused) -> HttpResponse:
    return parameter_problem(refused.status, [(refused.parameter, str(refused))])
