"""What Django has no setting for: headers, Brotli, what caches do with refusals, and a page for a
database that is away."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import brotli
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse
from django.utils.cache import has_vary_header, patch_vary_headers

from newsdesk.errors import unavailable_for

HEADERS = {
    # SecurityMiddleware says these three too, except where it refuses a request itself.
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    # Nothing of ours may be embedded by other origins, unless a view says otherwise itself.
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"
    ),
}


def security_headers(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Add HEADERS to every response that does not set them, static files and errors included."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    return middleware


#: What follows a coding that a client forbids (RFC 9110, section 12.5.3).
FORBIDDEN = re.compile(r";\s*q=0(\.0*)?\s*$", re.IGNORECASE)


def send_no_forbidden_coding(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Django's gzip and WhiteNoise look for the name of a coding alone: "gzip;q=0" has it, too."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if accepted := request.META.get("HTTP_ACCEPT_ENCODING"):
            allowed = (each for each in accepted.split(",") if not FORBIDDEN.search(each))
            request.META["HTTP_ACCEPT_ENCODING"] = ",".join(allowed)
        return get_response(request)

    return middleware


def leave_what_is_compressed(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """A picture is compressed as it is, and again would take time for nothing. Both who compress
    stand around this, and do not where the client takes no coding."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.headers.get("Content-Type") == "image/png":
            request.META.pop("HTTP_ACCEPT_ENCODING", None)
        return response

    return middleware


#: A client that takes Brotli.
ACCEPTS_BROTLI = re.compile(r"(^|[\s,])br\s*($|[,;])")
#: Shorter answers gain nothing.
WORTH_COMPRESSING = 200
#: Brotli's qualities: the second takes off a tenth more, for twenty times the time.
WELL, BEST = 6, 10


def compress_with_brotli(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Compress pages with Brotli where the client takes it; Django's gzip stands behind it.

    Its window spans a whole page, so a title that stands in the chart and again in the list costs
    once: a fifth less than gzip. Secrets in a page (the admin's form tokens) are masked by Django,
    so that lengths tell nothing (BREACH).
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if not response.streaming:
            patch_vary_headers(response, ["Accept-Encoding"])
            if takes_brotli(request):
                pack(response)
        return response

    return middleware


def takes_brotli(request: HttpRequest) -> bool:
    # Not `request.headers`, which keeps what the middleware above has taken away.
    return bool(ACCEPTS_BROTLI.search(request.META.get("HTTP_ACCEPT_ENCODING", "")))


def pack(response: HttpResponse, quality: int = WELL) -> None:
    """Compress an answer, for who takes Brotli, unless it is already or it is not worth it."""
    if response.has_header("Content-Encoding") or len(response.content) < WORTH_COMPRESSING:
        return
    response.content = brotli.compress(response.content, quality=quality)
    response["Content-Length"] = str(len(response.content))
    response["Content-Encoding"] = "br"


def unpack(response: HttpResponse) -> None:
    """Take that back, for who does not."""
    if response.headers.get("Content-Encoding") == "br":
        response.content = brotli.decompress(response.content)
        del response["Content-Length"], response["Content-Encoding"]


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
