"""Addresses of our pages. A list of fifty asks for hundreds, mostly the same ones."""

from __future__ import annotations

from functools import lru_cache

from django.urls import reverse


@lru_cache(maxsize=5_000)
def address(name: str, *args: object) -> str:
    """The path of what `timeline.urls` calls so: `address("post", "k3v9x2bd", 7)`. A process serves
    one host, from its root."""
    return reverse(f"timeline:{name}", args=args)
