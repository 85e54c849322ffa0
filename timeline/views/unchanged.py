"""What readers are sent while nothing public changes: 304 to whoever has it already (RFC 9110,
section 13), and to the others what was made before, for one statement."""

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

#: Seconds that a proxy may answer by itself, and then go on while it asks for what is new, and
#: while it gets no answer.
SHARED, STALE, STALE_IF_ERROR = 5, 60, 86_400
#: Seconds that a fragment which was asked for beforehand may wait until it is wanted.
BEFOREHAND = 1
#: Conditions on what somebody has. Those on a date are none, for we give none.
ON_TAGS = {"HTTP_IF_MATCH", "HTTP_IF_NONE_MATCH"}
#: Who asks for a page as the tenth shows that it is worth the best compression.
OFTEN = 10


def validator(request: HttpRequest, *asked: object) -> str:
    """The entity tag of the answer to this request: another one whenever something public changes,
    and when `asked`, which the address alone does not tell, does. One statement.

    Another one, too, when a draft is saved: nothing that becomes public is missed, and now and then
    an answer is made anew for nothing.

    Weak, because compression on the way changes the bytes.
    """
    return _tag(request, _read_state(request), *asked)


def not_modified(request: HttpRequest, tag: str) -> HttpResponse | None:
    """The answer for whoever has the one with this tag; None for everybody else."""
    if not (ON_TAGS & request.META.keys()):
        return None
    response: HttpResponse | None = get_conditional_response(request, etag=tag)
    # A condition on a date that we don't give is none (RFC 9110, section 13.1.4).
    if response and response.status_code == 412 and "If-Match" not in request.headers:
        return None
    return response


def made_or_not(
    request: HttpRequest, tag: str, make: Callable[[], HttpResponseBase]
) -> HttpResponseBase:
    """304 for whoever has the answer with this tag; for everybody else the answer. Whether there is
    any, which `*` and If-Match ask first, only who makes it knows (RFC 9110, section 13.2.1)."""
    asks_first = (
        request.headers.get("If-None-Match", "").strip() == "*" or "If-Match" in request.headers
    )
    if not asks_first and (known := not_modified(request, tag)):
        return known
    response = make()
    return (asks_first and response.status_code == 200 and not_modified(request, tag)) or response


def to_be_asked_again(response: HttpResponseBase, tag: str) -> HttpResponseBase:
    """May be kept by anybody, who asks before showing it again: a correction counts at once. What
    is no answer (412) is not kept."""
    if response.status_code not in (200, 304):
        return response
    response.headers["ETag"] = tag
    patch_cache_control(response, public=True, no_cache=True)
    return response


def kept_while_unchanged(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponseBase]:
    """A readers' page: made once for a public state, a day and an address.

    Browsers ask each time. Proxies need not for SHARED seconds, but never beyond the end of an
    embargo, and may show it while they ask whether it holds.
    """
    return _kept(view, has_fragments=False)


def kept_with_fragments(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponseBase]:
    """The same of a page that answers HTMX with a part of it, which is kept apart.

    For that a browser asks again after BEFOREHAND, and nobody shows it while it is asked whether it
    holds: browsers would do so for a minute after a correction.
    """
    return vary_on_htmx(_kept(view, has_fragments=True))


def _kept(
    view: Callable[..., HttpResponse], *, has_fragments: bool
) -> Callable[..., HttpResponseBase]:
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if settings.DEBUG:  # whoever changes a template wants to see it
            return view(request, *args, **kwargs)
        state = _read_state(request)
        # "Last year" is another range next year.
        is_fragment = has_fragments and wants_fragment(request)
        tag = _tag(request, state, is_fragment, timezone.localdate(), get_language())
        response = made_or_not(
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
    """What this answer has been made a tag of, where it was; it need not be read again."""
    return getattr(request, "public_state", None)


def _made(request: HttpRequest, tag: str, make: Callable[[], HttpResponse]) -> HttpResponse:
    """A page from before, or a new one. Within a transaction its own changes count, and it may
    still take them back: nothing of it is kept.

    It is kept compressed, an eighth of its size, as nearly everybody takes it: well, from the first
    one on who does, and best once OFTEN have.
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
            # Nobody waits for it: Brotli lets Python go on meanwhile.
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
    """Whole seconds that a proxy may answer by itself."""
    if state.until is None:
        return SHARED
    return max(0, min(SHARED, int((state.until - timezone.now()).total_seconds())))


def _tag(request: HttpRequest, state: PublicState, *asked: object) -> str:
    seen = (_program(), settings.SITE_URL, request.get_full_path(), state.text, *asked)
    return f'W/"{hashlib.sha256(repr(seen).encode()).hexdigest()[:32]}"'


@cache
def _program() -> str:
    """What the same events are written as changes with the program, what it is made of, and the
    names of static files. Read once by a process."""
    found = hashlib.sha256()
    for folder in ("newsdesk", "timeline", "templates", "static"):
        for path in sorted((settings.BASE_DIR / folder).rglob("*")):
            if path.suffix in {".py", ".html", ".css", ".js", ".svg"}:
                found.update(path.read_bytes())
    found.update((settings.BASE_DIR / "requirements.txt").read_bytes())
    found.update(str(getattr(staticfiles_storage, "manifest_hash", "")).encode())
    return found.hexdigest()
