"""Estimate an upper bound for the width of a text, without a browser.

Advance widths of Public Sans at weight 600 with tabular figures, in hundredths of an em, rounded
up; lighter weights are narrower. Measured from the font that the pages use.
"""

from __future__ import annotations

import unicodedata

_GROUPS = {
    26: " `'.:’·",
    29: ",;i!|j",
    33: "I()[]l",
    38: "{}/\\",
    42: "-Jfrt",
    47: '*"“”',
    50: "^z",
    56: "vs?_cya",
    59: "<>+=eko–éLhx",
    62: "nu~Fbdpq#Tßüñ",
    67: "0123456789EgÉPYZ",
    71: "$BSRVCKX",
    74: "DUAÄ",
    78: "&GOQHN",
    80: "w",
    85: "@…",
    91: "mM",
    97: "W%",
}
_WIDE, _LOWER, _OTHER = 105, 66, 84


class _Widths(dict[str, int]):
    """Measured widths; those of other characters are estimated by their kind."""

    def __missing__(self, character: str) -> int:
        if unicodedata.combining(character):
            return 0
        if unicodedata.east_asian_width(character) in "WF":
            return _WIDE
        return _LOWER if character.islower() else _OTHER


_WIDTHS = _Widths({character: width for width, group in _GROUPS.items() for character in group})

#: Font sizes of the chart's texts, in px at 16 px per rem.
LABEL_SIZE, TICK_SIZE, HEAD_SIZE, LANE_SIZE = 11.5, 11.0, 12.0, 13.0


def text_width(text: str, size: float) -> float:
    """Return the width in px, erring on the wide side."""
    return sum(map(_WIDTHS.__getitem__, text)) * size / 100


def first_fitting(candidates: tuple[str, ...], room: float, size: float) -> str:
    """Return the first of these texts that fits the room in px, else ""."""
    return next((text for text in candidates if text_width(text, size) <= room), "")
