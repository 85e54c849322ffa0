"""Tags for the repeated parts of a chart, each rendered by a stencil: see `timeline.stencils`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from django import template
from django.utils.safestring import SafeString

from timeline.chart.chart import list_sort_key
from timeline.chart.shapes import Bar, Break, Chart, Cluster, Mark, Tick
from timeline.chart.units import Zoom
from timeline.dates import edtf
from timeline.stencils import Drawing, draw
from timeline.views.shown_chart import ShownChart
from timeline.wording import display

register = template.Library()

#: px per rem in the geometry of a chart; offsets are rendered in rem to scale with the font size.
_REM = 16


@register.simple_tag
def zoom_url(shown: ShownChart, zoom: Zoom) -> str:
    """Return the URL of this view with the range of a zoom."""
    return shown.opening_url(zoom)


# --- around the marks -----------------------------------------------------------------------------


@register.simple_tag
def panels(shown: ShownChart, chart: Chart) -> SafeString:
    """Render the heads of the panels, each a link that zooms to its panel."""
    return draw(
        Drawing(
            "timeline/_chart_panel.html",
            (("y", chart.y),),
            {
                "number": number,
                "x": panel.x,
                "width": panel.width,
                "middle": panel.middle,
                "lower": panel.lower,
                "upper": panel.upper,
                "grain": panel.grain,
                "href": shown.opening_url(panel.zoom),
                "range": panel.zoom.name,
                "head": _texts("ph", panel.middle, chart.y.head, panel.head, panel.head_medium),
            },
        )
        for number, panel in enumerate(chart.panels, start=1)
    )


@register.simple_tag
def columns(chart: Chart) -> SafeString:
    """Render the heads of the columns beside the panels."""
    return draw(
        text
        for column in chart.columns
        for text in _texts("ph", column.middle, chart.y.head, column.head, column.head_medium)
    )


@register.simple_tag
def lanes(chart: Chart) -> SafeString:
    """Render the names of the lanes, with their counts."""
    return draw(
        Drawing(
            "timeline/_chart_lane.html",
            (("slot", lane.slot),),
            {
                "top": lane.top,
                "icon_y": lane.icon_y,
                "lines": [
                    Drawing(
                        "timeline/_chart_lane_line.html", (("slot", lane.slot),), line._asdict()
                    )
                    for line in lane.lines
                ],
                "count": lane.count_text,
                "count_y": lane.count_y,
            },
        )
        for lane in chart.lanes
    )


@register.simple_tag
def breaks(chart: Chart) -> SafeString:
    """Render the breaks, where time is left out: a gap between two short ticks and, in sizes with
    labels, its duration."""
    bottom = chart.y.tick_end if chart.size.has_labels else chart.y.break_end
    return draw(
        Drawing(
            "timeline/_chart_break.html",
            (("y", chart.y), ("bottom", bottom)),
            {
                "start": gap.x1,
                "end": gap.x2,
                "width": round(gap.x2 - gap.x1, 4),
                "texts": _break_texts(gap, chart),
            },
        )
        for gap in chart.breaks
    )


def _break_texts(gap: Break, chart: Chart) -> list[Drawing]:
    if not chart.size.has_labels:
        return []
    texts = gap.label, gap.label_medium
    return _texts("tk bk", gap.middle, chart.y.break_text, *texts)


@register.simple_tag
def ticks(shown_ticks: Sequence[Tick], top: float, bottom: float, baseline: float) -> SafeString:
    """Render ticks between two heights, with their texts on a baseline; all in rem."""
    return draw(
        Drawing(
            "timeline/_chart_tick.html",
            (("top", top), ("bottom", bottom)),
            {"x": tick.x, "texts": _texts("tk", tick.x, baseline, *tick[1:])},
        )
        for tick in shown_ticks
    )


@register.simple_tag
def strip_names(chart: Chart) -> SafeString:
    """Render the names of panels below a strip: one set for wide and one for narrow plots, or one
    set if both are the same."""
    wide = [(tick.x, tick.text, tick.anchor) for tick in chart.ticks if tick.text]
    medium = [(t.x, t.text_medium, t.anchor_medium) for t in chart.ticks if t.text_medium]
    text_sets = [("", wide)] if wide == medium else [("xl", wide), ("md", medium)]
    y = chart.y.tick_text
    return draw(
        Drawing(
            "timeline/_chart_texts.html",
            (("width", width),),
            {"texts": [_text("tk", "", x, y, text, anchor) for x, text, anchor in texts]},
        )
        for width, texts in text_sets
    )


@register.simple_tag
def fan(chart: Chart) -> SafeString:
    """Render the lines from the edges of the panels to their places at true scale."""
    lines = chart.true_scale.fan if chart.true_scale else ()
    constants = ("top", chart.y.fan_top), ("bottom", chart.y.strip_top)
    return draw(Drawing("timeline/_chart_fan.html", constants, line._asdict()) for line in lines)


@register.simple_tag
def edges(chart: Chart) -> SafeString:
    """Render the lower edges of the panels, from which the lines of the fan start."""
    constants = (("y", chart.y.fan_top),)
    return draw(
        Drawing("timeline/_chart_edge.html", constants, {"x": panel.x, "width": panel.width})
        for panel in chart.panels
    )


@register.simple_tag
def pieces(shown: ShownChart, chart: Chart) -> SafeString:
    """Render the panels at true scale, each with the same link as its head."""
    places = chart.true_scale.pieces if chart.true_scale else ()
    return draw(
        Drawing(
            "timeline/_chart_piece.html",
            (("y", chart.y),),
            {
                "x": piece.x,
                "width": piece.width,
                "href": shown.opening_url(panel.zoom),
                "range": panel.zoom.name,
            },
        )
        for piece, panel in zip(places, chart.panels, strict=bool(places))
    )


@register.simple_tag
def labels(chart: Chart) -> SafeString:
    """Render the names of marks, or the numbers on bins; once if the same for both widths."""
    at_wide, at_medium = set(chart.labels), set(chart.labels_medium)
    items = [(each, "" if each in at_medium else "xl") for each in chart.labels]
    items += [(each, "md") for each in chart.labels_medium if each not in at_wide]
    return draw(
        _text(f"lb s{label.slot}", width, label.x, label.y, label.text, label.anchor, label.dx)
        for label, width in items
    )


def _texts(
    css_class: str,
    x: float,
    y: float,
    wide: str,
    medium: str,
    anchor: str = "middle",
    anchor_medium: str = "middle",
) -> list[Drawing]:
    """Return the texts at x on the baseline y for the wide and the medium plot: one text if both
    are the same, none if empty."""
    if wide == medium and anchor == anchor_medium:
        items = [("", wide, anchor)]
    else:
        items = [("xl", wide, anchor), ("md", medium, anchor_medium)]
    return [_text(css_class, width, x, y, text, side) for width, text, side in items if text]


def _text(
    css_class: str, width: str, x: float, y: float, text: str, anchor: str, dx: float = 0
) -> Drawing:
    return Drawing(
        "timeline/_chart_text.html",
        (("css_class", css_class), ("width", width), ("anchor", anchor), ("dx", dx / _REM)),
        {"x": x, "y": y, "text": text},
    )


@register.simple_tag
def chart_key(chart: Chart) -> SafeString:
    """Render the key to the signs that this chart contains."""
    signs = ("bins", "columns", "seams", "selection", "clusters", "breaks", "has_open_sides")
    constants = tuple((name, bool(getattr(chart, name))) for name in signs)
    constants += (("lanes", len(chart.lanes) > 1),)
    return draw([Drawing("timeline/_chart_key.html", constants, {})])


# --- marks and bins -------------------------------------------------------------------------------


@register.simple_tag
def extents(chart: Chart) -> SafeString:
    """Render the hatched extents, with a sign on each open side; they lie below all marks."""
    pairs = ((mark, mark.extent) for mark in chart.marks if mark.extent)
    return draw([*bars("timeline/_chart_extent.html", chart, pairs), *_open_sides(chart)])


def _open_sides(chart: Chart) -> Iterator[Drawing]:
    """Yield the signs of open sides, without duplicates."""
    signs = {
        (mark.slot, chart.is_faint(mark), side, x, mark.y)
        for mark in chart.marks
        for side, x in mark.open_ends
    }
    for slot, faded, side, x, y in sorted(signs):
        constants = (
            ("slot", slot),
            ("faded", faded),
            ("side", side),
            ("small", chart.size.rows == 1),
        )
        yield Drawing("timeline/_chart_open.html", constants, {"x": x, "y": y})


def bars(template_name: str, chart: Chart, pairs: Iterable[tuple[Mark, Bar]]) -> Iterator[Drawing]:
    """Yield the bars of marks, without duplicates; ``template_name`` is the template's."""
    keys = ((mark.slot, chart.is_faint(mark), bar) for mark, bar in pairs)
    for slot, faded, bar in dict.fromkeys(keys):
        yield Drawing(
            template_name, (("slot", slot), ("faded", faded)), {"place": rect_attributes(bar)}
        )


