"""Fonts for pictures rendered by the server: font fallback per character, and text widths."""

from __future__ import annotations

import logging
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import groupby
from pathlib import Path

import uharfbuzz as hb
from django.conf import settings

logger = logging.getLogger(__name__)

_FOLDER = Path(__file__).parent / "fonts"
_SUFFIXES = {".ttf", ".otf", ".ttc"}
# Name ids in the `name` table of the OpenType specification.
_FAMILY, _TYPOGRAPHIC_FAMILY = 1, 16
# Names of characters that can be dropped although they are marks or numbers: variation selectors,
# as few fonts have variants, and what decorates as symbols do: enclosed numerals such as "①", and
# enclosing marks such as the keycap of an emoji.
_DISPENSABLE = re.compile(r"\b(?:VARIATION SELECTOR|CIRCLED|PARENTHESIZED|ENCLOSING)\b")


class NoFontError(ValueError):
    """No available font has a character of a text; the message names the character."""


@dataclass(frozen=True, eq=False)
class Typeface:
    """One font file (or one font of a collection), loaded for measuring."""

    path: Path
    family: str
    weight: int
    codepoints: frozenset[int] = field(repr=False)
    font: hb.Font = field(repr=False)

    def width(self, text: str, size: float) -> float:
        """The advance width in px, shaped as in a browser: joined, kerned, with ligatures."""
        buffer = hb.Buffer()
        buffer.add_str(text)
        buffer.guess_segment_properties()
        hb.shape(self.font, buffer)
        advance = sum(position.x_advance for position in buffer.glyph_positions)
        return float(advance * size / self.font.face.upem)


@dataclass(frozen=True)
class Run:
    """A stretch of text in one font."""

    face: Typeface
    text: str


Faces = tuple[Typeface, ...]


@cache
def serif() -> Faces:
    return _with_fallbacks("Newsreader-Medium", "NotoSerif-Medium")


@cache
def sans() -> Faces:
    return _with_fallbacks("PublicSans-Regular", "NotoSans-Medium")


@cache
def bold() -> Faces:
    return _with_fallbacks("PublicSans-Bold", "NotoSans-Medium")


@lru_cache(maxsize=2_000)
def runs(text: str, faces: Faces) -> tuple[Run, ...]:
    """Split a text into runs, each character in the first font that has it.

    Symbols and punctuation that no font has are left out. Raises NoFont for a letter, number or
    combining mark that no font has, since dropping it would change the words.
    """
    found: list[tuple[Typeface, str]] = []
    last = faces[0]
    for letter in unicodedata.normalize("NFC", text):
        face = _face_of(letter, faces, last)
        if face is not None:
            found.append((face, letter))
            last = face
    grouped = groupby(found, key=lambda pair: pair[0])
    return tuple(Run(face, "".join(letter for _face, letter in group)) for face, group in grouped)


def text_width(text: str, faces: Faces, size: float) -> float:
    """The width of a text in px."""
    return sum(run.face.width(run.text, size) for run in runs(text, faces))


def _face_of(letter: str, faces: Faces, last: Typeface) -> Typeface | None:
    code = ord(letter)
    # Spaces, commas and digits stay in the font of the preceding word.
    if not letter.isalpha() and code in last.codepoints:
        return last
    face = next((face for face in faces if code in face.codepoints), None)
    if face is None and unicodedata.category(letter)[0] in "LNM":
        name = unicodedata.name(letter, f"U+{code:04X}")
        if not _DISPENSABLE.search(name):
            raise NoFontError(f"No font has {letter!r} ({name}).")
    return face


def _with_fallbacks(*preferred: str) -> Faces:
    """All bundled fonts, the named ones first, followed by the operator's (CARD_FONTS)."""
    bundled = {path.stem: path for path in sorted(_FOLDER.iterdir()) if path.suffix in _SUFFIXES}
    fallbacks = ["NotoNaskhArabic-Medium", "NotoSerifHebrew-Medium"]
    paths = [bundled[name] for name in (*preferred, *fallbacks)]
    operator_faces = (face for path in _operator_files() for face in _load_if_readable(path))
    return (*(face for path in paths for face in _load(path)), *operator_faces)


def _operator_files() -> Sequence[Path]:
    """The font files that the operator added in the folder CARD_FONTS, e.g. Noto CJK."""
    if not settings.CARD_FONTS:
        return []
    files = Path(settings.CARD_FONTS).rglob("*")
    return sorted(path for path in files if path.suffix.lower() in _SUFFIXES)


@cache
def _load(path: Path) -> Faces:
    return tuple(_faces_in(path))


@cache
def _load_if_readable(path: Path) -> Faces:
    """Load a font of the operator's; log a warning and skip it if it is unreadable."""
    try:
        return _load(path)
    except hb.HarfBuzzError as error:
        logger.warning("A font in CARD_FONTS is left out. %s", error)
        return ()


def _faces_in(path: Path) -> Iterator[Typeface]:
    """The first font of a file: the fonts of a collection are regional variants of one design."""
    face = hb.Face(hb.Blob.from_file_path(str(path)))
    font = hb.Font(face)
    yield Typeface(
        path=path,
        family=face.get_name(_TYPOGRAPHIC_FAMILY) or face.get_name(_FAMILY) or path.stem,
        weight=int(font.get_style_value(hb.StyleTag.WEIGHT)),
        codepoints=frozenset(face.unicodes),
        font=font,
    )
