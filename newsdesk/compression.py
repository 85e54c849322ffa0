"""What is compressed: with Brotli, for who takes it, and nothing twice."""

from __future__ import annotations

import re
from collections.abc import Callable

import brotli
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

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
