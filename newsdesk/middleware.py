"""What Django has no setting for: headers, what caches do with refusals, sessions that slide, and a
page for a database that is away."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse
from django.utils.cache import has_vary_header

from newsdesk.errors import unavailable_for

CORP = "Cross-Origin-Resource-Policy"
HEADERS = {
    # SecurityMiddleware says these three too, except where it refuses a request itself.
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    # Nothing of ours may be embedded by other origins, unless a view says otherwise itself.
    CORP: "same-origin",
    "Permissions-Policy": (
        "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"
    ),
}
#: An embed in a frame that its page has sandboxed is of no origin, and needs these, too.
STATIC = HEADERS | {CORP: "cross-origin"}


def security_headers(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Add HEADERS to every response that does not set them, static files and errors included."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        is_static = request.path.startswith(settings.STATIC_URL)
        for name, value in (STATIC if is_static else HEADERS).items():
            response.headers.setdefault(name, value)
        return response

    return middleware


def give_readers_no_cookie(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Who sends a damaged cookie of the desk would be sent another, with an answer that caches keep
    for everybody. Only views that take forms need any."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        found = request.resolver_match
        takes_forms = found and not getattr(found.func, "csrf_exempt", False)
        if response.cookies and not takes_forms:
            response.cookies.clear()
            varies = response.headers.get("Vary", "").split(", ")
            del response.headers["Vary"]
            if others := ", ".join(each for each in varies if each != "Cookie"):
                response.headers["Vary"] = others
        return response

    return middleware


#: What has moved, is not there or is gone.
ELSEWHERE = {301, 404, 410}


def keep_refusals_briefly(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """A proxy may keep for a second that something has moved or is gone, and browsers ask again.

    A cache that may not keep such an answer at all shows the page that it has instead, and a
    retraction would never come through. And a browser keeps a permanent redirect for good (RFC
    9110, section 15.4.2): a name that is taken back would lead it in a circle. What depends on who
    asks, as at the desk, is left alone.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        is_for_all = not has_vary_header(response, "Cookie")
        if response.status_code in ELSEWHERE and is_for_all:
            response.headers.setdefault("Cache-Control", "public, max-age=0, s-maxage=1")
        return response

    return middleware


def slide_sessions(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Whoever is at work stays logged in: SESSION_COOKIE_AGE counts from the last request.

    Django's own SESSION_SAVE_EVERY_REQUEST would write to the database each time, and on readers'
    pages too. Here a tenth of the age passes between two writes, and a page that does not ask who
    is there, as readers' don't, costs none.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        session = request.session
        # Where a database is away, there is no asking it for the session either.
        if response.status_code < 500 and session.accessed and SESSION_KEY in session:
            now = int(time.time())
            if now - session.get("slid_at", 0) >= settings.SESSION_COOKIE_AGE // 10:
                session["slid_at"] = now
        return response

    return middleware


class DatabaseAway:
    """Answers 503 with a Retry-After where a view finds its database away (newsdesk.errors)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return unavailable_for(request, exception)
