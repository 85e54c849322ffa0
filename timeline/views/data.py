"""Data addresses: the query as JSON, errors as problem details."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from timeline import queries
from timeline.filters import TimelineForm
from timeline.formats.json import timeline_data
from timeline.sharing.links import with_query
from timeline.views.reading import for_reading
from timeline.views.timelines import find_timeline


@for_reading
def events_json(request: HttpRequest, slug: str | None = None) -> HttpResponse:
    """`/events.json` and `/t/<slug>/events.json`: one page of the answer to a query."""
    saved = find_timeline(slug) if slug is not None else None
    path = reverse("timeline:events-json", args=[saved.slug] if saved else [])
    if saved and saved.slug != slug:
        return redirect(with_query(path, request.META["QUERY_STRING"]), permanent=True)
    form = TimelineForm(request.GET)
    if not form.is_valid():
        return problem(form)
    page = queries.timeline_page(queries.scope(saved), form.filter, form.cursor)
    response = JsonResponse(
        timeline_data(page, form.filter, path), json_dumps_params={"ensure_ascii": False}
    )
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def problem(form: TimelineForm) -> JsonResponse:
    """400 with what was wrong with which parameter (RFC 9457)."""
    errors = [
        {"parameter": key, "detail": str(message)}
        for key, messages in form.errors.items()
        for message in messages
    ]
    return JsonResponse(
        {
            "type": "about:blank",
            "title": _("The query cannot be read"),
            "status": 400,
            "detail": " ".join(f"{error['parameter']}: {error['detail']}" for error in errors),
            "errors": errors,
        },
        status=400,
        content_type="application/problem+json",
        json_dumps_params={"ensure_ascii": False},
    )
