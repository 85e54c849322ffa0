"""Cached URL reversing: a list of fifty events needs hundreds of paths, mostly the same ones."""

from __future__ import annotations

from functools import lru_cache

from django.urls import reverse


@lru_cache(maxsize=5_000)
def address(name: str, *args: object) -> str:
    """Reverse a name of `timeline.urls`: `address("post", "k3v9x2bd", 7)`. The path can be cached
    because a process serves one site, at its root."""
    return reverse(f"timeline:{name}", args=args)
