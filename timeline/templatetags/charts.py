"""What the chart's templates need beside geometry."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from timeline.chart.shapes import Bar, Chart, ChartEvent, Cluster, Label, Mark, Panel, Piece
from timeline.chart.units import Zoom
from timeline.dates import edtf
from timeline.views.pages import Page
from timeline.wording import display

register = template.Library()


@register.simple_tag
def zoom_link(page: Page, zoom: Zoom) -> SafeString:
    """Attributes of a link to the page with the range of a zoom; the script reads its ends."""
    return page.zoom_link(zoom)


@register.simple_tag
def text(
    look: str,
    x: float,
    y: float,
    wide: str,
    medium: str,
    anchor: str = "middle",
    anchor_medium: str = "",
) -> SafeString:
    """What stands at x on the baseline y in the wide and in the medium plot: one text where it is
    the same, and none for none. A tag, because a chart has dozens."""
    anchor_medium = anchor_medium or anchor
    if wide == medium and anchor == anchor_medium:
        return _text(look, x, y, wide, anchor)
    at_wide = _text(f"{look} xl", x, y, wide, anchor)
    return format_html("{} {}", at_wide, _text(f"{look} md", x, y, medium, anchor_medium))


def _text(look: str, x: float, y: float, said: str, anchor: str) -> SafeString:
    if not said:
        return SafeString()
    place = "" if anchor == "middle" else format_html(' text-anchor="{}"', anchor)
    return format_html('<text class="{}" x="{}%" y="{}rem"{}>{}</text>', look, x, y, place, said)


@register.filter
def box(bar: Bar) -> SafeString:
    """Attributes that place a rectangle. One lookup instead of four: a chart has hundreds."""
    x, width, y, height = bar
    attributes = f'x="{x}%" width="{width}%" y="{y}rem" height="{height}rem"'
    return mark_safe(attributes)  # noqa: S308 - numbers


@register.filter
def spot(sign: Mark | Cluster) -> SafeString:
    """Attributes that place a sign."""
    return mark_safe(f'x="{sign.x}%" y="{sign.y}rem"')  # noqa: S308 - numbers


@register.filter
def readout(event: ChartEvent) -> SafeString:
    """Its name, with what stands before the title set apart."""
    before, title, after = event.name.rpartition(event.title)
    return format_html("<tspan>{}</tspan>{}{}", before, title, after)


@register.filter
def in_order(chart: Chart) -> Iterator[tuple[Mark | None, Cluster | None]]:
    """Marks by date and clusters among them, as Tab goes through them."""
    clusters = deque(chart.clusters)
    for mark in chart.marks:
        while clusters and clusters[0].x < mark.x:
            yield None, clusters.popleft()
        yield mark, None
    yield from ((None, cluster) for cluster in clusters)


@register.filter
def shared_with(wide: Sequence[Label], medium: Sequence[Label]) -> Iterator[tuple[Label, str]]:
    """Labels with the class of the width that shows them; once, where both widths do."""
    at_wide, at_medium = set(wide), set(medium)
    yield from ((label, "" if label in at_medium else " xl") for label in wide)
    yield from ((label, " md") for label in medium if label not in at_wide)


@register.filter
def told_apart(marks: Sequence[Mark]) -> Iterator[Mark]:
    """The marks of a strip, whose small signs may cover each other: of those that look the same
    and are less than a sign apart, one."""
    seen = set()
    for mark in marks:
        look = mark.slot, mark.hollow, mark.faded, mark.glyph, mark.core, round(mark.x)
        if mark.here or look not in seen:
            seen.add(look)
            yield mark


@register.filter
def beside(pieces: Sequence[Piece], panels: Sequence[Panel]) -> Iterator[tuple[Piece, Panel]]:
    """The pieces of the true-scale strip, each with the panel that shows it."""
    return zip(pieces, panels, strict=True)


@register.filter
def short_url(url: str) -> str:
    """The address of an event without its slug, which would double the weight of a mark."""
    return f"{url.rstrip('/').rpartition('/')[0]}/"


@register.filter
def spoken(text: str) -> str:
    """An EDTF date in words."""
    return display(edtf.parse(text))


@register.filter
def seconds(text: str, bound: str) -> int:
    """The lower or upper bound of an EDTF date."""
    date = edtf.parse(text)
    return date.upper if bound == "upper" else date.lower


@register.filter
def plus(left: float, right: float) -> float:
    """The far end of a width."""
    return round(left + right, 4)


@register.filter
def minus(left: float, right: float) -> float:
    """The distance between two places."""
    return round(left - right, 4)
