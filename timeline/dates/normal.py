"""One spelling for what looks alike: digits, dashes, spaces, quotation marks.

Text is copied from pages in every script: with invisible marks of direction, soft hyphens,
non-breaking spaces, full-width or Arabic digits.
"""

from __future__ import annotations

import re
import unicodedata

_LONG_DASHES = "–—―"
_SIGNS = {
    **dict.fromkeys(map(ord, "‐‑‒−﹘﹣" + _LONG_DASHES), "-"),
    **dict.fromkeys(map(ord, "’‘ʼ`´"), "'"),
    **dict.fromkeys(map(ord, "،、"), ","),
    ord("≈"): "c. ",
}
# "18-го марта", "1780-е": the hyphen of an ordinal is no dash, however it is typed.
_ORDINAL_HYPHEN = re.compile(
    rf"(?<=[0-9XVI])[-‐{_LONG_DASHES}](?=(?:го|ого|й|е|ые|х|ых|тих|ті|м|му|ому)\b)", re.I
)
# "1780er-Jahre", as the Duden spells it.
_COMPOUND_HYPHEN = re.compile(r"(?<=[0-9]er)[-‐](?=jahre)", re.I)
# Behind a clock it leads to another hour: the sign of an offset is a hyphen or a minus.
_HOURS_APART = re.compile(rf"(?<=:[0-9][0-9])\s*[{_LONG_DASHES}]\s*(?=[0-9])")
# As Wikipedia has them; a word behind it would make "8 [19] April" a day of both calendars.
_NOTES = re.compile(r"(?<=\S)(?:\s*\[(?:[0-9]{1,3}|[a-z])\])+[\s.,;]*\Z")
_LONG_DASH = re.compile(rf"\s*[{_LONG_DASHES}]\s*")


def folded(text: str) -> str:
    """Compatible characters made plain, digits made ASCII, invisible marks left out."""
    text = unicodedata.normalize("NFKC", text)
    if not text.isascii():
        text = "".join(map(_plain, text))
    return " ".join(text.split())


def without_notes(text: str) -> str:
    """Without what is no digit of a number but would be one if made plain: the marks of footnotes
    in "3¹ July", "3① July" and "3 July 2000[1]", "½"."""
    text = _NOTES.sub("", text)
    if text.isascii():
        return text
    return "".join(char for char in text if unicodedata.category(char) != "No")


def hyphenated(text: str) -> str:
    """Every dash a hyphen, every apostrophe straight; a dash among hyphens is spaced."""
    text = _ORDINAL_HYPHEN.sub("", _COMPOUND_HYPHEN.sub(" ", text))
    text = _HOURS_APART.sub(" - ", text.replace("‐", "-"))
    if "-" in text:
        text = _LONG_DASH.sub(" - ", text)
    return " ".join(text.translate(_SIGNS).split())


def unaccented(text: str) -> str:
    """Lower-case letters without their marks, for words that are typed with and without."""
    if text.isascii():
        return text.lower()
    text = unicodedata.normalize("NFKD", text.casefold().replace("ı", "i"))
    return "".join(char for char in text if not unicodedata.combining(char))


def _plain(char: str) -> str:
    category = unicodedata.category(char)
    if category == "Nd":
        return str(unicodedata.decimal(char))
    return "" if category == "Cf" else char
