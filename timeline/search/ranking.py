"""Which of some events answer a question best."""

from __future__ import annotations

from collections.abc import Sequence

from timeline.search.words import words


def in_title(asked: Sequence[str], title: str) -> int:
    """How many of the words of a `question()` stand in a title, the last at least as a beginning;
    a whole last word counts for more than a beginning."""
    if title.isascii() and not any(word in title.lower() for word in asked):
        return 0  # as most titles, in a tenth of the time
    said = set(words(title))
    *whole, last = asked
    begun = any(word.startswith(last) for word in said)
    return 2 * len(said.intersection(whole)) + begun + (last in said)
