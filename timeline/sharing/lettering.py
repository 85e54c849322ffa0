"""Words into lines: as large as fits, never wider than their place, never cut off unseen."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from timeline.sharing.fonts import Faces, width

#: Lines may break before and after these, which are written without spaces.
_BREAKABLE = r"[぀-ヿ㐀-䶿一-鿿豈-﫿𠀀-𯿿]"
_PIECES = re.compile(rf"\s+|{_BREAKABLE}[。、，．！？：；）」』】》〉]*|(?:(?!\s|{_BREAKABLE}).)+")


@dataclass(frozen=True)
class Lines:
    """Text that fits: its size in px, and its lines from top to bottom."""

    size: float
    lines: tuple[str, ...]

    @property
    def leading(self) -> float:
        return self.size * 1.02 if self.size > 60 else self.size * 1.15


def fit(text: str, faces: Faces, sizes: Sequence[float], across: float, down: float) -> Lines:
    """The text in the largest of the sizes that fits; in the smallest one, it may end in "…".

    Raises NoFont where the fonts lack its letters.
    """
    for size in sizes:
        found = Lines(size, tuple(wrap(text, faces, size, across)))
        if len(found.lines) * found.leading <= down:
            return Lines(size, tuple(balance(text, faces, size, across)))
    most = max(1, int(down / found.leading))
    return Lines(size, tuple(clip(list(found.lines), most, faces, size, across)))


def wrap(text: str, faces: Faces, size: float, across: float) -> list[str]:
    """Lines of words, none wider than its place; a word that is wider by itself is broken."""
    lines, line = [], ""
    for piece in _PIECES.findall(text.strip()):
        longer = line + (" " if piece.isspace() else piece)
        if not line or width(longer.rstrip(), faces, size) <= across:
            line = longer
        else:
            lines.append(line.rstrip())
            line = "" if piece.isspace() else piece
        while width(line.rstrip(), faces, size) > across:
            head = _fitting(line, faces, size, across)
            lines.append(head)
            line = line[len(head) :]
    return [line for line in [*lines, line.rstrip()] if line]


def balance(text: str, faces: Faces, size: float, across: float) -> list[str]:
    """As few lines as `wrap` makes, of about the same width."""
    lines = wrap(text, faces, size, across)
    narrowest, widest = across / 2, across
    while len(lines) > 1 and widest - narrowest > 8:
        middle = (narrowest + widest) / 2
        if len(wrap(text, faces, size, middle)) > len(lines):
            narrowest = middle
        else:
            widest = middle
    return wrap(text, faces, size, widest)


def clip(lines: list[str], most: int, faces: Faces, size: float, across: float) -> list[str]:
    """So many lines at most; the last one says by "…" that there were more."""
    if len(lines) <= most:
        return lines
    return [*lines[: most - 1], _ending(lines[most - 1], faces, size, across)]


def shorten(text: str, faces: Faces, size: float, across: float) -> str:
    """The text in one line, with "…" at its end where it is too long."""
    fits = width(text, faces, size) <= across
    return text if fits else _ending(text, faces, size, across)


def _ending(text: str, faces: Faces, size: float, across: float) -> str:
    while text and width(f"{text}…", faces, size) > across:
        text = text[:-1]
    return f"{text.rstrip()}…"


def is_right_to_left(text: str) -> bool:
    """By its first letter that has a direction (Unicode Bidirectional Algorithm, rules P2, P3)."""
    directions = (unicodedata.bidirectional(letter) for letter in text)
    return next((one for one in directions if one in {"L", "R", "AL"}), "L") != "L"


def has_right_to_left(text: str) -> bool:
    return any(unicodedata.bidirectional(letter) in {"R", "AL"} for letter in text)


def _fitting(word: str, faces: Faces, size: float, across: float) -> str:
    """The longest beginning of a word that fits, at least a letter with its accents."""
    end = 1
    while end < len(word) and (
        unicodedata.combining(word[end]) or width(word[: end + 1], faces, size) <= across
    ):
        end += 1
    return word[:end]
