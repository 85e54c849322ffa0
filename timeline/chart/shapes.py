"""The input and output types of the chart: what it is made from, and what templates draw.

x and width are percentages of the plot, y and height are in rem, dx in px. Texts are ready to show.
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
    """An event to draw. Importance 1–5 decides which labels are shown; ``lane`` is a lane's slug.

    ``name`` is the accessible name: date and title.
    ``announced``: nobody has reported yet that it happened.
    ``possible``: its date lies only partly in the reader's range.
    ``faded``: it doesn't match the reader's query and is drawn as context, without link and label.
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
    """A topic, drawn as a lane; slot 1–8 picks colour and shape, slot 0 is for "no topic"."""

    slug: str
    name: str
    slot: int


class Bar(NamedTuple):
    """A rectangle: a hatched extent, a solid core, a count."""

    x: float
    width: float
    y: float
    height: float


class OpenSides(NamedTuple):
    """The sides of a date that are open (for a mark: those with room for a sign that says so)."""

    start: bool
    end: bool


#: Neither side is open.
CLOSED = OpenSides(start=False, end=False)


class Mark(NamedTuple):
    """An event in its place. ``has_glyph`` is false where a solid core is drawn instead of a mark.
    On its ``open_sides``, the extent is drawn to the end of its panel."""

    event: ChartEvent
    slot: int
    x: float
    y: float
    hollow: bool
    has_glyph: bool
    extent: Bar | None
    core: Bar | None
    faded: bool
    is_current: bool
    open_sides: OpenSides

    @property
    def open_ends(self) -> list[tuple[str, float]]:
        """The sides on which the extent continues beyond what is drawn, each with its x."""
        if not self.extent:
            return []
        x, width, _y, _height = self.extent
        return [*compress((("start", x), ("end", round(x + width, 2))), self.open_sides)]


@dataclass(frozen=True, slots=True)
class Cluster:
    """Marks that found no room, drawn as a count that links to a range where they have room.

    If some of them match the reader's query, only these are counted. ``date`` is the date of the
    one that is first in the list.
    """

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
    """A stretch of one scale.

    Heads are chosen to fit and may be empty; ``zoom.name`` is the full name. ``lower`` and
    ``upper`` are seconds. ``grain`` is the finest unit that can be pointed at: "day", "month", or
    a number of years.
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
    """Time left out, from the end of one panel to the start of the next."""

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
    """A line from an edge of a panel to its place at true scale."""

    x1: float
    x2: float


class Piece(NamedTuple):
    """The place of a panel, or of the reader's range, at true scale."""

    x: float
    width: float


@dataclass(frozen=True, slots=True)
class TrueScale:
    """The strip below the axis: every panel at its true place and width."""

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
    """The reader's range; an open side has no handle."""

    x: float
    width: float
    start: Handle | None
    end: Handle | None


class SideColumn(StrEnum):
    """Events that are counted beside the units of time: they began before the reader's range and
    reach into it, or have an open or unknown end."""

    EARLIER = "earlier"
    OPEN = "open"


class ColumnHead(NamedTuple):
    """The head above a column of these; chosen to fit, and may be empty."""

    middle: float
    head: str
    head_medium: str


class Bin(NamedTuple):
    """The events of one lane that begin in one unit of time, or are counted beside the axis.

    ``hit`` is the area for pointers: as wide as the unit and as high as the lane. ``shade`` goes
    from 1 to 5. ``name`` is the accessible name, empty in a strip.
    """

    lane: str
    slot: int
    events: int
    hit: Bar
    bar: Bar
    shade: int
    faded: bool
    target: Zoom | SideColumn
    name: str

    @property
    def is_side_column(self) -> bool:
        return isinstance(self.target, SideColumn)


@dataclass(frozen=True, slots=True)
class Chart:
    """Everything that a template draws; without events and range, only the lanes."""

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
    columns: tuple[ColumnHead, ...] = ()
    labels: tuple[Label, ...] = ()
    labels_medium: tuple[Label, ...] = ()
    true_scale: TrueScale | None = None
    selection: Selection | None = None
    current_x: float | None = None
    zoom_in: Zoom | None = None
    zoom_out: Zoom | None = None

    @property
    def has_open_sides(self) -> bool:
        """Whether any mark has an open side."""
        return any(any(mark.open_sides) for mark in self.marks)

    def is_faint(self, mark: Mark) -> bool:
        """Tell whether a mark is drawn faintly: faded, or not the one event the chart is about."""
        return mark.faded or (self.current_x is not None and not mark.is_current)
