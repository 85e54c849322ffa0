"""What is made once and kept, apart for each language."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar, TypeVarTuple

from django.conf import settings
from django.utils.translation import get_language

Given = TypeVarTuple("Given")
Made = TypeVar("Made")


def kept_by_language(
    most: int,
) -> Callable[[Callable[[*Given], Made]], Callable[[*Given], Made]]:
    """For what makes the same of the same (hashable) arguments: the latest so many are kept. None
    while developing: whoever changes a template wants to see it."""

    def decorate(make: Callable[[*Given], Made]) -> Callable[[*Given], Made]:
        @lru_cache(maxsize=most)
        def kept(_language: str | None, given: tuple[*Given]) -> Made:
            return make(*given)

        @wraps(make)
        def answer(*given: *Given) -> Made:
            return make(*given) if settings.DEBUG else kept(get_language(), given)

        return answer

    return decorate
