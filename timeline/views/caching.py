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

from newsdesk.compression import BEST, WELL, pack, takes_brotli, unpack
from timeline.models.changes import PublicState, public_state
from timeline.views.reading import vary_on_htmx, wants_fragment

#: Cache-Control for proxies, in seconds: s-maxage, stale-while-revalidate, stale-if-error.
SHARED, STALE, STALE_IF_ERROR = 5, 60, 86_400
#: Seconds for which a browser may use a prefetched fragment without revalidating it.
BEFOREHAND = 1
#: Conditional headers with ETags. Those with dates are ignored, since we send no Last-Modified.
ON_TAGS = {"HTTP_IF_MATCH", "HTTP_IF_NONE_MATCH"}
#: The number of Brotli requests for a page after which it is recompressed at the best quality.
OFTEN = 10


def validator(request: HttpRequest, *asked: object) -> str:
    """The ETag of the response to this request. Costs one query.

    It changes whenever something public changes, and with `asked`: inputs that are not in the URL.
    It also changes when a draft is saved: so no publication is missed, at the price of an
    unnecessary new response now and then. It is weak because compression changes the bytes.
    """
    return _tag(request, _read_state(request), *asked)


def not_modified(request: HttpRequest, tag: str) -> HttpResponse | None:
    """The 304 or 412 that conditional headers call for, given the current ETag; else None."""
    if not (ON_TAGS & request.META.keys()):
        return None
    response: HttpResponse | None = get_conditional_response(request, etag=tag)
    # Ignore If-Unmodified-Since without a Last-Modified of ours (RFC 9110, section 13.1.4).
    if response and response.status_code == 412 and "If-Match" not in request.headers:
        return None
    return response


def conditional_response(
    request: HttpRequest, tag: str, make: Callable[[], HttpResponseBase]
) -> HttpResponseBase:
    """304 if the client has the response with this ETag, otherwise the response that `make` makes.

    `If-None-Match: *` and If-Match depend on whether the resource exists, which only `make` finds
    out: they are evaluated after it, and only for a 200 (RFC 9110, section 13.2.1).
    """
    asks_first = (
        request.headers.get("If-None-Match", "").strip() == "*" or "If-Match" in request.headers
    )
    if not asks_first and (known := not_modified(request, tag)):
        return known
    response = make()
    return (asks_first and response.status_code == 200 and not_modified(request, tag)) or response


def must_revalidate(response: HttpResponseBase, tag: str) -> HttpResponseBase:
    """Let caches store a response but revalidate it before each use, so that corrections show at
    once. Other responses than 200 and 304, such as a 412, are left alone."""
    if response.status_code not in (200, 304):
        return response
    response.headers["ETag"] = tag
    patch_cache_control(response, public=True, no_cache=True)
    return response


def cached_while_unchanged(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponseBase]:
    """Decorate a readers' page: cache it by public state, day, language and URL.

    Browsers revalidate each time. Proxies may serve it for SHARED seconds, but never beyond the end
    of an embargo, and may serve it stale while they revalidate.
    """
    return _kept(view, has_fragments=False)


def cached_with_fragments(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponseBase]:
    """`cached_while_unchanged` for a page that answers HTMX with a fragment, cached separately.

    Browsers may use a fragment for BEFOREHAND seconds. It has no stale-while-revalidate, with which
    browsers would show it for up to a minute after a correction.
    """
    return vary_on_htmx(_kept(view, has_fragments=True))


def _kept(
    view: Callable[..., HttpResponse], *, has_fragments: bool
) -> Callable[..., HttpResponseBase]:
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if settings.DEBUG:  # no cache, so that changes to templates show
            return view(request, *args, **kwargs)
        state = _read_state(request)
        # The day is in the tag because relative dates ("last year") change their meaning.
        is_fragment = has_fragments and wants_fragment(request)
        tag = _tag(request, state, is_fragment, timezone.localdate(), get_language())
        response = conditional_response(
            request, tag, lambda: _made(request, tag, lambda: view(request, *args, **kwargs))
        )
        if response.status_code in (200, 304):
            response.headers["ETag"] = tag
            shared = _shared_for(state)
            own = min(BEFOREHAND, shared) if is_fragment else 0
            response.headers["Cache-Control"] = (
                f"public, max-age={own}, s-maxage={shared}, stale-if-error={STALE_IF_ERROR}"
                + ("" if is_fragment else f", stale-while-revalidate={STALE}")
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


def _made(request: HttpRequest, tag: str, make: Callable[[], HttpResponse]) -> HttpResponse:
    """The cached page, or a new one. Inside a transaction nothing is cached, since the page shows
    changes that may still be rolled back.

    It is stored as Brotli, at an eighth of its size, since nearly all clients accept that: at
    quality WELL from the first such client on, and at BEST after OFTEN of them.
    """
    if connection.in_atomic_block:
        return make()
    pages, takes = caches["pages"], takes_brotli(request)
    content, headers, takers = pages.get(tag) or (None, None, 0)
    response = make() if content is None else HttpResponse(content, headers=headers)
    if response.status_code == 200 and (content is None or (takes and takers < OFTEN)):
        takers += takes
        if takers == 1:
            pack(response, WELL)
        pages.set(tag, (response.content, dict(response.headers), takers))
        if takers == OFTEN:
            # In a thread, so that no request waits for it: Brotli releases the GIL.
            Thread(target=_pack_best, args=(tag,), name=f"packing {tag}").start()
    if not takes:
        unpack(response)
    return response


def _pack_best(tag: str) -> None:
    if kept := caches["pages"].get(tag):
        content, headers, takers = kept
        page = HttpResponse(content, headers=headers)
        unpack(page)
        pack(page, BEST)
        caches["pages"].set(tag, (page.content, dict(page.headers), takers))


def _shared_for(state: PublicState) -> int:
    """s-maxage in whole seconds: SHARED, or less if an embargo ends sooner."""
    if state.until is None:
        return SHARED
    return max(0, min(SHARED, int((state.until - timezone.now()).total_seconds())))


def _tag(request: HttpRequest, state: PublicState, *asked: object) -> str:
    seen = (_program(), settings.SITE_URL, request.get_full_path(), state.text, *asked)
    return f'W/"{hashlib.sha256(repr(seen).encode()).hexdigest()[:32]}"'


@cache
def _program() -> str:
    """A hash of all but the data that determines a response: code, templates, requirements, and the
    names of static files. Computed once per process."""
    found = hashlib.sha256()
    for folder in ("newsdesk", "timeline", "templates", "static"):
        for path in sorted((settings.BASE_DIR / folder).rglob("*")):
            if path.suffix in {".py", ".html", ".css", ".js", ".svg"}:
                found.update(path.read_bytes())
    found.update((settings.BASE_DIR / "requirements.txt").read_bytes())
    found.update(str(getattr(staticfiles_storage, "manifest_hash", "")).encode())
    return found.hexdigest()
