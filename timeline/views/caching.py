"""Conditional requests and the page cache: while nothing public changes, a request gets 304 (RFC
9110, section 13) or the cached page, at the cost of one query."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache, wraps
from threading import Thread
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.cache import caches
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.translation import get_language

from newsdesk.compression import BEST_QUALITY, QUALITY, accepts_brotli, compress, decompress
from timeline.models.changes import PublicState, public_state
from timeline.views.decorators import vary_on_htmx, wants_fragment

#: Cache-Control for proxies, in seconds: s-maxage, stale-while-revalidate, stale-if-error.
S_MAXAGE, STALE_WHILE_REVALIDATE, STALE_IF_ERROR = 5, 60, 86_400
#: Seconds for which a browser may use a prefetched fragment without revalidating it.
PREFETCH_MAX_AGE = 1
#: Conditional headers with ETags. Those with dates are ignored, since we send no Last-Modified.
ETAG_HEADERS = {"HTTP_IF_MATCH", "HTTP_IF_NONE_MATCH"}
#: The number of Brotli requests for a page after which it is recompressed at the best quality.
RECOMPRESS_AFTER = 10


def make_etag(request: HttpRequest, *inputs: object) -> str:
    """The ETag of the response to this request. Costs one query.

    It changes whenever something public changes, and with `inputs` that are not in the URL.
    It also changes when a draft is saved: so no publication is missed, at the price of an
    unnecessary new response now and then. It is weak because compression changes the bytes.
    """
    return _hash_etag(request, _read_state(request), *inputs)


def not_modified(request: HttpRequest, etag: str) -> HttpResponse | None:
    """The 304 or 412 that conditional headers call for, given the current ETag; else None."""
    if not (ETAG_HEADERS & request.META.keys()):
        return None
    response: HttpResponse | None = get_conditional_response(request, etag=etag)
    # Ignore If-Unmodified-Since without a Last-Modified of ours (RFC 9110, section 13.1.4).
    if response and response.status_code == 412 and "If-Match" not in request.headers:
        return None
    return response


def conditional_response(
    request: HttpRequest, etag: str, make: Callable[[], HttpResponseBase]
) -> HttpResponseBase:
    """304 if the client has the response with this ETag, otherwise the response that `make` makes.

    `If-None-Match: *` and If-Match depend on whether the resource exists, which only `make` finds
    out: they are evaluated after it, and only for a 200 (RFC 9110, section 13.2.1).
    """
    is_make_needed = (
        request.headers.get("If-None-Match", "").strip() == "*" or "If-Match" in request.headers
    )
    if not is_make_needed and (unmodified := not_modified(request, etag)):
        return unmodified
    response = make()
    return (
        is_make_needed and response.status_code == 200 and not_modified(request, etag)
    ) or response


def must_revalidate(response: HttpResponseBase, etag: str) -> HttpResponseBase:
    """Let caches store a response but revalidate it before each use, so that corrections show at
    once. Other responses than 200 and 304, such as a 412, are left alone."""
    if response.status_code not in (200, 304):
        return response
    response.headers["ETag"] = etag
    patch_cache_control(response, public=True, no_cache=True)
    return response


def cached_while_unchanged(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponseBase]:
    """Decorate a readers' page: cache it by public state, day, language and URL.

    Browsers revalidate each time. Proxies may serve it for S_MAXAGE seconds, but never beyond the
    end of an embargo, and may serve it stale while they revalidate.
    """
    return _cached(view, has_fragments=False)


def cached_with_fragments(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponseBase]:
    """`cached_while_unchanged` for a page that answers HTMX with a fragment, cached separately.

    Browsers may use a fragment for PREFETCH_MAX_AGE seconds. It has no stale-while-revalidate, with
    which browsers would show it for up to a minute after a correction.
    """
    return vary_on_htmx(_cached(view, has_fragments=True))


def _cached(
    view: Callable[..., HttpResponse], *, has_fragments: bool
) -> Callable[..., HttpResponseBase]:
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if settings.DEBUG:  # no cache, so that changes to templates show
            return view(request, *args, **kwargs)
        state = _read_state(request)
        # The day is in the tag because relative dates ("last year") change their meaning.
        is_fragment = has_fragments and wants_fragment(request)
        etag = _hash_etag(request, state, is_fragment, timezone.localdate(), get_language())
        response = conditional_response(
            request,
            etag,
            lambda: _get_or_make(request, etag, lambda: view(request, *args, **kwargs)),
        )
        if response.status_code in (200, 304):
            response.headers["ETag"] = etag
            s_maxage = _s_maxage(state)
            max_age = min(PREFETCH_MAX_AGE, s_maxage) if is_fragment else 0
            response.headers["Cache-Control"] = (
                f"public, max-age={max_age}, s-maxage={s_maxage}, stale-if-error={STALE_IF_ERROR}"
                + ("" if is_fragment else f", stale-while-revalidate={STALE_WHILE_REVALIDATE}")
            )
        return response

    return answer


def _read_state(request: HttpRequest) -> PublicState:
    state = public_state()
    request.public_state = state  # type: ignore[attr-defined]
    return state


def state_of(request: HttpRequest) -> PublicState | None:
    """The state that this request's ETag was made from, to save another query; None without one."""
    return getattr(request, "public_state", None)


