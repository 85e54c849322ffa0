"""What is measured: which pages, with how many events, and what a reader does on them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

#: `pointed`: as `desktop`, by a hand that rests on what it will click for REST ms before it does.
Profile = Literal["desktop", "pointed", "slow"]
PROFILES: tuple[Profile, ...] = ("desktop", "pointed", "slow")
REST = 200
Program = Literal["newsdesk", "static", "TimelineJS", "vis"]

#: The topic that every page is filtered by; the generator's most common one.
TOPIC = "Elections"
#: So many loads of a page, and of one that takes long.
LOADS, LOADS_OF_LARGE = 5, 3
#: From so many events in the page on.
LARGE = 2_000
#: newsdesk's own data set, and the number of its events.
SHIPPED = 62
#: How many events newsdesk is measured with in any case.
OWN_SIZES = (SHIPPED, 200)
#: The quarter that vis-timeline is told to draw, where it has too many events to draw all.
QUARTER = "start=2025-10-01&end=2025-12-31"


@dataclass(frozen=True)
class Page:
    """One page of a program; `path` begins at the program's own server."""

    label: str
    program: Program
    events: int
    path: str
    is_slow_too: bool = False

    def loads(self, profile: Profile) -> int:
        """newsdesk sends fifty events however many there are. It alone can tell that it is being
        pointed at: a peer's filter is a call of its host page."""
        if profile == "pointed":
            return LOADS if self.program == "newsdesk" else 0
        if profile == "slow":
            return LOADS_OF_LARGE if self.is_slow_too else 0
        is_large = self.program != "newsdesk" and self.events >= LARGE
        return LOADS_OF_LARGE if is_large else LOADS


def static(events: int) -> Page:
    """What `bench.cards` draws, as a file: a page that does nothing at all."""
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

#: What shows an event, the chart's marks in newsdesk.
EVENTS: dict[Program, str] = {
    "newsdesk": "#plot a.mk",
    "static": "article",
    "TimelineJS": ".tl-timemarker",
    "vis": ".vis-item",
}


@dataclass(frozen=True)
class Step:
    """Something that a reader does: a click, a turn of the wheel over something, or, where a
    program leaves the control to its host page, a call of that page's `filterBy(topic)`."""

    name: str
    click: str = ""
    wheel: str = ""
    topic: str | None = None


_HOST_PAGE = (Step("filter", topic=TOPIC), Step("unfilter", topic=""))
#: In this order, once a load: everything is in view when a filter comes and when it goes.
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
