"""Text → words, the same way for what is stored and for what is asked, on every database."""

from __future__ import annotations

import re
import unicodedata

#: Longer words are cut, in text and question alike (PostgreSQL takes lexemes up to 2,046 bytes).
MAX_LENGTH = 64
#: More words than this add nothing to a question, only work.
MAX_QUESTION = 16

#: Scripts written without spaces: every character is a word.
_UNSPACED = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
#: Vowel signs, as Devanagari or Thai have them, are parts of a word like letters, though none to
#: `\w`. The selectors that are left out only choose the look of a character.
SIGNS = "".join(
    char
    for char in map(chr, range(0x700, 0x12000))
    if unicodedata.category(char) in {"Mn", "Mc"}
    and not unicodedata.combining(char)
    and not "\ufe00" <= char <= "\ufe0f"
)
#: Show where a word may break, and where its letters join: nobody types them.
INVISIBLE = "\u00ad\u200d"
#: Letters that Unicode does not take apart, as who has no key for them types them. Small ones: case
#: is gone before.
PLAIN = {
    "æ": "ae",
    "ð": "d",
    "đ": "d",
    "ħ": "h",
    "ı": "i",
    "ł": "l",
    "ø": "o",
    "œ": "oe",
    "þ": "th",
}
_PLAIN = str.maketrans(PLAIN)
_WORD = re.compile(rf"[{_UNSPACED}]|[^\W_{_UNSPACED}]+(?:[{SIGNS}]+[^\W_{_UNSPACED}]*)*")
#: The same of ASCII, without all the signs to be tried: a third of the time.
_ASCII_WORD = re.compile("[a-z0-9]+")
_PIECE = re.compile(rf"[{_UNSPACED}]|[^\s{_UNSPACED}]+|\s+")


def words(text: str) -> list[str]:
    """Lower-case words without accents, in order; "Wałęsa, 1980" → ["walesa", "1980"]."""
    plain = text.lower() if text.isascii() else _plain(text)
    word = _ASCII_WORD if plain.isascii() else _WORD
    return [found[:MAX_LENGTH] for found in word.findall(plain)]


def _plain(text: str) -> str:
    """Without case, accents and other ways to write the same; ASCII has but case."""
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    return "".join(
        char for char in folded if not unicodedata.combining(char) and char not in INVISIBLE
    ).translate(_PLAIN)


def normalise(*texts: str) -> str:
    """The distinct words of some texts, as stored: sorted, joined by single spaces."""
    return " ".join(sorted({word for text in texts for word in words(text)}))


def question(text: str) -> list[str]:
    """The words that all must occur; the last one may be the beginning of a word. Of a longer text,
    those of its `beginning`.

    Empty when the text holds no letter or digit: then nothing was asked.
    """
    asked = words(beginning(text))
    return list(dict.fromkeys(asked[:-1])) + asked[-1:]


def beginning(text: str) -> str:
    """As much of a text, from its beginning, as is asked: MAX_QUESTION distinct words."""
    asked: set[str] = set()
    end = 0
    for piece in _PIECE.finditer(text):
        asked.update(words(piece[0]))
        if len(asked) > MAX_QUESTION:
            break
        end = piece.end()
    return text[:end].rstrip()
