"""The tokenizer for full-text search, the same for stored text, search words and all databases."""

from __future__ import annotations

import re
import unicodedata

#: Longer words are truncated, in texts and searches alike (PostgreSQL limits a lexeme to 2,046
#: bytes).
MAX_WORD_LENGTH = 64
#: Search words beyond this many are ignored: they would only add work.
MAX_SEARCH_TERMS = 16

#: Scripts written without spaces, where every character is a word.
_UNSPACED = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
#: Vowel signs, as in Devanagari or Thai: parts of a word, though `\w` doesn't match them. Variation
#: selectors are left out, as they only select a glyph.
SIGNS = "".join(
    char
    for char in map(chr, range(0x700, 0x12000))
    if unicodedata.category(char) in {"Mn", "Mc"}
    and not unicodedata.combining(char)
    and not "\ufe00" <= char <= "\ufe0f"
)
#: Soft hyphen and zero-width joiner, which nobody types.
INVISIBLE = "\u00ad\u200d"
#: Letters that have no Unicode decomposition → how people without a key for them type them. Lower
#: case only: case is folded before.
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
#: The same for ASCII text: without the vowel signs it takes a third of the time.
_ASCII_WORD = re.compile("[a-z0-9]+")
_PIECE = re.compile(rf"[{_UNSPACED}]|[^\s{_UNSPACED}]+|\s+")


def words(text: str) -> list[str]:
    """Return lower-case words without accents, in order: "Wałęsa, 1980" → ["walesa", "1980"]."""
    plain = text.lower() if text.isascii() else _plain(text)
    word = _ASCII_WORD if plain.isascii() else _WORD
    return [match[:MAX_WORD_LENGTH] for match in word.findall(plain)]


def _plain(text: str) -> str:
    """Fold case, accents and compatibility variants; ASCII text only needs lower()."""
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    return "".join(
        char for char in folded if not unicodedata.combining(char) and char not in INVISIBLE
    ).translate(_PLAIN)


def normalise(*texts: str) -> str:
    """Return the distinct words of these texts as stored: sorted, joined by single spaces."""
    return " ".join(sorted({word for text in texts for word in words(text)}))


def search_terms(text: str) -> list[str]:
    """Return the search words, which must all occur; the last one may be a prefix. A long text is
    cut by `truncate_search`. A text without letters and digits searches for nothing."""
    terms = words(truncate_search(text))
    return list(dict.fromkeys(terms[:-1])) + terms[-1:]


def truncate_search(text: str) -> str:
    """Return the part of a text that is searched for: up to MAX_SEARCH_TERMS distinct words."""
    terms: set[str] = set()
    end = 0
    for piece in _PIECE.finditer(text):
        terms.update(words(piece[0]))
        if len(terms) > MAX_SEARCH_TERMS:
            break
        end = piece.end()
    return text[:end].rstrip()
