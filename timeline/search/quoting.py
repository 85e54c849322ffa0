"""Find out whether a text contains a quote, as loosely as browsers match text fragments in links.

Only base characters are compared (section 3.5 of the text fragments specification asks for the
primary level of UTS 10): case, quotation marks, dashes, spaces and Unicode form don't matter.
"""

from __future__ import annotations

import re

from timeline.characters import without_controls
from timeline.search.words import words

#: An ellipsis in a quote, with any brackets and spaces around it.
_LEFT_OUT = re.compile(r"[\s[(]*(?:…|\.{3,})[\s\])]*")


def around_left_out(phrase: str) -> list[str]:
    """Split a quote at its ellipses ("…"); an ellipsis at an end gives an empty part there."""
    # Most quotes have none, and one page has hundreds: skip the regular expression.
    return _LEFT_OUT.split(phrase) if "…" in phrase or "..." in phrase else [phrase]


class Quotable:
    """A text that is tokenized once, however many phrases are looked up in it."""

    def __init__(self, text: str) -> None:
        self._words = _spaced(text)

    def has(self, phrase: str) -> bool:
        """Whether the words of the phrase occur here together, or in order around its ellipses. A
        phrase without letters and digits occurs in any text."""
        end = 0
        for part in around_left_out(phrase):
            asked = _spaced(part)
            found = self._words.find(asked, end)
            if asked.strip() and found < 0:
                return False
            # The space after a word is also the one before the next.
            end = max(end, found + len(asked) - 1)
        return True


def _spaced(text: str) -> str:
    """Return the words of a text, each between spaces, so that "May" isn't found in "dismayed".
    Texts stored before control characters were stripped may still contain them."""
    return f" {' '.join(words(without_controls(text)))} "
