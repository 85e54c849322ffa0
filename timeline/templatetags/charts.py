"""What a chart has many of, drawn by templates of its own: see ``timeline.stencils``."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence

from django import template
from django.utils.safestring import SafeString, mark_safe

from timeline.chart.shapes import Bar, Bin, Break, Chart, Cluster, Label, Mark, Panel, Tick
from timeline.chart.sizes import Frame
from timeline.chart.units import Zoom
from timeline.dates import edtf
from timeline.stencils import Drawing, draw
from timeline.views.pages import Page
from timeline.wording import display

register = template.Library()


@register.simple_tag
def zoom_to(page: Page, zoom: Zoom) -> str:
    """The address of this view with the range of a zoom."""
    return page.zoom_url(zoom)


# --- around the marks -----------------------------------------------------------------------------


@register.simple_tag
def panels(page: Page, chart: Chart) -> SafeString:
    """The heads of the panels, each a link that zooms to it."""
    drawings = (_panel(page, chart.y, *each) for each in enumerate(chart.panels, start=1))
    return draw("timeline/_chart_panel.html", drawings)


def _panel(page: Page, y: Frame, number: int, panel: Panel) -> Drawing:
    return (("y", y),), {
        "number": number,
        "x": panel.x,
        "width": panel.width,
        "lower": panel.lower,
        "upper": panel.upper,
        "grain": panel.grain,
        "href": page.zoom_url(panel.zoom),
        "range": panel.zoom.name,
        "head": _texts("ph", panel.middle, y.head, panel.head, panel.head_medium),
    }


@register.simple_tag
def breaks(chart: Chart) -> SafeString:
    """Where time is left out: a gap between two short ticks, and where there is room for texts, how
    long it is."""
    y = chart.y
    bottom = y.tick_end if chart.size.has_labels else y.break_end
    return draw(
        "timeline/_chart_break.html",
        (
            (
                (("y", y), ("bottom", bottom)),
                {
                    "start": each.x1,
                    "end": each.x2,
                    "width": round(each.x2 - each.x1, 4),
                    "said": _break_label(each, chart),
                },
            )
            for each in chart.breaks
        ),
    )


def _break_label(found: Break, chart: Chart) -> SafeString:
    if not chart.size.has_labels:
        return SafeString()
    texts = found.label, found.label_medium
    return _texts("tk bk", found.middle, chart.y.break_text, *texts)


@register.simple_tag
def ticks(found: Sequence[Tick], top: float, bottom: float, baseline: float) -> SafeString:
    """Ticks between two heights, with their texts on a baseline; all in rem."""
    return draw(
        "timeline/_chart_tick.html",
        (
            (
                (("top", top), ("bottom", bottom)),
                {
                    "x": each.x,
                    "said": _texts(
                        "tk",
                        each.x,
                        baseline,
                        each.text,
                        each.text_medium,
                        each.anchor,
                        each.anchor_medium,
                    ),
                },
            )
            for each in found
        ),
    )


@register.simple_tag
def pieces(page: Page, chart: Chart) -> SafeString:
    """The panels at true scale, each a link as its head is."""
    found = chart.true_scale.pieces if chart.true_scale else ()
    return draw(
        "timeline/_chart_piece.html",
        (
            (
                (("y", chart.y),),
                {
                    "x": piece.x,
                    "width": piece.width,
                    "href": page.zoom_url(panel.zoom),
                    "range": panel.zoom.name,
                },
            )
            for piece, panel in zip(found, chart.panels, strict=bool(found))
        ),
    )


@register.simple_tag
def labels(chart: Chart) -> SafeString:
    """The names of marks, or the numbers on bins; those that both widths show once."""
    at_wide, at_medium = set(chart.labels), set(chart.labels_medium)
    shown = [(each, "" if each in at_medium else "xl") for each in chart.labels]
    shown += [(each, "md") for each in chart.labels_medium if each not in at_wide]
    return draw("timeline/_chart_text.html", (_label(each, width) for each, width in shown))


def _label(label: Label, width: str) -> Drawing:
    look = ("look", f"lb s{label.slot}"), ("at", width), ("anchor", label.anchor), ("dx", label.dx)
    return look, {"x": label.x, "y": label.y, "said": label.text}


def _texts(
    look: str,
    x: float,
    y: float,
    wide: str,
    medium: str,
    anchor: str = "middle",
    anchor_medium: str = "middle",
) -> SafeString:
    """What stands at x on the baseline y in the wide and in the medium plot: one text where it is
    the same, and none for none."""
    if wide == medium and anchor == anchor_medium:
        shown = [("", wide, anchor)]
    else:
        shown = [("xl", wide, anchor), ("md", medium, anchor_medium)]
    return draw(
        "timeline/_chart_text.html",
        (
            (
                (("look", look), ("at", width), ("anchor", side), ("dx", 0)),
                {"x": x, "y": y, "said": said},
            )
            for width, said, side in shown
            if said
        ),
    )


# --- marks and bins -------------------------------------------------------------------------------


@register.simple_tag
def extents(chart: Chart) -> SafeString:
    """The hatched stretches in which events somewhere lie; beneath all marks."""
    stretches = ((mark, mark.extent) for mark in chart.marks if mark.extent)
    return draw("timeline/_chart_extent.html", _bars(stretches, is_dim=chart.here is not None))


@register.simple_tag
def cores(chart: Chart) -> SafeString:
    """What surely lasted, in a strip, where no mark is a link that could hold it."""
    lasting = ((mark, mark.core) for mark in chart.marks if mark.core)
    return draw("timeline/_chart_core.html", _bars(lasting, is_dim=chart.here is not None))


def _bars(found: Iterable[tuple[Mark, Bar]], *, is_dim: bool) -> Iterator[Drawing]:
    """Of those that are the same, one."""
    looks = ((mark.slot, mark.faded or (is_dim and not mark.here), bar) for mark, bar in found)
    for slot, faded, bar in dict.fromkeys(looks):
        yield (("slot", slot), ("faded", faded)), {"place": _box(bar)}


@register.simple_tag
def marks(page: Page, chart: Chart) -> SafeString:
    """Marks by date and clusters among them, as Tab goes through them."""
    lines = []
    clusters = deque(enumerate(chart.clusters, start=1))
    for mark in chart.marks:
        while clusters and clusters[0][1].x < mark.x:
            lines.append(_cluster(page, *clusters.popleft()))
        lines.append(_mark(page, mark))
    lines += [_cluster(page, *each) for each in clusters]
    return mark_safe("\n".join(lines))  # noqa: S308 - templates' own


def _mark(page: Page, mark: Mark) -> str:
    event = mark.event
    look = (
        ("slot", mark.slot),
        ("faded", mark.faded),
        ("possible", event.possible),
        ("has_core", mark.core is not None),
        ("glyph", mark.glyph),
        ("hollow", mark.hollow),
    )
    # An address without its slug: that would double the weight of a mark.
    href = f"#e-{event.id}" if event.id in page.on_page else _without_slug(event.url)
    values: dict[str, str | float] = {
        "href": href,
        "name": event.name,
        "core": _box(mark.core) if mark.core else "",
        "x": mark.x,
        "y": mark.y,
    }
    return draw("timeline/_chart_mark.html", ((look, values),))


def _without_slug(url: str) -> str:
    return f"{url.rstrip('/').rpartition('/')[0]}/"


def _cluster(page: Page, number: int, cluster: Cluster) -> str:
    values: dict[str, str | float] = {
        "number": number,
        "href": page.zoom_url(cluster.zoom),
        "name": cluster.name,
        "count": cluster.count,
        "x": cluster.x,
        "y": cluster.y,
    }
    look = ("slot", cluster.slot), ("faded", cluster.faded)
    return draw("timeline/_chart_cluster.html", ((look, values),))


@register.simple_tag
def bins(page: Page, chart: Chart) -> SafeString:
    """Counts by lane and period, each a link that zooms to it."""
    drawings = (_bin(page, each, number) for number, each in enumerate(chart.bins, start=1))
    return draw("timeline/_chart_bin.html", drawings)


def _bin(page: Page, each: Bin, number: int) -> Drawing:
    look = ("slot", each.slot), ("shade", each.shade), ("faded", each.faded)
    return look, {
        "number": number,
        "href": page.zoom_url(each.zoom),
        "name": each.name,
        "hit": _box(each.hit),
        "bar": _box(each.bar),
    }


# --- the strip ------------------------------------------------------------------------------------


@register.simple_tag
def small_bins(chart: Chart) -> SafeString:
    """The bins of a strip, mere bars."""
    return draw(
        "timeline/_chart_small_bin.html",
        (
            (
                (("slot", each.slot), ("shade", each.shade), ("faded", each.faded)),
                {"bar": _box(each.bar)},
            )
            for each in chart.bins
        ),
    )


@register.simple_tag
def small_marks(chart: Chart) -> SafeString:
    """The marks of a strip: mere signs, in the one row of their lane, where they may cover each
    other."""
    lanes: dict[tuple[int, float], list[Mark]] = {}
    for mark in chart.marks:
        lanes.setdefault((mark.slot, mark.y), []).append(mark)
    is_dim = chart.here is not None
    return draw(
        "timeline/_chart_small_lane.html",
        (
            (
                (("slot", slot),),
                {"y": y, "signs": draw("timeline/_chart_small_mark.html", _signs(found, is_dim))},
            )
            for (slot, y), found in lanes.items()
        ),
    )


def _signs(marks: Sequence[Mark], is_dim: bool) -> Iterator[Drawing]:
    """Of those that look the same and are less than a sign apart, one."""
    seen = set()
    for mark in (mark for mark in marks if mark.glyph):
        look = (
            ("slot", mark.slot),
            ("faded", mark.faded or (is_dim and not mark.here)),
            ("here", mark.here),
            ("hollow", mark.hollow),
        )
        if mark.here or (look, round(mark.x)) not in seen:
            seen.add((look, round(mark.x)))
            # A strip is so narrow that a tenth of a percent is half a px.
            yield look, {"x": round(mark.x, 1)}


# --- numbers --------------------------------------------------------------------------------------


def _box(bar: Bar) -> SafeString:
    """Attributes that place a rectangle."""
    x, width, y, height = bar
    attributes = f'x="{x}%" width="{width}%" y="{y}rem" height="{height}rem"'
    return mark_safe(attributes)  # noqa: S308 - numbers


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
def minus(left: float, right: float) -> float:
    """The distance between two places."""
    return round(left - right, 4)
