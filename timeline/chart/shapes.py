"""What the chart is made from, and what templates draw.

x and width are percentages of the plot, y and height rem, dx px. Texts are ready to show.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import compress
from typing import NamedTuple

from timeline.chart.sizes import Frame, Size
from timeline.chart.units import Zoom
from timeline.dates.edtf import EDTF


@dataclass(frozen=True, slots=True)
class ChartEvent:
    """An event to draw. Importance 1–5 decides whose label stands; ``lane`` is a lane's slug.
    ``name`` is for those who hear the mark: its date and title.

    ``announced``: nobody has reported that it happened. ``possible``: it lies only partly in the
    reader's range. ``faded``: it doesn't answer the reader's query and is there as surroundings,
    neither link nor label.
    """

    id: str
    url: str
    label: str
    lane: str
    importance: int
    date: EDTF
    name: str
    announced: bool = False
    possible: bool = False
    faded: bool = False


@dataclass(frozen=True, slots=True)
class Lane:
    """A topic, drawn as a lane; slot 1–8 picks colour and shape, 0 those of no topic."""

    slug: str
    name: str
    slot: int


class Bar(NamedTuple):
    """A rectangle: a hatched extent, a solid core, a count."""

    x: float
    width: float
    y: float
    height: float


class Open(NamedTuple):
    """Which sides of a date have no end, and room for a sign that says so."""

    start: bool
    end: bool


#: Neither.
CLOSED = Open(start=False, end=False)


class Mark(NamedTuple):
    """An event in its place. ``glyph`` is false where the solid core is sign enough; the extent is
    drawn to the end of its panel where the date has an ``open`` side."""

    event: ChartEvent
    slot: int
    x: float
    y: float
    hollow: bool
    glyph: bool
    extent: Bar | None
    core: Bar | None
    faded: bool
    here: bool
    open: Open

    @property
    def open_sides(self) -> list[tuple[str, float]]:
        """Those of its extent that go on beyond what is drawn, and where."""
        if not self.extent:
            return []
        x, width, _y, _height = self.extent
        return [*compress((("start", x), ("end", round(x + width, 2))), self.open)]


@dataclass(frozen=True, slots=True)
class Cluster:
    """Marks that found no room: a count that links to where there is room. Where some of them
    answer the reader's query, it counts those. ``date`` is that of the one that is listed first."""

    ids: tuple[str, ...]
    date: EDTF
    count: int
    slot: int
    x: float
    y: float
    zoom: Zoom
    faded: bool
    name: str


class Label(NamedTuple):
    """The name of a mark, or the number on a bin."""

    id: str
    slot: int
    x: float
    dx: float
    y: float
    anchor: str
    text: str


class Tick(NamedTuple):
    """A tick, with its text for the wide and the medium plot; either may be empty."""

    x: float
    text: str
    text_medium: str
    anchor: str = "middle"
    anchor_medium: str = "middle"


class Panel(NamedTuple):
    """A stretch of one scale. Heads are chosen to fit, down to nothing; ``zoom.name`` is whole.

    Its ends are seconds; ``grain`` is the finest unit that a hand can point at: "day", "month",
    or a number of years.
    """

    x: float
    width: float
    middle: float
    lower: int
    upper: int
    grain: str
    head: str
    head_medium: str
    zoom: Zoom


class Break(NamedTuple):
    """Time left out, from one panel's end to the next one's start."""

    x1: float
    x2: float
    middle: float
    label: str
    label_medium: str
    name: str


class LaneLine(NamedTuple):
    """A line of a lane's name."""

    text: str
    y: float


@dataclass(frozen=True, slots=True)
class LaneBox:
    """A lane with its name in lines and its count."""

    slug: str
    name: str
    slot: int
    top: float
    icon_y: float
    lines: tuple[LaneLine, ...]
    count: int
    count_text: str
    count_y: float


class FanLine(NamedTuple):
    """From a panel's edge to its place at true scale."""

    x1: float
    x2: float


class Piece(NamedTuple):
    """A panel's place at true scale."""

    x: float
    width: float


@dataclass(frozen=True, slots=True)
class TrueScale:
    """The strip beneath: every panel at its true place and width."""

    pieces: tuple[Piece, ...]
    fan: tuple[FanLine, ...]
    ticks: tuple[Tick, ...]
    selection: Piece | None


@dataclass(frozen=True, slots=True)
class Handle:
    """An end of the reader's range; ``text`` is the EDTF to edit, inclusive."""

    x: float
    text: str


@dataclass(frozen=True, slots=True)
class Selection:
    """The reader's range; a side without end has no handle."""

    x: float
    width: float
    start: Handle | None
    end: Handle | None


class Aside(StrEnum):
    """What a chart counts beside its units of time: what began before the reader's range and
    reaches into it, and what has an open or unknown end."""

    EARLIER = "earlier"
    OPEN = "open"


class Column(NamedTuple):
    """The head above those, with its middle; chosen to fit, down to nothing."""

    middle: float
    head: str
    head_medium: str


class Bin(NamedTuple):
    """The events of one lane that begin in one unit of time, or stand aside. ``shade`` goes from
    1 to 5.

    ``hit``, as wide as the unit and as high as the lane, is what a hand points at; ``name``, which
    a strip leaves out, is for those who hear it.
    """

    lane: str
    slot: int
    events: int
    hit: Bar
    bar: Bar
    shade: int
    faded: bool
    opens: Zoom | Aside
    name: str

    @property
    def is_aside(self) -> bool:
        return isinstance(self.opens, Aside)


@dataclass(frozen=True, slots=True)
class Chart:
    """Everything that a template draws; of nothing, lanes without an axis."""

    size: Size
    y: Frame
    lanes: tuple[LaneBox, ...]
    alt: str
    count: int = 0
    panels: tuple[Panel, ...] = ()
    seams: tuple[float, ...] = ()
    breaks: tuple[Break, ...] = ()
    days: tuple[float, ...] = ()
    ticks: tuple[Tick, ...] = ()
    marks: tuple[Mark, ...] = ()
    clusters: tuple[Cluster, ...] = ()
    bins: tuple[Bin, ...] = ()
    columns: tuple[Column, ...] = ()
    labels: tuple[Label, ...] = ()
    labels_medium: tuple[Label, ...] = ()
    true_scale: TrueScale | None = None
    selection: Selection | None = None
    here: float | None = None
    zoom_in: Zoom | None = None
    zoom_out: Zoom | None = None

    @property
    def has_open(self) -> bool:
        """Does any of its marks have an open side?"""
        return any(any(mark.open) for mark in self.marks)

    def steps_back(self, mark: Mark) -> bool:
        """Is it drawn faintly? Beside the one event that a chart is about, all others are."""
        return mark.faded or (self.here is not None and not mark.here)
