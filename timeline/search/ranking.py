"""Rank events by how well their titles match the search words."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from timeline.search.words import words


def in_title(asked: Sequence[str], title: str) -> int:
    """Score a title by how many of the words of a `question()` it contains. The last word may be a
    prefix, which scores 1; any whole word scores 2."""
    said = _said(title)
    *whole, last = asked
    begun, is_whole = f" {last}" in said, f" {last} " in said
    return 2 * sum(f" {word} " in said for word in whole) + begun + is_whole


@lru_cache(maxsize=2_000)
def _said(title: str) -> str:
    """Return the words of a title, each between spaces; cached, as every search ranks the titles of
    the most important events."""
    return f" {' '.join(words(title))} "
