"""Addresses of our pages. A list of fifty asks for hundreds, mostly the same ones."""

from __future__ import annotations

from functools import lru_cache

from django.urls import get_script_prefix, reverse


def address(name: str, *args: object) -> str:
    """The path of what `timeline.urls` calls so: `address("post", "k3v9x2bd", 7)`."""
    return _looked_up(get_script_prefix(), name, args)


@lru_cache(maxsize=5_000)
def _looked_up(_prefix: str, name: str, args: tuple[object, ...]) -> str:
    return reverse(f"timeline:{name}", args=args)
