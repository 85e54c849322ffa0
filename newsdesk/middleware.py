"""Middleware for what Django has no setting for: security headers, caching of error responses,
sliding sessions, and a page for database outages."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse
from django.utils.cache import has_vary_header

from newsdesk.errors import outage_response

CORP = "Cross-Origin-Resource-Policy"
HEADERS = {
    # SecurityMiddleware sets these three, too, but not on responses that it makes itself.
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    # Other origins may not embed our resources, unless a view sets the header differently.
    CORP: "same-origin",
    "Permissions-Policy": (
        "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"
    ),
}
#: An embed in a sandboxed iframe has an opaque origin, and needs the static files, too.
STATIC_HEADERS = HEADERS | {CORP: "cross-origin"}


def security_headers(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Add HEADERS to every response that doesn't set them, including static files and errors."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        is_static = request.path.startswith(settings.STATIC_URL)
        for name, value in (STATIC_HEADERS if is_static else HEADERS).items():
            response.headers.setdefault(name, value)
        return response

    return middleware


def strip_reader_cookies(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Drop cookies from responses of views that take no forms: an invalid cookie of the desk would
    be replaced in a response that shared caches store for everybody."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        match = request.resolver_match
        is_csrf_protected = match and not getattr(match.func, "csrf_exempt", False)
        if response.cookies and not is_csrf_protected:
            response.cookies.clear()
            varies = response.headers.get("Vary", "").split(", ")
            del response.headers["Vary"]
            if others := ", ".join(each for each in varies if each != "Cookie"):
                response.headers["Vary"] = others
        return response

    return middleware


#: Moved Permanently, Not Found, Gone.
BRIEFLY_CACHED = {301, 404, 410}


def cache_errors_briefly(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Let shared caches store 301, 404 and 410 for one second, and have browsers revalidate them.

    A cache that may not store such a response at all serves the stale page instead, so a retraction
    would never show. And browsers keep a permanent redirect forever (RFC 9110, section 15.4.2): a
    rename that is undone would cause a redirect loop. Responses that vary on the cookie, as at the
    desk, are left alone.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        is_public = not has_vary_header(response, "Cookie")
        if response.status_code in BRIEFLY_CACHED and is_public:
            response.headers.setdefault("Cache-Control", "public, max-age=0, s-maxage=1")
        return response

    return middleware


def slide_sessions(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Make SESSION_COOKIE_AGE count from the last request, so that active editors stay logged in.

    Django's SESSION_SAVE_EVERY_REQUEST would write to the database on every request, readers'
    included. Here, at least a tenth of the age passes between two writes, and pages that don't
    access the session, such as readers' pages, cost none.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        session = request.session
        # If the database is down (503), reading the session would fail, too.
        if response.status_code < 500 and session.accessed and SESSION_KEY in session:
            now = int(time.time())
            if now - session.get("slid_at", 0) >= settings.SESSION_COOKIE_AGE // 10:
                session["slid_at"] = now
        return response

    return middleware


class DatabaseUnavailable:
    """Return 503 with Retry-After if the database is down for a view (see newsdesk.errors)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return outage_response(request, exception)
