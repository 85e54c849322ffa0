"""Rank events by how well their titles match the search words."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from timeline.search.words import words


def title_score(terms: Sequence[str], title: str) -> int:
    """Score a title by how many of the `search_terms()` it contains. The last word may be a
    prefix, which scores 1; any whole word scores 2."""
    padded = _padded_words(title)
    *whole, last = terms
    has_prefix, has_last = f" {last}" in padded, f" {last} " in padded
    return 2 * sum(f" {word} " in padded for word in whole) + has_prefix + has_last


@lru_cache(maxsize=2_000)
def _padded_words(title: str) -> str:
    """Return the words of a title, each between spaces; cached, as every search ranks the titles of
    the most important events."""
    return f" {' '.join(words(title))} "
