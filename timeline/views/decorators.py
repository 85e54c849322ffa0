"""Decorators for readers' views: GET and HEAD only, read from the replica, and for some, use by
pages of other sites."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from csp.decorators import csp_replace
from django.core.exceptions import TooManyFieldsSent
from django.db import Error
from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from newsdesk.errors import bad_request, not_found, outage_response
from newsdesk.replica import from_replica

View = Callable[..., HttpResponseBase]


#: For views that answer HTMX with a fragment.
vary_on_htmx = vary_on_headers("HX-Request", "HX-History-Restore-Request")


def wants_fragment(request: HttpRequest) -> bool:
    """Whether HTMX asks for a fragment. To restore its history, it asks for the whole page.

    Compares the raw headers, as caches do for `Vary` (see `vary_on_htmx`). If they were decoded
    first, as by django-htmx, a cache could serve a fragment in place of a page or vice versa.
    """
    meta = request.META
    is_history_restore = meta.get("HTTP_HX_HISTORY_RESTORE_REQUEST") == "true"
    return meta.get("HTTP_HX_REQUEST") == "true" and not is_history_restore


def reader_view(view: View) -> View:
    """Decorate a readers' view: GET and HEAD only, read from the replica if there is one."""
    return safe_methods_only(from_replica(view))


def safe_methods_only(view: View) -> View:
    """Allow GET and HEAD only. CSRF-exempt, or a POST would get 403 (no token) instead of 405."""
    return csrf_exempt(require_safe(view))


def allow_cross_origin(view: View) -> View:
    """Let pages of other origins load the response, also if it is a redirect or an error."""
    view_with_errors = _with_error_pages(view)

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view_with_errors(request, *args, **kwargs)
        response["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response

    return answer


def allow_framing(view: View) -> View:
    """Let pages of other origins frame a view, and also its 400, 404 and 503 pages: otherwise
    browsers would say that newsdesk refused to connect."""
    exempt = xframe_options_exempt(_with_error_pages(view))
    return allow_cross_origin(csp_replace({"frame-ancestors": ["*"]})(exempt))


def _with_error_pages(view: View) -> View:
    """Return the pages for what a view raises, so that the decorators around it can add headers."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except TooManyFieldsSent as error:
            return bad_request(request, error)
        except Http404 as error:
            return not_found(request, error)
        except Error as error:
            if response := outage_response(request, error):
                return response
            raise

    return answer
