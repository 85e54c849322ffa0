"""Tags for the small charts without links: see `timeline.templatetags.charts`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django import template
from django.utils.safestring import SafeString

from timeline.chart.shapes import Chart, Mark
from timeline.stencils import Constants, Drawing, draw
from timeline.templatetags.charts import bars

register = template.Library()


@register.simple_tag
def cores(chart: Chart) -> SafeString:
    """Render the cores, which are part of the marks only in charts whose marks are links."""
    pairs = ((mark, mark.core) for mark in chart.marks if mark.core)
    return draw(bars("timeline/_chart_core.html", chart, pairs))


@register.simple_tag
def small_bins(chart: Chart) -> SafeString:
    """Render the bins of a strip as mere bars.

    Bars of the same look are merged into one path, in units of 1 % of the strip's width and 1 rem
    of its height.
    """
    paths: dict[Constants, list[str]] = {}
    for each in chart.bins:
        shade = 0 if each.is_side_column else each.shade
        constants = ("slot", each.slot), ("shade", shade), ("faded", each.faded)
        x, width, y, height = each.bar
        paths.setdefault(constants, []).append(f"M{x} {y}h{width}v{height}h-{width}z")
    drawings = [
        Drawing("timeline/_chart_small_bar.html", constants, {"d": "".join(path)})
        for constants, path in paths.items()
    ]
    if not drawings:
        return SafeString()
    svg_constants = (("height", chart.y.height),)
    return draw([Drawing("timeline/_chart_small_bins.html", svg_constants, {"bars": drawings})])


@register.simple_tag
def small_marks(chart: Chart) -> SafeString:
    """Render the marks of a strip as mere signs, which may overlap in the one row of their lane."""
    lanes: dict[tuple[int, float], list[Mark]] = {}
    for mark in chart.marks:
        lanes.setdefault((mark.slot, mark.y), []).append(mark)
    return draw(
        Drawing(
            "timeline/_chart_small_lane.html",
            (("slot", slot),),
            {"y": y, "signs": list(_signs(found, chart))},
        )
        for (slot, y), found in lanes.items()
    )


def _signs(marks: Sequence[Mark], chart: Chart) -> Iterator[Drawing]:
    """Yield the signs, skipping those that coincide (to 1 %) with another of the same look."""
    seen: set[tuple[Constants, int]] = set()
    for mark in marks:
        constants = (
            ("slot", mark.slot),
            ("faded", chart.is_faint(mark)),
            ("is_current", mark.is_current),
            ("hollow", mark.hollow),
        )
        place = constants, round(mark.x)
        if mark.has_glyph and (mark.is_current or place not in seen):
            seen.add(place)
            # A strip is so narrow that 0.1 % is at most about half a px.
            yield Drawing("timeline/_chart_small_mark.html", constants, {"x": round(mark.x, 1)})
