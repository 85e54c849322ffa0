"""Memoization per language."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Generic, TypeVar, TypeVarTuple

from django.conf import settings
from django.utils.translation import get_language

Args = TypeVarTuple("Args")
Result = TypeVar("Result")


class Memoized(Generic[*Args, Result]):
    """A pure function of hashable arguments, memoized in an LRU cache with the language in its key;
    not with DEBUG, so that changes to templates show."""

    def __init__(self, function: Callable[[*Args], Result], max_size: int) -> None:
        self.function = function
        self._cached = lru_cache(maxsize=max_size)(self._call)

    def __call__(self, *args: *Args) -> Result:
        return self.in_current_language()(*args)

    def in_current_language(self) -> Callable[[*Args], Result]:
        """The function for the current language, to look that up once per loop: a cache hit is
        faster."""
        if settings.DEBUG:
            return self.function
        cached, language = self._cached, get_language()
        return lambda *args: cached(language, args)

    def _call(self, _language: str | None, args: tuple[*Args]) -> Result:
        return self.function(*args)


def memoized_by_language(
    max_size: int,
) -> Callable[[Callable[[*Args], Result]], Memoized[*Args, Result]]:
    def decorate(function: Callable[[*Args], Result]) -> Memoized[*Args, Result]:
        return Memoized(function, max_size)

    return decorate