@register.simple_tag
def marks(shown: ShownChart, chart: Chart) -> SafeString:
    """Render marks and clusters by date, which is the tab order."""
    dated = [(mark.event.date, _mark(shown, mark)) for mark in chart.marks]
    dated += [
        (cluster.date, _cluster(shown, number, cluster))
        for number, cluster in enumerate(chart.clusters, start=1)
    ]
    dated.sort(key=lambda each: list_sort_key(each[0]))
    return draw(drawing for _date, drawing in dated)


def _mark(shown: ShownChart, mark: Mark) -> Drawing:
    event, core = mark.event, mark.core
    constants = (
        ("slot", mark.slot),
        ("faded", mark.faded),
        ("possible", event.possible),
        ("has_glyph", mark.has_glyph),
        ("hollow", mark.hollow),
    )
    values = {
        "href": f"#e-{event.id}" if event.id in shown.listed else _without_slug(event.url),
        "name": event.name,
        "core": rect_attributes(core) if core else "",
        "x": mark.x,
        "y": mark.y,
    }
    return Drawing("timeline/_chart_mark.html", constants, values)


def _without_slug(url: str) -> str:
    """Return the URL without its slug, which would double the size of a mark's markup."""
    return f"{url.rstrip('/').rpartition('/')[0]}/"