def _get_or_make(request: HttpRequest, etag: str, make: Callable[[], HttpResponse]) -> HttpResponse:
    """The cached page, or a new one. Inside a transaction nothing is cached, since the page shows
    changes that may still be rolled back.

    It is stored as Brotli, at an eighth of its size, since nearly all clients accept that: at
    quality QUALITY from the first such client on, and at BEST_QUALITY after RECOMPRESS_AFTER of
    them.
    """
    if connection.in_atomic_block:
        return make()
    pages, wants_brotli = caches["pages"], accepts_brotli(request)
    content, headers, brotli_hits = pages.get(etag) or (None, None, 0)
    response = make() if content is None else HttpResponse(content, headers=headers)
    if response.status_code == 200 and (
        content is None or (wants_brotli and brotli_hits < RECOMPRESS_AFTER)
    ):
        brotli_hits += wants_brotli
        if brotli_hits == 1:
            compress(response, QUALITY)
        pages.set(etag, (response.content, dict(response.headers), brotli_hits))
        if brotli_hits == RECOMPRESS_AFTER:
            # In a thread, so that no request waits for it: Brotli releases the GIL.
            Thread(target=_recompress, args=(etag,), name=f"packing {etag}").start()
    if not wants_brotli:
        decompress(response)
    return response


def _recompress(etag: str) -> None:
    if cached := caches["pages"].get(etag):
        content, headers, brotli_hits = cached
        page = HttpResponse(content, headers=headers)
        decompress(page)
        compress(page, BEST_QUALITY)
        caches["pages"].set(etag, (page.content, dict(page.headers), brotli_hits))


def _s_maxage(state: PublicState) -> int:
    """s-maxage in whole seconds: S_MAXAGE, or less if an embargo ends sooner."""
    if state.until is None:
        return S_MAXAGE
    return max(0, min(S_MAXAGE, int((state.until - timezone.now()).total_seconds())))


def _hash_etag(request: HttpRequest, state: PublicState, *inputs: object) -> str:
    parts = (_code_hash(), settings.SITE_URL, request.get_full_path(), state.text, *inputs)
    return f'W/"{hashlib.sha256(repr(parts).encode()).hexdigest()[:32]}"'


@cache
def _code_hash() -> str:
    """A hash of all but the data that determines a response: code, templates, requirements, and the
    names of static files. Computed once per process."""
    digest = hashlib.sha256()
    for folder in ("newsdesk", "timeline", "templates", "static"):
        for path in sorted((settings.BASE_DIR / folder).rglob("*")):
            if path.suffix in {".py", ".html", ".css", ".js", ".svg"}:
                digest.update(path.read_bytes())
    digest.update((settings.BASE_DIR / "requirements.txt").read_bytes())
    digest.update(str(getattr(staticfiles_storage, "manifest_hash", "")).encode())
    return digest.hexdigest()
