"""What we want to be measured, and whether it was: ratios to peers, and a few limits."""

from __future__ import annotations

from dataclasses import dataclass

from bench.peers.pages import Profile
from bench.peers.results import Results

#: What is compared with the peers: as many events as vis-timeline draws well.
OURS = "newsdesk 200"


@dataclass(frozen=True)
class Goal:
    """A figure of ours, or how many times as large a peer's is, between two limits."""

    name: str
    figure: str
    #: The page whose figure is divided by ours; none: ours alone.
    peer: str = ""
    least: float = 0
    most: float = float("inf")
    profile: Profile = "desktop"
    ours: str = OURS
    unit: str = ""
    #: Why it is missed, where it is.
    why: str = ""

    def measured(self, results: Results) -> float | None:
        """None when a page gave no such figure."""
        own = results.median((self.ours, self.profile), self.figure)
        if not self.peer or own is None:
            return own
        theirs = results.median((self.peer, self.profile), self.figure)
        return None if theirs is None else ratio(theirs, own)

    def limits(self) -> str:
        if self.least and self.most != float("inf"):
            return f"{self.least:g} to {self.most:g}{self._unit}"
        return (
            f"at least {self.least:g}{self._unit}"
            if self.least
            else (f"at most {self.most:g}{self._unit}")
        )

    def verdict(self, measured: float | None) -> str:
        if measured is None:
            return "**not measured**"
        if self.least <= measured <= self.most:
            return "reached"
        return f"**missed**: {self.why}" if self.why else "**missed**"

    def shown(self, measured: float | None) -> str:
        if measured is None:
            return "–"
        if self.peer:
            return f"{measured:.2g}×" if measured < 10 else f"{measured:.0f}×"
        return f"{measured:.0f}{self._unit}"

    @property
    def _unit(self) -> str:
        return "×" if self.peer else f" {self.unit}" if self.unit else ""


def ratio(theirs: float, ours: float) -> float:
    """How many times as large theirs is; nothing at all on both sides is the same."""
    if ours:
        return theirs / ours
    return float("inf") if theirs else 1


GOALS = (
    Goal("first load", "weight", "TimelineJS 20", least=3),
    Goal("first load", "weight", "vis 200", least=5),
    Goal("first load without fonts", "weight_without_fonts", most=36, unit="kB"),
    Goal("first load, 62 events to 200", "weight", "newsdesk 62", least=0.9, most=1.1),
    Goal("first event in view", "first_event", "TimelineJS 20", least=1.7),
    Goal("first event in view", "first_event", "TimelineJS 200", least=2.7),
    Goal("first event in view", "first_event", "TimelineJS 2000", least=15),
    Goal("first event in view", "first_event", "vis 200", least=1.5),
    Goal("first event in view", "first_event", "vis 2000", least=4),
    Goal("first event in view", "first_event", "vis w 20000", least=5.5),
    Goal("first event in view", "first_event", "TimelineJS 20", least=2, profile="slow"),
    Goal("first event in view", "first_event", "vis 200", least=2.7, profile="slow"),
    Goal("main thread, load", "cpu", "TimelineJS 20", least=3),
    Goal("main thread, load", "cpu", "vis 200", least=1.5),
    Goal("JavaScript heap", "heap", "TimelineJS 20", least=1.8),
    Goal("JavaScript heap", "heap", "vis 200", least=3),
    Goal("blocked, load", "blocked", most=50, unit="ms"),
    Goal("blocked, load", "blocked", "TimelineJS 20", least=2, profile="slow"),
    Goal("zoom", "zoom", "TimelineJS 2000", least=10),
    Goal("zoom", "zoom", "vis 2000", least=5),
    Goal("zoom", "zoom", "vis 200", least=0.6),
    Goal("filter", "filter", "TimelineJS 20", least=1.4),
    Goal("filter", "filter", "vis 200", least=0.25),
    Goal("unfilter", "unfilter", "vis 200", least=2),
    Goal("unfilter", "unfilter", "vis 2000", least=100),
)
#: Lighthouse's four scores, on both devices.
SCORES = (98, 100, 100, 100)
