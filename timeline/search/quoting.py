"""Find out whether a text contains a quote, as loosely as browsers match text fragments in links.

Only base characters are compared (section 3.5 of the text fragments specification asks for the
primary level of UTS 10): case, quotation marks, dashes, spaces and Unicode form don't matter.
"""

from __future__ import annotations

import re

from timeline.characters import without_controls
from timeline.search.words import words

#: An ellipsis in a quote, with any brackets and spaces around it.
_ELLIPSIS = re.compile(r"[\s[(]*(?:…|\.{3,})[\s\])]*")


def split_at_ellipses(phrase: str) -> list[str]:
    """Split a quote at its ellipses ("…"); an ellipsis at an end gives an empty part there."""
    # Most quotes have none, and one page has hundreds: skip the regular expression.
    return _ELLIPSIS.split(phrase) if "…" in phrase or "..." in phrase else [phrase]


class Quotable:
    """A text that is tokenized once, however many phrases are looked up in it."""

    def __init__(self, text: str) -> None:
        self._words = _spaced(text)

    def has(self, phrase: str) -> bool:
        """Whether the words of the phrase occur here together, or in order around its ellipses. A
        phrase without letters and digits occurs in any text."""
        end = 0
        for part in split_at_ellipses(phrase):
            padded = _spaced(part)
            start = self._words.find(padded, end)
            if padded.strip() and start < 0:
                return False
            # The space after a word is also the one before the next.
            end = max(end, start + len(padded) - 1)
        return True


def _spaced(text: str) -> str:
    """Return the words of a text, each between spaces, so that "May" isn't found in "dismayed".
    Texts stored before control characters were stripped may still contain them."""
    return f" {' '.join(words(without_controls(text)))} "
