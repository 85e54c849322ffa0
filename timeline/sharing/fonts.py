"""The fonts of pictures that the server draws: which one has a letter, and how wide words are."""

from __future__ import annotations

import logging
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
# From the name and OS/2 tables: see "name" in the OpenType specification.
_FAMILY, _TYPOGRAPHIC_FAMILY = 1, 16


class NoFont(ValueError):
    """No font at hand has the letters of a text: name says which one was missed."""


@dataclass(frozen=True, eq=False)
class Typeface:
    """One font file (or one font of a collection), ready to measure with."""

    path: Path
    family: str
    weight: int
    letters: frozenset[int] = field(repr=False)
    font: hb.Font = field(repr=False)

    def width(self, text: str, size: float) -> float:
        """How far the words reach, shaped as a browser would: joined, kerned, with ligatures."""
        buffer = hb.Buffer()
        buffer.add_str(text)
        buffer.guess_segment_properties()
        hb.shape(self.font, buffer)
        advance = sum(position.x_advance for position in buffer.glyph_positions)
        return float(advance * size / self.font.face.upem)


@dataclass(frozen=True)
class Run:
    """Words of one font."""

    face: Typeface
    text: str


Faces = tuple[Typeface, ...]


@cache
def serif() -> Faces:
    return _in_order("Newsreader-Medium", "NotoSerif-Medium")


@cache
def sans() -> Faces:
    return _in_order("PublicSans-Regular", "NotoSans-Medium")


@cache
def bold() -> Faces:
    return _in_order("PublicSans-Bold", "NotoSans-Medium")


@lru_cache(maxsize=2_000)
def runs(text: str, faces: Faces) -> tuple[Run, ...]:
    """The text in the first fonts that have its letters. Signs that no font has are left out.

    Raises NoFont for a letter, figure or accent that no font has: without it, words would say
    something else.
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


def width(text: str, faces: Faces, size: float) -> float:
    """How wide a text is in px."""
    return sum(run.face.width(run.text, size) for run in runs(text, faces))


def _face_of(letter: str, faces: Faces, last: Typeface) -> Typeface | None:
    code = ord(letter)
    # Spaces, commas and digits keep the font of the words around them.
    if not letter.isalpha() and code in last.letters:
        return last
    face = next((face for face in faces if code in face.letters), None)
    if face is None and unicodedata.category(letter)[0] in "LNM" and not _is_selector(code):
        name = unicodedata.name(letter, f"U+{code:04X}")
        raise NoFont(f"No font has {letter!r} ({name}).")
    return face


def _is_selector(code: int) -> bool:
    """Asks for a variant of the sign before; most fonts have but one."""
    return 0xFE00 <= code <= 0xFE0F


def _in_order(*first: str) -> Faces:
    """All our fonts, those of these names before the others, then those of the machine."""
    ours = {path.stem: path for path in sorted(_FOLDER.iterdir()) if path.suffix in _SUFFIXES}
    others = ["NotoNaskhArabic-Medium", "NotoSerifHebrew-Medium"]
    paths = [ours[name] for name in (*first, *others)]
    more = (face for path in _of_the_machine() for face in _load_if_readable(path))
    return (*(face for path in paths for face in _load(path)), *more)


def _of_the_machine() -> Sequence[Path]:
    """What the operator added: CARD_FONTS is a folder, such as that of Noto CJK."""
    if not settings.CARD_FONTS:
        return []
    files = Path(settings.CARD_FONTS).rglob("*")
    return sorted(path for path in files if path.suffix.lower() in _SUFFIXES)


@cache
def _load(path: Path) -> Faces:
    return tuple(_faces_in(path))


@cache
def _load_if_readable(path: Path) -> Faces:
    """Nobody's picture waits for one file of the machine."""
    try:
        return _load(path)
    except hb.HarfBuzzError as error:
        logger.warning("A font in CARD_FONTS is left out. %s", error)
        return ()


def _faces_in(path: Path) -> Iterator[Typeface]:
    """The first font of a file: those of a collection differ by what region they are drawn for."""
    face = hb.Face(hb.Blob.from_file_path(str(path)))
    font = hb.Font(face)
    yield Typeface(
        path=path,
        family=face.get_name(_TYPOGRAPHIC_FAMILY) or face.get_name(_FAMILY) or path.stem,
        weight=int(font.get_style_value(hb.StyleTag.WEIGHT)),
        letters=frozenset(face.unicodes),
        font=font,
    )
