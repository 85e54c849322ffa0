"""The goals of the comparison and whether they are reached: ratios to peers, and a few limits."""

from __future__ import annotations

import statistics
from dataclasses import dataclass, replace

from bench.peers.pages import FLOOR, Profile
from bench.peers.results import Results

MISSED = "**missed**"
#: The page compared with the peers: as many events as vis-timeline draws well.
OURS = "newsdesk 200"


@dataclass(frozen=True)
class Goal:
    """Limits for a figure of newsdesk, or for the ratio of a peer's figure to it."""

    name: str
    figure: str
    #: The page whose figure is divided by ours; empty for ours alone.
    peer: str = ""
    least: float = 0
    most: float = float("inf")
    profile: Profile = "desktop"
    #: The peer's profile, if it differs.
    peer_profile: Profile | None = None
    ours: str = OURS
    unit: str = ""
    #: The reason to report if the goal is missed.
    why: str = ""

    def measured(self, results: Results) -> list[float]:
        """Return one value per run, without runs in which a page lacks the figure."""
        found = (self._value_of(run) for run in results.runs())
        return [value for value in found if value is not None]

    def _value_of(self, results: Results) -> float | None:
        own = results.median((self.ours, self.profile), self.figure)
        if not self.peer or own is None:
            return own
        theirs = results.median((self.peer, self.peer_profile or self.profile), self.figure)
        return None if theirs is None else ratio(theirs, own)

    @property
    def of_floor(self) -> Goal:
        """The same goal for a static page: the best value that the browser itself allows."""
        return replace(self, ours=FLOOR.label)

    def limits(self) -> str:
        if self.least and self.most != float("inf"):
            return f"{self.least:g} to {self.most:g}{self._unit}"
        return (
            f"at least {self.least:g}{self._unit}"
            if self.least
            else (f"at most {self.most:g}{self._unit}")
        )

    def verdict(self, measured: list[float]) -> str:
        """Judge the median of the runs."""
        if not measured:
            return "**not measured**"
        if self.least <= statistics.median(measured) <= self.most:
            return "reached"
        return MISSED

    def format(self, measured: list[float]) -> str:
        """Format the median, with minimum and maximum if they differ."""
        if not measured:
            return "–"
        median, least, most = (
            self._number(value)
            for value in (statistics.median(measured), min(measured), max(measured))
        )
        spread = f" ({least}–{most})" if least != most else ""
        return f"{median}{self._unit}{spread}"

    def _number(self, value: float) -> str:
        return f"{value:.2g}" if self.peer and value < 10 else f"{value:.0f}"

    @property
    def _unit(self) -> str:
        return "×" if self.peer else f" {self.unit}" if self.unit else ""


def ratio(theirs: float, ours: float) -> float:
    """Divide theirs by ours; 0 / 0 counts as equal (1)."""
    if ours:
        return theirs / ours
    return float("inf") if theirs else 1


_HEAVY = "newsdesk's fonts, and its HTML, whose largest part is the chart."
_MANY = (
    "Thousands of elements are laid out before any event is in view: a chart of all events, a list "
    "of fifty, and a filter bar."
)
_EMPTY = "An empty page already uses 1.2 MB, including the measuring script; newsdesk adds a tenth."
_ROUND = "The server's response replaces the chart, list and filter bar: thousands of elements."
_FIRST = f"{_ROUND} The first request also waits until HTMX has loaded."
GOALS = (
    Goal("first load", "weight", "TimelineJS 20", least=3, why=_HEAVY),
    Goal("first load", "weight", "vis 200", least=5, why=_HEAVY),
    Goal("first load without fonts", "weight_without_fonts", most=36, unit="kB", why=_HEAVY),
    Goal(
        "first load without fonts, 62 events to 200",
        "weight_without_fonts",
        "newsdesk 62",
        least=0.9,
        most=1.1,
        why=_HEAVY,
    ),
    Goal("first event in view", "first_event", "TimelineJS 20", least=1.7, why=_MANY),
    Goal("first event in view", "first_event", "TimelineJS 200", least=2.7, why=_MANY),
    Goal("first event in view", "first_event", "TimelineJS 2000", least=15, why=_MANY),
    Goal("first event in view", "first_event", "vis 200", least=1.5, why=_MANY),
    Goal("first event in view", "first_event", "vis 2000", least=4, why=_MANY),
    Goal("first event in view", "first_event", "vis w 20000", least=5.5, why=_MANY),
    Goal("first event in view", "first_event", "TimelineJS 20", least=2, profile="slow", why=_MANY),
    Goal("first event in view", "first_event", "vis 200", least=2.7, profile="slow", why=_MANY),
    Goal("main thread, load", "cpu", "TimelineJS 20", least=3, why=_MANY),
    Goal("main thread, load", "cpu", "vis 200", least=1.5, why=_MANY),
    Goal("JavaScript heap", "heap", "TimelineJS 20", least=1.8),
    Goal("JavaScript heap", "heap", "vis 200", least=3, why=_EMPTY),
    Goal("blocked, load", "blocked", most=50, unit="ms", why=_MANY),
    Goal("blocked, load", "blocked", "TimelineJS 20", least=2, profile="slow", why=_MANY),
    Goal("zoom", "zoom", "TimelineJS 2000", least=10, why=_ROUND),
    Goal("zoom", "zoom", "vis 2000", least=5, why=_ROUND),
    Goal("zoom", "zoom", "vis 200", least=0.6, why=_ROUND),
    Goal("filter", "filter", "TimelineJS 20", least=1.4, why=_FIRST),
    Goal("filter", "filter", "vis 200", least=0.25, why=_FIRST),
    Goal(
        "filter",
        "filter",
        "TimelineJS 20",
        1.4,
        profile="pointed",
        peer_profile="desktop",
        why=_ROUND,
    ),
    Goal(
        "filter", "filter", "vis 200", 0.25, profile="pointed", peer_profile="desktop", why=_ROUND
    ),
    Goal("unfilter", "unfilter", "vis 200", least=2, why=_ROUND),
    Goal("unfilter", "unfilter", "vis 2000", least=100, why=_ROUND),
)
#: Lighthouse's four scores, on both devices.
SCORES = (98, 100, 100, 100)
