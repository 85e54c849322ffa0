"""Middleware that compresses responses with Brotli and compresses nothing twice."""

from __future__ import annotations

import re
from collections.abc import Callable

import brotli
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

#: Marks a content coding as not acceptable (RFC 9110, section 12.5.3).
ZERO_WEIGHT = re.compile(r";\s*q=0(\.0*)?\s*$", re.IGNORECASE)


def drop_refused_codings(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Remove codings with a weight of zero from Accept-Encoding: Django's GZipMiddleware and
    WhiteNoise look only for the name of a coding, and would accept "gzip;q=0"."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if accepted := request.META.get("HTTP_ACCEPT_ENCODING"):
            allowed = (each for each in accepted.split(",") if not ZERO_WEIGHT.search(each))
            request.META["HTTP_ACCEPT_ENCODING"] = ",".join(allowed)
        return get_response(request)

    return middleware


def skip_compressed_content(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Leave PNG images alone, which are compressed already: dropping Accept-Encoding stops both
    compressing middlewares, which wrap this one."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.headers.get("Content-Type") == "image/png":
            request.META.pop("HTTP_ACCEPT_ENCODING", None)
        return response

    return middleware


#: Matches an Accept-Encoding that includes Brotli.
ACCEPTS_BROTLI = re.compile(r"(^|[\s,])br\s*($|[,;])")
#: Bytes; shorter responses gain nothing.
MIN_SIZE = 200
#: Brotli quality levels: the second saves a tenth more bytes and takes twenty times as long.
QUALITY, BEST_QUALITY = 6, 10


def compress_with_brotli(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Compress responses with Brotli if the client accepts it; otherwise GZipMiddleware applies.

    Brotli's window spans a whole page, so a title that occurs in the chart and again in the list
    costs once: the result is a fifth smaller than gzip's. Django masks the secrets in a page (the
    CSRF tokens of the admin's forms), so its length reveals nothing about them (BREACH).
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if not response.streaming:
            patch_vary_headers(response, ["Accept-Encoding"])
            if accepts_brotli(request):
                compress(response)
        return response

    return middleware


def accepts_brotli(request: HttpRequest) -> bool:
    # Not `request.headers`: that is cached and may predate the changes the middlewares above make.
    return bool(ACCEPTS_BROTLI.search(request.META.get("HTTP_ACCEPT_ENCODING", "")))


def compress(response: HttpResponse, quality: int = QUALITY) -> None:
    """Compress a response with Brotli, unless it is short or already compressed."""
    if response.has_header("Content-Encoding") or len(response.content) < MIN_SIZE:
        return
    response.content = brotli.compress(response.content, quality=quality)
    response["Content-Length"] = str(len(response.content))
    response["Content-Encoding"] = "br"


def decompress(response: HttpResponse) -> None:
    """Undo `compress`, for a client that does not accept Brotli."""
    if response.headers.get("Content-Encoding") == "br":
        response.content = brotli.decompress(response.content)
        del response["Content-Length"], response["Content-Encoding"]
