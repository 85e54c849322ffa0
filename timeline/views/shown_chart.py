"""The rendered chart of a timeline page, cached for all pages that show the same one.

Any change invalidates every page, but most of their charts stay the same. The pages of a long list
share a chart, too, and so do a page and its fragment.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from weakref import proxy

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from timeline.chart.shapes import Chart, SideColumn
from timeline.chart.sizes import POCKET
from timeline.chart.units import Zoom
from timeline.drawing import Counts, Marks, zoom_ranges
from timeline.filters import TimelineFilter
from timeline.views.listing import periods
from timeline.views.memoizing import memoized_by_language
from timeline.views.timeline_links import TimelineLinks

#: Links below the pocket chart: as many as fit one line in the narrowest viewport.
MAX_JUMPS = 4
#: Rendered charts cached per process, of up to 200 kB each.
MAX_CACHED_CHARTS = 20


@dataclass(frozen=True)
class RenderedChart:
    """What pages use of their rendered chart."""

    #: UTF-8, at half the memory of a str: an en dash makes that two bytes per character.
    markup: bytes
    #: The index of periods, as links; empty if the chart shows single events.
    periods: SafeString
    #: How many of the counted events began before the reader's range.
    begun_earlier: int


@memoized_by_language(MAX_CACHED_CHARTS)
def render_chart(
    chart_data: Marks | Counts, path: str, query: TimelineFilter, listed: frozenset[str]
) -> RenderedChart:
    """Render the chart for a query on the timeline at a path. `listed` has the public ids of the
    drawn events that are also in the page's list: their marks link to their rows."""
    shown = ShownChart(chart_data, TimelineLinks(path, query), listed)
    bins = shown.chart.bins
    # A weak proxy, for the reason given in `timelines._page`.
    markup = render_to_string("timeline/_chart.html", {"shown": proxy(shown)})
    return RenderedChart(
        markup.encode(),
        periods(bins, shown.opening_url),
        sum(each.events for each in bins if each.target is SideColumn.EARLIER),
    )


class ShownChart:
    """The view model of a chart: two sizes, and the URLs that its parts link to."""

    def __init__(
        self, chart_data: Marks | Counts, links: TimelineLinks, listed: frozenset[str]
    ) -> None:
        self.scene, self.links, self.listed = chart_data.scene(), links, listed

    @cached_property
    def chart(self) -> Chart:
        return self.scene.chart()

    @cached_property
    def pocket(self) -> Chart:
        """The chart for narrow viewports: lower lanes, without labels."""
        return self.scene.chart(POCKET)

    @cached_property
    def jumps(self) -> list[Zoom]:
        """Up to four ranges that together cover every panel, for the links below the pocket chart;
        one fewer if there is a link that resets the reader's range."""
        return zoom_ranges(self.chart.panels, MAX_JUMPS - bool(self.chart.selection))

    def opening_url(self, opens: Zoom | SideColumn) -> str:
        """The URL that a part of the chart opens."""
        return self.links.opening(opens)

    @cached_property
    def reset_url(self) -> str:
        return self.links.to(self.links.query.without("from_", "to"))
