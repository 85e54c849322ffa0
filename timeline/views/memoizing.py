"""Memoization per language."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Generic, TypeVar, TypeVarTuple

from django.conf import settings
from django.utils.translation import get_language

Given = TypeVarTuple("Given")
Made = TypeVar("Made")


class Memoized(Generic[*Given, Made]):
    """A pure function of hashable arguments, memoized in an LRU cache with the language in its key;
    not with DEBUG, so that changes to templates show."""

    def __init__(self, make: Callable[[*Given], Made], most: int) -> None:
        self.make = make
        self._kept = lru_cache(maxsize=most)(self._in_language)

    def __call__(self, *given: *Given) -> Made:
        return self.here()(*given)

    def here(self) -> Callable[[*Given], Made]:
        """The function for the current language, to look that up once per loop: a cache hit is
        faster."""
        if settings.DEBUG:
            return self.make
        kept, language = self._kept, get_language()
        return lambda *given: kept(language, given)

    def _in_language(self, _language: str | None, given: tuple[*Given]) -> Made:
        return self.make(*given)


def memoized_by_language(
    most: int,
) -> Callable[[Callable[[*Given], Made]], Memoized[*Given, Made]]:
    def decorate(make: Callable[[*Given], Made]) -> Memoized[*Given, Made]:
        return Memoized(make, most)

    return decorate
