"""Do these words stand in this text? As loosely as a browser looks for the words of a link to them:
by the base characters alone (the specification of text fragments, section 3.5, asks for the primary
level of UTS 10), whatever the case, the quotation marks, dashes and spaces, and the Unicode form.
"""

from __future__ import annotations

import re

from timeline.characters import without_controls
from timeline.search.words import words

#: What whoever quotes leaves out, with its brackets and the blanks around it.
_LEFT_OUT = re.compile(r"[\s[(]*(?:…|\.{3,})[\s\])]*")


def around_left_out(phrase: str) -> list[str]:
    """The parts of a quote around what it leaves out ("…"); one at an end that is left out is
    empty."""
    # Most leave nothing out, and an answer has hundreds.
    return _LEFT_OUT.split(phrase) if "…" in phrase or "..." in phrase else [phrase]


class Quotable:
    """A text whose words are taken apart once, however many phrases are looked for."""

    def __init__(self, text: str) -> None:
        self._words = _spaced(text)

    def has(self, phrase: str) -> bool:
        """Whether all its words stand together here, or in order around what it leaves out ("…").
        So does a phrase without a letter or a digit, in any text."""
        end = 0
        for part in around_left_out(phrase):
            asked = _spaced(part)
            found = self._words.find(asked, end)
            if asked.strip() and found < 0:
                return False
            # The space behind a word is the one before the next.
            end = max(end, found + len(asked) - 1)
        return True


def _spaced(text: str) -> str:
    """Its words, each between spaces: "May" is no part of "dismayed". A quote has no controls, but
    a text that was kept before they were taken out may have them in its words."""
    return f" {' '.join(words(without_controls(text)))} "
