"""Cached URL reversing: a list of fifty events needs hundreds of paths, mostly the same ones."""

from __future__ import annotations

from functools import lru_cache

from django.urls import reverse


@lru_cache(maxsize=5_000)
def address(name: str, *args: object) -> str:
    """Reverse a name of `timeline.urls`, e.g. `address("post", "k3v9x2bd", 7)`, and cache the path.

    Caching per process is safe because it serves one site at the root, without a script prefix.
    """
    return reverse(f"timeline:{name}", args=args)