def _cluster(shown: ShownChart, number: int, cluster: Cluster) -> Drawing:
    constants = ("slot", cluster.slot), ("faded", cluster.faded)
    values = {
        "number": number,
        "href": shown.opening_url(cluster.zoom),
        "name": cluster.name,
        "count": cluster.count,
        "x": cluster.x,
        "y": cluster.y,
    }
    return Drawing("timeline/_chart_cluster.html", constants, values)


@register.simple_tag
def bins(shown: ShownChart, chart: Chart) -> SafeString:
    """Render the counts by lane and period, each a link that zooms to it."""
    return draw(
        Drawing(
            "timeline/_chart_bin.html",
            (
                ("slot", each.slot),
                ("shade", each.shade),
                ("faded", each.faded),
                ("is_side_column", each.is_side_column),
            ),
            {
                "number": number,
                "href": shown.opening_url(each.target),
                "name": each.name,
                "hit": rect_attributes(each.hit),
                "bar": rect_attributes(each.bar),
            },
        )
        for number, each in enumerate(chart.bins, start=1)
    )


# --- numbers --------------------------------------------------------------------------------------


def rect_attributes(bar: Bar) -> SafeString:
    """Return the SVG attributes for position and size of a rectangle."""
    x, width, y, height = bar
    return SafeString(_horizontal_attributes(x, width) + _vertical_attributes(y, height))


# The bins of all lanes share x and width, many bins of a lane share y and height: formatting these
# numbers is slower than a cache lookup.
@lru_cache(maxsize=1_000)
def _horizontal_attributes(x: float, width: float) -> str:
    return f'x="{x}%" width="{width}%"'


@lru_cache(maxsize=1_000)
def _vertical_attributes(y: float, height: float) -> str:
    return f' y="{y}rem" height="{height}rem"'


@register.filter
def edtf_display(text: str) -> str:
    """Return an EDTF date in words."""
    return display(edtf.parse(text))


@register.filter
def edtf_seconds(text: str, bound: str) -> int:
    """Return the lower or upper bound of an EDTF date, in seconds."""
    date = edtf.parse(text)
    return date.upper if bound == "upper" else date.lower


@register.filter
def minus(left: float, right: float) -> float:
    """Return the difference of two positions, rounded."""
    return round(left - right, 4)
