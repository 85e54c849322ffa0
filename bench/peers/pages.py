"""The pages to measure, with how many events, and the steps that a reader takes on them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

#: `pointed` is `desktop` with a pointer that hovers over a control for REST ms before it clicks.
Profile = Literal["desktop", "pointed", "slow"]
PROFILES: tuple[Profile, ...] = ("desktop", "pointed", "slow")
REST = 200
Program = Literal["newsdesk", "static", "TimelineJS", "vis"]

#: The topic that every page is filtered by: the most common one of load_generated.
TOPIC = "Elections"
#: Loads per page, and per slow or large page.
LOADS, LOADS_OF_LARGE = 5, 3
#: Events from which a page counts as large.
LARGE = 2_000
#: The number of events in newsdesk's shipped data set.
SHIPPED = 62
#: Numbers of events with which newsdesk is always measured.
OWN_SIZES = (SHIPPED, 200)
#: The quarter of a year that vis-timeline draws if it has too many events to draw all.
QUARTER = "start=2025-10-01&end=2025-12-31"


@dataclass(frozen=True)
class Page:
    """One page of a program; `path` is relative to the program's own server."""

    label: str
    program: Program
    events: int
    path: str
    is_slow_too: bool = False

    def loads(self, profile: Profile) -> int:
        """Return how often to load this page in a profile. newsdesk is never large: it sends fifty
        events, however many there are. Only newsdesk is `pointed`: the peers are filtered by a call
        from their host page."""
        if profile == "pointed":
            return LOADS if self.program == "newsdesk" else 0
        if profile == "slow":
            return LOADS_OF_LARGE if self.is_slow_too else 0
        is_large = self.program != "newsdesk" and self.events >= LARGE
        return LOADS_OF_LARGE if is_large else LOADS


def static(events: int) -> Page:
    """Return the page of `bench.cards` as a static file, without styles or scripts."""
    return Page(f"static {events}", "static", events, "/data/cards.html", is_slow_too=True)


def timelinejs(events: int, *, is_slow_too: bool = False) -> Page:
    path = f"/timelinejs.html?data=/data/{events}.timelinejs.json"
    return Page(f"TimelineJS {events}", "TimelineJS", events, path, is_slow_too)


def vis(events: int, *, is_slow_too: bool = False) -> Page:
    path = f"/vis.html?data=/data/{events}.vis.json"
    return Page(f"vis {events}", "vis", events, path, is_slow_too)


def vis_window(events: int) -> Page:
    path = f"/vis.html?data=/data/{events}.vis.json&{QUARTER}"
    return Page(f"vis w {events}", "vis", events, path)


def newsdesk(events: int) -> Page:
    return Page(f"newsdesk {events}", "newsdesk", events, "/", is_slow_too=True)


FLOOR = static(50)
PEERS = (
    FLOOR,
    timelinejs(20, is_slow_too=True),
    timelinejs(200),
    timelinejs(2_000),
    vis(200, is_slow_too=True),
    vis(2_000),
    vis_window(20_000),
)

#: CSS selectors for the elements that show an event; in newsdesk, the chart's marks.
EVENTS: dict[Program, str] = {
    "newsdesk": "#plot a.mk",
    "static": "article",
    "TimelineJS": ".tl-timemarker",
    "vis": ".vis-item",
}


@dataclass(frozen=True)
class Step:
    """An action of a reader: a click, a turn of the wheel over an element or, if the program leaves
    the control to its host page, a call of that page's `filterBy(topic)`."""

    name: str
    click: str = ""
    wheel: str = ""
    topic: str | None = None


_HOST_PAGE = (Step("filter", topic=TOPIC), Step("unfilter", topic=""))
#: Run once per load, in this order, so that all events are in view around filtering.
STEPS: dict[Program, tuple[Step, ...]] = {
    "newsdesk": (
        Step("filter", click=".topics label.chip:has(input:not(:checked))"),
        Step("unfilter", click=".topics label.chip:has(input:checked)"),
        Step("zoom", click="#plot a.pz"),
    ),
    "static": (),
    "TimelineJS": (*_HOST_PAGE, Step("zoom", click=".tl-menubar-button:has(.tl-icon-zoom-in)")),
    "vis": (*_HOST_PAGE, Step("zoom", wheel=".vis-panel.vis-center")),
}
