"""Which of some events answer a question best."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from timeline.search.words import words


def in_title(asked: Sequence[str], title: str) -> int:
    """How many of the words of a `question()` stand in a title, the last at least as a beginning;
    a whole last word counts for more than a beginning."""
    said = _said(title)
    *whole, last = asked
    begun, is_whole = f" {last}" in said, f" {last} " in said
    return 2 * sum(f" {word} " in said for word in whole) + begun + is_whole


@lru_cache(maxsize=2_000)
def _said(title: str) -> str:
    """Its words, each between spaces. The titles that matter most are ranked in every search."""
    return f" {' '.join(words(title))} "
