"""SVG building blocks for pictures rendered by the server: colours, text, rectangles, signs."""

from __future__ import annotations

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from timeline.sharing.fonts import Faces, NoFontError, runs, text_width
from timeline.sharing.text_layout import has_right_to_left, is_right_to_left

# Colours of the pages' light theme.
INK, INK2, PAPER, WASH, PEN = "#15181b", "#474d53", "#fff", "#f4f5f4", "#ffe67c"
# By slot modulo 4; slot 0, for no lane, shares its colour with slots 4 and 8.
_LANES = "#5a636c", "#0b5fa5", "#b3470a", "#00725b"
#: Style sheet for the pages' signs (timeline/_sprite.html), which have no colours of their own.
STYLE = """.m{fill:currentColor;stroke:#fff;stroke-width:1.25}
.m.o{fill:#fff;stroke:currentColor;stroke-width:2}
.hb{fill:#fff}
.panel{fill:#f4f5f4}
.hl{stroke:currentColor;stroke-width:1.5}
""" + "".join(f".s{slot}{{color:{_LANES[slot % 4]}}}\n" for slot in range(9))


def colour(slot: int) -> str:
    """The colour of a lane by its slot; 0 means no lane."""
    return _LANES[slot % 4]


def printable(text: str, faces: Faces) -> str:
    """The text, or "" if no font has one of its letters: part of it could change the meaning."""
    try:
        text_width(text, faces, 1)
    except NoFontError:
        return ""
    return text


class Pen:
    """Draws text and collects the font files that it needs."""

    def __init__(self) -> None:
        self.fonts: set[str] = set()

    def text(
        self,
        at: tuple[float, float],
        text: str,
        faces: Faces,
        size: float,
        fill: str = INK,
        anchor: str = "start",
    ) -> SafeString:
        """One line of text on its baseline, each run in the font that it was measured with."""
        found = runs(text, faces)
        self.fonts.update(str(run.face.path) for run in found)
        if has_right_to_left(text):
            # One element, so that the renderer reorders all of it; the RLMs include outer commas.
            mark = "\u200f" if is_right_to_left(text) else ""
            pieces = [(at[0], anchor, found[0].face, f"{mark}{text}{mark}")]
        else:
            # One element per run: in a single one, the renderer would use one run's font for all.
            x = at[0] - {"start": 0, "middle": 0.5, "end": 1}[anchor] * text_width(
                text, faces, size
            )
            pieces = []
            for run in found:
                pieces.append((x, "start", run.face, run.text))
                x += run.face.width(run.text, size)
        return format_html_join(
            "",
            '<text xml:space="preserve" x="{}" y="{}" font-size="{}" fill="{}" text-anchor="{}"'
            ' font-family="{}" font-weight="{}">{}</text>',
            (
                (round(x, 2), round(at[1], 2), size, fill, end, face.family, face.weight, text)
                for x, end, face, text in pieces
            ),
        )


def rect(
    x: float, y: float, width: float, height: float, fill: str, opacity: float = 1
) -> SafeString:
    return format_html(
        '<rect x="{}" y="{}" width="{}" height="{}" fill="{}" opacity="{}"/>',
        *(round(x, 2), round(y, 2), round(width, 2), round(height, 2), fill, opacity),
    )


def line(x: float, y1: float, y2: float) -> SafeString:
    """A vertical line."""
    return format_html(
        '<path d="M{} {}V{}" stroke="{}" stroke-width="2"/>', round(x, 2), y1, y2, INK
    )


def sign(x: float, y: float, slot: int, *, hollow: bool = False) -> SafeString:
    """The sign of a lane, by its slot."""
    return use(f"m-{slot}{'o' if hollow else ''}", x, y, slot)


def use(name: str, x: float, y: float, slot: int) -> SafeString:
    """A symbol of the pages' sprite in the colour of a lane."""
    return format_html(
        '<g transform="translate({} {}) scale(1.6)" color="{}"><use href="#{}"/></g>',
        *(round(x, 2), round(y, 2), colour(slot), name),
    )
