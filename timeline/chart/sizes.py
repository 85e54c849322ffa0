"""The chart's named sizes: the minimum widths of the plot, and the heights of its parts.

Heights are in rem (16 px).
"""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Size:
    """The dimensions of the chart for one use.

    ``wide`` and ``medium`` are the narrowest plots, in px, on which its two sets of texts are
    shown: texts that fit there also fit a wider plot. ``mark`` is the width of a mark in px.
    """

    name: str
    wide: int
    medium: int
    mark: int
    lanes_top: float
    lane_height: float
    first_row: float
    rows: int
    row_height: float
    bar_height: float
    has_labels: bool = False
    #: The plot that wide texts must fit, if marks must keep apart in a narrower one (``wide``);
    #: else 0.
    wide_texts: int = 0

    def for_lanes(self, lanes: int, height: float) -> Size:
        """Return this size, adapted to a number of lanes that share a height in rem."""
        lane = min(self.lane_height * 1.3, height / max(lanes, 1))
        return replace(self, lane_height=_round(lane), first_row=_round(lane * 0.6))


#: Container queries switch at chart widths of 71 and 44 rem, 112 px of which are for lane names.
PAGE = Size("page", 1024, 592, 13, 2.75, 3.5625, 1.5, 3, 0.75, 0.4375, has_labels=True)
#: The same page for a chart of counts.
BINS = replace(PAGE, name="bins", lane_height=3.875)
#: The event page's mini strip; a media query switches its texts at 48 rem.
STRIP = Size("strip", 272, 272, 8, 0, 0.9375, 0.719, 1, 0, 0.3125, wide_texts=688)
#: The replacement of the chart below 44 rem.
POCKET = Size("pocket", 272, 272, 8, 0, 1.25, 0.875, 1, 0, 0.3125)
EMBED = Size("embed", 268, 268, 8, 0, 1.0625, 0.781, 1, 0, 0.3125)
#: The social image: 1056 of 1200 px at 16 px per rem. Its texts and signs are about twice as
#: large, so only as many fit as on half the width.
CARD = Size("card", 553, 553, 9, 0, 2.5625, 1.75, 1, 0, 0.625)


@dataclass(frozen=True, slots=True)
class Frame:
    """Vertical positions in rem that the parts of one chart share; of texts, their baselines."""

    readout: float
    top: float
    head: float
    lanes_top: float
    axis: float
    tick_end: float
    tick_text: float
    break_top: float
    break_end: float
    break_text: float
    handle: float
    fan_top: float
    strip_top: float
    strip_bottom: float
    strip_tick_end: float
    strip_text: float
    height: float


def frame(size: Size, lanes: int, *, strip: bool) -> Frame:
    """Return the frame of a chart for a number of lanes, with or without the true-scale strip."""
    axis = _round(size.lanes_top + lanes * size.lane_height + (0 if size.has_labels else 0.25))
    below = 4.125 if strip else 0.0
    half_break = 0.4375 if size.has_labels else 0.3125
    text = 1.0 if size.has_labels else 0.875
    end = 2.375 if size.has_labels else 1.125
    return Frame(
        readout=0.75,
        top=1.25 if size.has_labels else 0,
        head=2.1875 if size.has_labels else 0,
        lanes_top=size.lanes_top,
        axis=axis,
        tick_end=_round(axis + 0.3125),
        tick_text=_round(axis + text),
        break_top=_round(axis - half_break),
        break_end=_round(axis + (0.4375 if size.has_labels else 0.25)),
        break_text=_round(axis + 1.9375),
        handle=_round((axis + size.lanes_top) / 2),
        fan_top=_round(axis + 2.375),
        strip_top=_round(axis + below),
        strip_bottom=_round(axis + below + 0.5625),
        strip_tick_end=_round(axis + below + 0.8125),
        strip_text=_round(axis + below + 1.5),
        height=_round(axis + (5.75 if strip else end)),
    )


def _round(rem: float) -> float:
    return round(rem, 4)
