"""Line breaking and fitting: text as large as fits its box, with "…" wherever it is cut off."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from timeline.sharing.fonts import Faces, text_width

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


def fit(
    text: str, faces: Faces, sizes: Sequence[float], max_width: float, max_height: float
) -> Lines:
    """Set the text in the first (largest) of the sizes at which it fits a box of px across × down.

    If it fits at none, cut it off with "…" at the last. Raises NoFont if no font has a letter.
    """
    for size in sizes:
        fitted = Lines(size, tuple(wrap(text, faces, size, max_width)))
        if len(fitted.lines) * fitted.leading <= max_height:
            return Lines(size, tuple(balance(text, faces, size, max_width)))
    max_lines = max(1, int(max_height / fitted.leading))
    return Lines(size, tuple(clip(list(fitted.lines), max_lines, faces, size, max_width)))


def wrap(text: str, faces: Faces, size: float, max_width: float) -> list[str]:
    """Break a text into lines of at most `max_width` px; a word that is wider alone is split."""
    lines, line = [], ""
    for piece in _PIECES.findall(text.strip()):
        longer = line + (" " if piece.isspace() else piece)
        if not line or text_width(longer.rstrip(), faces, size) <= max_width:
            line = longer
        else:
            lines.append(line.rstrip())
            line = "" if piece.isspace() else piece
        while text_width(line.rstrip(), faces, size) > max_width:
            head = _fitting_prefix(line, faces, size, max_width)
            lines.append(head)
            line = line[len(head) :]
    return [line for line in [*lines, line.rstrip()] if line]


def balance(text: str, faces: Faces, size: float, max_width: float) -> list[str]:
    """Break a text into as few lines as `wrap` does, but of about equal width."""
    lines = wrap(text, faces, size, max_width)
    narrowest, widest = max_width / 2, max_width
    while len(lines) > 1 and widest - narrowest > 8:
        middle = (narrowest + widest) / 2
        if len(wrap(text, faces, size, middle)) > len(lines):
            narrowest = middle
        else:
            widest = middle
    return wrap(text, faces, size, widest)


def clip(
    lines: list[str], max_lines: int, faces: Faces, size: float, max_width: float
) -> list[str]:
    """Keep at most `max_lines` lines; end the last one with "…" if any were dropped."""
    if len(lines) <= max_lines:
        return lines
    return [*lines[: max_lines - 1], _with_ellipsis(lines[max_lines - 1], faces, size, max_width)]


def shorten(text: str, faces: Faces, size: float, max_width: float) -> str:
    """The text on one line, cut off with "…" if it is too long."""
    fits = text_width(text, faces, size) <= max_width
    return text if fits else _with_ellipsis(text, faces, size, max_width)


def _with_ellipsis(text: str, faces: Faces, size: float, max_width: float) -> str:
    while text and text_width(f"{text}…", faces, size) > max_width:
        text = text[:-1]
    return f"{text.rstrip()}…"


def is_right_to_left(text: str) -> bool:
    """Base direction by the first strong character (Unicode Bidirectional Algorithm, P2 and P3)."""
    directions = (unicodedata.bidirectional(letter) for letter in text)
    return next((one for one in directions if one in {"L", "R", "AL"}), "L") != "L"


def has_right_to_left(text: str) -> bool:
    return any(unicodedata.bidirectional(letter) in {"R", "AL"} for letter in text)


def _fitting_prefix(word: str, faces: Faces, size: float, max_width: float) -> str:
    """The longest prefix of a word that fits, but at least one letter with its combining marks."""
    end = 1
    while end < len(word) and (
        unicodedata.combining(word[end]) or text_width(word[: end + 1], faces, size) <= max_width
    ):
        end += 1
    return word[:end]
