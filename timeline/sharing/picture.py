"""Draws the card (social image) as SVG and renders it to PNG."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import resvg_py
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from timeline.chart.shapes import Chart
from timeline.sharing.fonts import Faces, bold, sans, serif, text_width
from timeline.sharing.plot import LEFT, RIGHT, legend, plot
from timeline.sharing.svg import INK, INK2, PAPER, PEN, STYLE, Pen, printable, rect
from timeline.sharing.text_layout import balance, clip, fit, is_right_to_left

WIDTH, HEIGHT = 1200, 630
_TITLE_WIDTH, _FACTS_WIDTH = 730, 290
_TITLE_TOP, _TEXTS_BOTTOM = 100, 320
_TITLE_SIZES = (96, 84, 72, 62, 54, 46, 40, 36)
_TEXT, _LEADING = 25, 34


@dataclass(frozen=True)
class Content:
    """The texts of a card.

    `headline` says when, `quote` is the source's wording and highlighted as such, `lines` are
    further facts, and `note` describes which part of a timeline is shown.
    """

    site: str
    title: str
    headline: str
    lines: tuple[str, ...] = ()
    note: str = ""
    quote: str = ""

    @property
    def sentences(self) -> str:
        """All texts as sentences, for the picture's alternative text."""
        if self.quote:
            parts = (self.title, self.note, self.headline, f"“{self.quote}”", *self.lines)
        else:
            parts = (self.title, self.note, ", ".join((self.headline, *self.lines)))
        texts = filter(None, parts)
        return " ".join(part if part[-1] in ".!?…" else f"{part}." for part in texts)


@dataclass(frozen=True)
class Picture:
    """An SVG document and the font files that it needs."""

    svg: str
    fonts: tuple[str, ...]


def render_png(picture: Picture) -> bytes:
    """Render a drawing with its own fonts only, so that the result is the same on every machine."""
    png: bytes = resvg_py.svg_to_bytes(
        svg_string=picture.svg, skip_system_fonts=True, font_files=list(picture.fonts)
    )
    return png


def draw_picture(content: Content, chart: Chart) -> Picture:
    """Draw the card: texts on top, the chart below, the names of its lanes at the bottom."""
    pen = Pen()
    parts = [
        rect(0, 0, WIDTH, HEIGHT, PAPER),
        *_brand(pen, content.site),
        *_main_texts(pen, content),
        *plot(pen, chart),
        *legend(pen, chart.lanes if chart.panels else ()),
    ]
    svg = format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" width="{}" height="{}">'
        "<style>{}</style>{}{}</svg>",
        *(WIDTH, HEIGHT, STYLE, render_to_string("timeline/_sprite.html")),
        format_html_join("\n", "{}", ((part,) for part in parts)),
    )
    return Picture(svg, tuple(sorted(pen.fonts)))


def _brand(pen: Pen, site: str) -> Iterator[SafeString]:
    yield rect(0, 0, WIDTH, 8, INK)
    yield format_html(
        '<path d="M72 66H90M105 66H123M94 55V77M101 55V77" fill="none" stroke="{}"'
        ' stroke-width="3"/>',
        INK,
    )
    yield pen.text((136, 75), "newsdesk", bold(), 26)
    yield pen.text((RIGHT, 75), printable(site, sans()), sans(), 22, INK2, "end")


def _main_texts(pen: Pen, content: Content) -> Iterator[SafeString]:
    title, headline = printable(content.title, serif()), content.headline
    if not title:
        # No font can draw the title: show the headline in its place, not a garbled title.
        title, headline = printable(headline, serif()), ""
    note = _fitted_lines(content.note, sans(), _TEXT, _TITLE_WIDTH)
    height = _TEXTS_BOTTOM - _TITLE_TOP - _LEADING * len(note)
    fitted = fit(title, serif(), _TITLE_SIZES, _TITLE_WIDTH, height)
    # A right-to-left title is aligned right, and the facts swap sides with it.
    begin, end = (LEFT, "start"), (RIGHT, "end")
    if is_right_to_left(title):
        begin, end = end, begin
    (x, anchor), y = begin, _TITLE_TOP + fitted.size * 0.9
    for line in fitted.lines:
        yield pen.text((x, y), line, serif(), fitted.size, INK, anchor)
        y += fitted.leading
    y += 44 - fitted.leading + fitted.size * 0.2
    for line in note:
        yield pen.text((x, y), line, sans(), _TEXT, INK2, anchor)
        y += _LEADING
    yield from _facts(pen, content, headline, *end)


def _facts(
    pen: Pen, content: Content, headline: str, x: float, anchor: str
) -> Iterator[SafeString]:
    """The column beside the title: headline, highlighted quote, further facts."""
    y = 172.0
    for line in _fitted_lines(headline, bold(), 27, _FACTS_WIDTH, 3):
        yield pen.text((x, y), line, bold(), 27, INK, anchor)
        y += _LEADING + 4
    for line in _fitted_lines(content.quote, serif(), 27, _FACTS_WIDTH - 16):
        width = text_width(line, serif(), 27) + 16
        direction = -1 if anchor == "end" else 1
        yield rect(x - width if anchor == "end" else x, y - 25, width, _LEADING, PEN)
        yield pen.text((x + 8 * direction, y), line, serif(), 27, INK, anchor)
        y += _LEADING + 6
    for text in content.lines:
        room = max(0, int((_TEXTS_BOTTOM - y) / _LEADING) + 1)
        for line in _fitted_lines(text, sans(), _TEXT, _FACTS_WIDTH, min(2, room)):
            yield pen.text((x, y), line, sans(), _TEXT, INK2, anchor)
            y += _LEADING


def _fitted_lines(
    text: str, faces: Faces, size: float, max_width: float, max_lines: int = 2
) -> list[str]:
    """The text in at most `max_lines` lines; no lines if no font has all its letters."""
    if not max_lines:
        return []
    return clip(
        balance(printable(text, faces), faces, size, max_width), max_lines, faces, size, max_width
    )
