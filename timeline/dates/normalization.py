"""Unicode normalization of digits, dashes, spaces and quotation marks that look alike.

Text is pasted from pages in any script, with invisible directional marks, soft hyphens,
non-breaking spaces, and full-width or Arabic digits.
"""

from __future__ import annotations

import re
import unicodedata

_LONG_DASHES = "–—―"
_REPLACEMENTS = {
    **dict.fromkeys(map(ord, "‐‑‒−﹘﹣" + _LONG_DASHES), "-"),
    **dict.fromkeys(map(ord, "’‘ʼ`´"), "'"),
    **dict.fromkeys(map(ord, "،、"), ","),
    ord("≈"): "c. ",
}
# "18-го марта", "1780-е": the hyphen in an ordinal isn't a range dash, even if typed as one.
_ORDINAL_HYPHEN = re.compile(
    rf"(?<=[0-9XVI])[-‐{_LONG_DASHES}](?=(?:го|ого|й|е|ые|х|ых|тих|ті|м|му|ому)\b)", re.I
)
# "1780er-Jahre", the spelling of the Duden.
_COMPOUND_HYPHEN = re.compile(r"(?<=[0-9]er)[-‐](?=jahre)", re.I)
# A long dash after a time of day starts a range of hours: an offset has a hyphen or a minus sign.
_HOURS_DASH = re.compile(rf"(?<=:[0-9][0-9])\s*[{_LONG_DASHES}]\s*(?=[0-9])")
# Footnote marks as on Wikipedia, at the end only: "8 [19] April" gives a day in both calendars.
_FOOTNOTES = re.compile(r"(?<=\S)(?:\s*\[(?:[0-9]{1,3}|[a-z])\])+[\s.,;]*\Z")
_LONG_DASH = re.compile(rf"\s*[{_LONG_DASHES}]\s*")


def normalized(text: str) -> str:
    """Apply NFKC, convert digits to ASCII, remove invisible characters and collapse spaces."""
    text = unicodedata.normalize("NFKC", text)
    if not text.isascii():
        text = "".join(map(_normalized_char, text))
    return " ".join(text.split())


def without_notes(text: str) -> str:
    """Remove footnote marks and fractions that normalization would turn into digits: "3¹ July",
    "3① July", "3 July 2000[1]", "½"."""
    text = _FOOTNOTES.sub("", text)
    if text.isascii():
        return text
    return "".join(char for char in text if unicodedata.category(char) != "No")


def hyphenated(text: str) -> str:
    """Turn dashes into hyphens and straighten apostrophes; space long dashes next to hyphens."""
    text = _ORDINAL_HYPHEN.sub("", _COMPOUND_HYPHEN.sub(" ", text))
    text = _HOURS_DASH.sub(" - ", text.replace("‐", "-"))
    if "-" in text:
        text = _LONG_DASH.sub(" - ", text)
    return " ".join(text.translate(_REPLACEMENTS).split())


def unaccented(text: str) -> str:
    """Lower-case the text and remove diacritics, which many writers leave out."""
    if text.isascii():
        return text.lower()
    text = unicodedata.normalize("NFKD", text.casefold().replace("ı", "i"))
    return "".join(char for char in text if not unicodedata.combining(char))


def _normalized_char(char: str) -> str:
    category = unicodedata.category(char)
    if category == "Nd":
        return str(unicodedata.decimal(char))
    return "" if category == "Cf" else char
