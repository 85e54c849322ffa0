"""Data endpoints: CORS, conditional requests, and errors as problem details (RFC 9457)."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from functools import wraps
from http import HTTPStatus
from itertools import chain
from typing import Any

from django.core.exceptions import TooManyFieldsSent
from django.db import Error
from django.forms import Form
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotAllowed,
    JsonResponse,
)
from django.http.response import StreamingHttpResponse
from django.utils.translation import gettext as _

from newsdesk.errors import describe_outage
from timeline import queries
from timeline.answers.interface import Answers
from timeline.filters import TimelineFilter, TimelineForm
from timeline.models import Timeline
from timeline.sharing.links import TimelineUrls
from timeline.views.caching import conditional_response, make_etag, must_revalidate, state_of
from timeline.views.decorators import allow_cross_origin, reader_view
from timeline.views.finding import find_timeline, redirect_if_moved

View = Callable[..., HttpResponseBase]
DataView = Callable[[Timeline | None, Answers, TimelineForm, str], HttpResponseBase]

logger = logging.getLogger(__name__)


def api_endpoint(view: View) -> View:
    """Decorate a view for programs: GET and HEAD only, and errors as problem details in JSON.
    Scripts of any origin may read every response, also errors and redirects."""

    safe_view = reader_view(view)

    @allow_cross_origin
    @wraps(safe_view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            is_preflight = request.method == "OPTIONS"
            response = _preflight() if is_preflight else safe_view(request, *args, **kwargs)
            if isinstance(response, HttpResponseNotAllowed):
                allowed = response["Allow"]
                response = problem_details(405, _("This address only answers GET and HEAD"))
                response["Allow"] = allowed
            elif response.status_code == 412:
                response = problem_details(
                    412, _("The resource has changed since the version you have")
                )
        except TooManyFieldsSent:
            response = problem_details(400, _("The query has too many parameters"))
        except Http404:
            response = problem_details(404, _("There is nothing at this address"))
        except Error as error:
            message = describe_outage(error)
            if message is None:
                raise
            logger.error(message)
            response = problem_details(
                503, _("The database is unavailable. Try again in half a minute.")
            )
            response.headers["Retry-After"] = "30"
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Expose-Headers"] = "ETag"
        if request.method == "HEAD" and isinstance(response, StreamingHttpResponse):
            response.streaming_content = iter(())
        return response

    return answer


def _preflight() -> HttpResponse:
    """The response to a CORS preflight request (Fetch standard, section 3.3.2), which browsers send
    before a cross-origin request with `If-None-Match`."""
    headers = {
        "Access-Control-Allow-Methods": "GET, HEAD",
        "Access-Control-Allow-Headers": "If-None-Match",
        "Access-Control-Max-Age": "86400",
    }
    return HttpResponse(status=204, headers=headers)


def timeline_endpoint(name: str, *, of_changes: bool = False) -> Callable[[DataView], View]:
    """Decorate a view that returns the answer to a query as data.

    The view gets the saved timeline (None for everything), its `Answers`, the valid form and the
    path of this format. An invalid query is answered with 400, an unchanged answer with 304.
    `of_changes` says that `after` is a cursor in the order of changes, as in feeds.
    """

    def decorate(view: DataView) -> View:
        @api_endpoint
        @wraps(view)
        def answer(request: HttpRequest, slug: str | None = None) -> HttpResponseBase:
            saved = find_timeline(slug) if slug is not None else None
            path = TimelineUrls.of(saved).path(name)
            if redirection := redirect_if_moved(request, saved.slug if saved else None, slug, name):
                return redirection
            form = TimelineForm(request.GET, of_changes=of_changes)
            if not form.is_valid():
                return query_problem(form)
            # The bounds of relative dates ("last year") change with time; the URL does not.
            saved_range = TimelineFilter.from_query(saved.query).bounds if saved else None
            etag = make_etag(request, form.filter.bounds, saved_range)

            def make() -> HttpResponseBase:
                return view(saved, queries.scope(saved, state_of(request)), form, path)

            return must_revalidate(conditional_response(request, etag, make), etag)

        return answer

    return decorate


def streaming_response(
    pieces: Iterator[str] | Iterator[bytes], content_type: str
) -> StreamingHttpResponse:
    """Stream an answer. The first two pieces are made before anything is sent, so that a database
    that is down still gives a 503."""
    first = [next(pieces), next(pieces, "")]
    return StreamingHttpResponse(chain(first, pieces), content_type=content_type)


def json_response(data: dict[str, Any], **options: Any) -> JsonResponse:
    """A JSON response without `\\u` escapes for non-ASCII characters."""
    return JsonResponse(data, json_dumps_params={"ensure_ascii": False}, **options)


def query_problem(form: Form) -> JsonResponse:
    """400 with the errors of an invalid query."""
    problems = [
        (key, str(message)) for key, messages in form.errors.items() for message in messages
    ]
    return parameter_problem(400, problems)


def parameter_problem(status: int, problems: Sequence[tuple[str, str]]) -> JsonResponse:
    """A problem with pairs of parameter and message."""
    return problem_details(
        status,
        " ".join(f"{parameter}: {message}" for parameter, message in problems),
        errors=[{"parameter": parameter, "detail": message} for parameter, message in problems],
    )


def problem_details(status: int, detail: str, **extra: Any) -> JsonResponse:
    """An error as problem details (RFC 9457). With the type "about:blank", the title is the
    status's reason phrase (section 4.2.1)."""
    title = HTTPStatus(status).phrase
    return json_response(
        {"type": "about:blank", "title": title, "status": status, "detail": detail, **extra},
        status=status,
        content_type="application/problem+json",
    )
