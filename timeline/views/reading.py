"""Readers' addresses take no forms: they are read, and whoever sends is told so (405). Some of them
are also read by pages of other sites."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from csp.decorators import csp_replace
from django.db import Error
from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from newsdesk.errors import not_found, unavailable_for
from newsdesk.replica import from_replica

View = Callable[..., HttpResponseBase]


#: For a view that answers HTMX with a fragment.
vary_on_htmx = vary_on_headers("HX-Request", "HX-History-Restore-Request")


def wants_fragment(request: HttpRequest) -> bool:
    """Does HTMX ask for a part of the page? Going back, it asks for the whole.

    By the headers as they stand: caches keep apart by these what they are told to (`vary_on_htmx`),
    and other readings of them, as django-htmx has for encoded ones, would put one in the other's
    place.
    """
    sent = request.META
    is_back = sent.get("HTTP_HX_HISTORY_RESTORE_REQUEST") == "true"
    return sent.get("HTTP_HX_REQUEST") == "true" and not is_back


def for_reading(view: View) -> View:
    """What readers read: GET and HEAD alone, from a replica where there is one."""
    return without_forms(from_replica(view))


def without_forms(view: View) -> View:
    """GET and HEAD alone. Django would ask what is sent for a token first, and answer 403."""
    return csrf_exempt(require_safe(view))


def from_other_sites(view: View) -> View:
    """Pages of other origins may show what this answers, redirects and errors included."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        response["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response

    return answer


def for_frames(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A page that may stand in a frame on pages of other origins, as may those that say that there
    is nothing, or nothing now: a browser would say that newsdesk refuses to answer."""

    @from_other_sites
    @xframe_options_exempt
    @csp_replace({"frame-ancestors": ["*"]})
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except Http404 as error:
            return not_found(request, error)
        except Error as error:
            if response := unavailable_for(request, error):
                return response
            raise

    return answer
