"""304 for whoever has it already (RFC 9110, section 13), at the price of one statement."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import get_conditional_response, patch_cache_control

from timeline.models.changes import public_state

_PROGRAM = Path(__file__).resolve().parents[1]


def validator(request: HttpRequest, *asked: object) -> str:
    """The entity tag of the answer to this request: another one whenever something public changes,
    and when `asked`, which the address alone does not tell, does. One statement.

    Weak, because compression on the way changes the bytes.
    """
    seen = (_program(), settings.SITE_URL, request.get_full_path(), public_state(), *asked)
    return f'W/"{hashlib.sha256(repr(seen).encode()).hexdigest()[:32]}"'


def not_modified(request: HttpRequest, tag: str) -> HttpResponseBase | None:
    """The answer for whoever has the one with this tag; None for everybody else."""
    response: HttpResponseBase | None = get_conditional_response(request, etag=tag)
    return response


def to_be_asked_again(response: HttpResponseBase, tag: str) -> HttpResponseBase:
    """May be kept by anybody, who asks before showing it again: a correction counts at once."""
    response.headers["ETag"] = tag
    patch_cache_control(response, public=True, no_cache=True)
    return response


@cache
def _program() -> str:
    """What the same events are written as changes with the program. Read once by a process."""
    found = hashlib.sha256()
    for path in sorted(_PROGRAM.rglob("*.py")):
        found.update(path.read_bytes())
    return found.hexdigest()
