"""Readers' addresses take no forms: they are read, and whoever sends is told so (405). Some of them
are also read by pages of other sites."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from newsdesk.replica import from_replica

View = Callable[..., HttpResponseBase]


#: For a view that answers HTMX with a fragment.
vary_on_htmx = vary_on_headers("HX-Request", "HX-History-Restore-Request")


def wants_fragment(request: HttpRequest) -> bool:
    """Does HTMX ask for a part of the page? Going back, it asks for the whole."""
    htmx: Any = getattr(request, "htmx", None)
    return bool(htmx) and not htmx.history_restore_request


def for_reading(view: View) -> View:
    """What readers read: GET and HEAD alone, from a replica where there is one."""
    return without_forms(from_replica(view))


def without_forms(view: View) -> View:
    """GET and HEAD alone. Django would ask what is sent for a token first, and answer 403."""
    return csrf_exempt(require_safe(view))


def from_other_sites(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Pages of other origins may show what this answers, redirects and errors included."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        response["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response

    return answer
