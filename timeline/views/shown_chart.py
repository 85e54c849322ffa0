"""The chart of a timeline page, drawn once for all the pages that show the same one.

A change makes every page anew, and most of their charts stay as they are; so does the chart from
page to page of a long list, and between a page and its fragment.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from weakref import proxy

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from timeline.chart.shapes import Aside, Chart
from timeline.chart.sizes import POCKET
from timeline.chart.units import Zoom
from timeline.drawing import Counts, Marks, jumps
from timeline.filters import TimelineFilter
from timeline.views.keeping import kept_by_language
from timeline.views.leading import Leading
from timeline.views.listing import periods

#: Links under the pocket chart; as many as fill a line of the narrowest window.
JUMPS = 4
#: So many drawn charts are kept by a process, of up to 200 kB.
KEPT = 20


@dataclass(frozen=True)
class Drawn:
    """What pages take from their chart."""

    #: In UTF-8, which takes half of what Python takes for a text with a dash in it.
    markup: bytes
    #: Every period that it counts in, as links; empty where events are drawn one by one.
    periods: SafeString
    #: Of what it counts, how many began before the reader's range.
    begun_earlier: int


@kept_by_language(KEPT)
def drawn(
    drawable: Marks | Counts, path: str, query: TimelineFilter, listed: frozenset[str]
) -> Drawn:
    """The chart of the timeline at a path for a query. Of the events that it draws one by one,
    those `listed`, by public id, stand in the list beside it: their marks lead there."""
    shown = ShownChart(drawable, Leading(path, query), listed)
    bins = shown.chart.bins
    # As a page's: see `timeline.views.timelines`.
    markup = render_to_string("timeline/_chart.html", {"shown": proxy(shown)})
    return Drawn(
        markup.encode(),
        periods(bins, shown.opening_url),
        sum(each.events for each in bins if each.opens is Aside.EARLIER),
    )


class ShownChart:
    """The chart as its templates ask for it: in two sizes, with the addresses that it leads to."""

    def __init__(self, drawable: Marks | Counts, leading: Leading, listed: frozenset[str]) -> None:
        self.scene, self.leading, self.listed = drawable.scene(), leading, listed

    @cached_property
    def chart(self) -> Chart:
        return self.scene.chart()

    @cached_property
    def pocket(self) -> Chart:
        """For narrow windows: four lanes without labels."""
        return self.scene.chart(POCKET)

    @cached_property
    def jumps(self) -> list[Zoom]:
        """Up to four ranges that together hold every panel, for the pocket's links; one fewer
        where a link leads back from the reader's range."""
        return jumps(self.chart.panels, JUMPS - bool(self.chart.selection))

    def opening_url(self, opens: Zoom | Aside) -> str:
        """Of what a part of the chart opens."""
        return self.leading.opening(opens)

    @cached_property
    def reset_url(self) -> str:
        return self.leading.to(self.leading.query.without("from_", "to"))
