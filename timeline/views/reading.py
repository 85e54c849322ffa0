"""Decorators for readers' views: GET and HEAD only, read from the replica, and for some, use by
pages of other sites."""

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


#: For views that answer HTMX with a fragment.
vary_on_htmx = vary_on_headers("HX-Request", "HX-History-Restore-Request")


def wants_fragment(request: HttpRequest) -> bool:
    """Whether HTMX asks for a fragment. To restore its history, it asks for the whole page.

    Compares the raw headers, as caches do for `Vary` (see `vary_on_htmx`). If they were decoded
    first, as by django-htmx, a cache could serve a fragment in place of a page or vice versa.
    """
    sent = request.META
    is_back = sent.get("HTTP_HX_HISTORY_RESTORE_REQUEST") == "true"
    return sent.get("HTTP_HX_REQUEST") == "true" and not is_back


def for_reading(view: View) -> View:
    """Decorate a readers' view: GET and HEAD only, read from the replica if there is one."""
    return without_forms(from_replica(view))


def without_forms(view: View) -> View:
    """Allow GET and HEAD only. CSRF-exempt, or a POST would get 403 (no token) instead of 405."""
    return csrf_exempt(require_safe(view))


def from_other_sites(view: View) -> View:
    """Let pages of other origins load the response, also if it is a redirect or an error."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        response["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response

    return answer


def for_frames(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Let pages of other origins frame a view, and also its 404 and 503 pages: otherwise browsers
    would say that newsdesk refused to connect."""

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
