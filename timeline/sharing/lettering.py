"""Line breaking and fitting: text as large as fits its box, with "…" wherever it is cut off."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from timeline.sharing.fonts import Faces, width

#: CJK characters, which are written without spaces: lines may break before and after each.
_BREAKABLE = r"[぀-ヿ㐀-䶿一-鿿豈-﫿𠀀-𯿿]"
_PIECES = re.compile(rf"\s+|{_BREAKABLE}[。、，．！？：；）」』】》〉]*|(?:(?!\s|{_BREAKABLE}).)+")


@dataclass(frozen=True)
class Lines:
    """Fitted text: font size in px, and lines from top to bottom."""

    size: float
    lines: tuple[str, ...]

    @property
    def leading(self) -> float:
        return self.size * 1.02 if self.size > 60 else self.size * 1.15


def fit(text: str, faces: Faces, sizes: Sequence[float], across: float, down: float) -> Lines:
    """Set the text in the first (largest) of the sizes at which it fits a box of px across × down.

    If it fits at none, cut it off with "…" at the last. Raises NoFont if no font has a letter.
    """
    for size in sizes:
        found = Lines(size, tuple(wrap(text, faces, size, across)))
        if len(found.lines) * found.leading <= down:
            return Lines(size, tuple(balance(text, faces, size, across)))
    most = max(1, int(down / found.leading))
    return Lines(size, tuple(clip(list(found.lines), most, faces, size, across)))


def wrap(text: str, faces: Faces, size: float, across: float) -> list[str]:
    """Break a text into lines of at most `across` px; a word that is wider by itself is split."""
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
    """Break a text into as few lines as `wrap` does, but of about equal width."""
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
    """Keep at most `most` lines; end the last one with "…" if any were dropped."""
    if len(lines) <= most:
        return lines
    return [*lines[: most - 1], _ending(lines[most - 1], faces, size, across)]


def shorten(text: str, faces: Faces, size: float, across: float) -> str:
    """The text on one line, cut off with "…" if it is too long."""
    fits = width(text, faces, size) <= across
    return text if fits else _ending(text, faces, size, across)


def _ending(text: str, faces: Faces, size: float, across: float) -> str:
    while text and width(f"{text}…", faces, size) > across:
        text = text[:-1]
    return f"{text.rstrip()}…"


def is_right_to_left(text: str) -> bool:
    """Base direction by the first strong character (Unicode Bidirectional Algorithm, P2 and P3)."""
    directions = (unicodedata.bidirectional(letter) for letter in text)
    return next((one for one in directions if one in {"L", "R", "AL"}), "L") != "L"


def has_right_to_left(text: str) -> bool:
    return any(unicodedata.bidirectional(letter) in {"R", "AL"} for letter in text)


def _fitting(word: str, faces: Faces, size: float, across: float) -> str:
    """The longest prefix of a word that fits, but at least one letter with its combining marks."""
    end = 1
    while end < len(word) and (
        unicodedata.combining(word[end]) or width(word[: end + 1], faces, size) <= across
    ):
        end += 1
    return word[:end]
