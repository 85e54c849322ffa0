"""Roman numerals, as used for centuries and in the imprints of old books."""

from __future__ import annotations

import re

ROMAN = r"m{0,3}(?:cm|cd|d?c{0,3})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})"
_NUMERAL = re.compile(ROMAN)
_VALUES = {"m": 1000, "d": 500, "c": 100, "l": 50, "x": 10, "v": 5, "i": 1}


def roman(text: str) -> int | None:
    """ "xviii" → 18; None unless it is a Roman numeral in its modern standard form."""
    if not text or not _NUMERAL.fullmatch(text):
        return None
    values = [_VALUES[letter] for letter in text]
    following = [*values[1:], 0]
    return sum(-a if a < b else a for a, b in zip(values, following, strict=True))
