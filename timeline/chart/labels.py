"""Place the names of marks, greedily by importance, where they cover nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from math import ceil, copysign, floor
from typing import NamedTuple

from timeline.chart.shapes import Label
from timeline.chart.sizes import Size
from timeline.chart.widths import LABEL, text_width

#: The maximum length of a label in characters; longer ones are cut to whole words.
LONGEST = 16
#: A cut must not end in a lower-case word this short: "Stalin has the" becomes "Stalin".
_WEAK_ENDING = 3
#: A cut needs a word at least this long to mean anything; only so many of the longest are tried.
_TELLING = 4
_CUTS = 2
_LOOSE = ",;:–-"
#: The number of labels to try: more don't fit.
MOST_LABELS = 64
_REM = 16
#: The ascent and descent of a label's letters, in px.
_ASCENT, _DESCENT = 9.0, 2.5
#: Baselines relative to the mark's center, in px.
_ABOVE, _BELOW, _BESIDE = -9.5, 17.5, 4.5
#: px from the mark's center: the overhang of a label that begins or ends at its mark; the distance
#: of a label beside it.
_OVERHANG, _ASIDE = 5, 10
_OVER = ((0, "middle", 0.5), (-_OVERHANG, "start", 0.0), (_OVERHANG, "end", 1.0))
#: Candidate positions of a label, best first: dy, the vertical direction from the mark, then (dx,
#: anchor, the share of its width to the left of x).
_PLACES = (
    (_ABOVE, -1, _OVER),
    (_BELOW, 1, _OVER),
    (_BESIDE, 0, ((_ASIDE, "start", 0.0), (-_ASIDE, "end", 1.0))),
)
#: The diameter in px of the ring around a mark that lies only possibly in the range, and how much
#: farther from the mark the ring keeps its label.
_RING, _AWAY = 21, 5
# px kept free on either side of a label.
_MARGIN = 3


class Box(NamedTuple):
    """A rectangle that labels must not cover: x in % plus an offset in px, y in rem."""

    left: float
    right: float
    top: float
    bottom: float
    left_px: float = 0
    right_px: float = 0


class Named(NamedTuple):
    """A mark to label; ``top`` and ``bottom`` are its lane's, in rem. ``texts`` go from long to
    short, each with its width in px. ``ringed`` marks have a ring around them."""

    id: str
    slot: int
    texts: tuple[tuple[str, float], ...]
    x: float
    y: float
    top: float
    bottom: float
    ringed: bool = False


class _Plot:
    """Bitmaps of the occupied and of the hatched area of a plot of one width, with one bit per px
    horizontally and one row for every 2 px vertically."""

    def __init__(
        self, width: int, height: float, blocked: Sequence[Box], hatched: Sequence[Box]
    ) -> None:
        self.width = width
        self._rows = [0] * (ceil(height * _REM / 2) + 2)
        self._hatched = self._rows.copy()
        self._cover(self._rows, blocked)
        self._cover(self._hatched, hatched)

    def _cover(self, rows: list[int], boxes: Sequence[Box]) -> None:
        """Mark boxes as covered; merges boxes of the same height, so that each row is set once."""
        scale = self.width / 100
        levels: dict[tuple[float, float], int] = defaultdict(int)
        for left, right, top, bottom, left_px, right_px in boxes:
            # Adding a px on the right is faster than rounding up.
            first, last = int(left * scale + left_px), int(right * scale + right_px) + 1
            if last > 0:
                levels[top, bottom] |= (1 << last) - (1 << first if first > 0 else 1)
        for (top, bottom), bits in levels.items():
            for row in self._span(top * _REM, bottom * _REM):
                rows[row] |= bits

    def take(self, left: float, right: float, top: float, bottom: float) -> None:
        """Mark a rectangle, in px, as occupied."""
        first, last = max(floor(left), 0), min(ceil(right), self.width)
        bits = ((1 << max(last - first, 0)) - 1) << first
        for row in self._span(top, bottom):
            self._rows[row] |= bits

    def taken(self, top: float, bottom: float, *, or_hatched: bool) -> int:
        """Return the bits that are occupied in any row between two heights, in px."""
        bits = 0
        for row in self._span(top, bottom):
            bits |= self._rows[row]
            if or_hatched:
                bits |= self._hatched[row]
        return bits

    def _span(self, top: float, bottom: float) -> range:
        return range(int(top / 2), min(ceil(bottom / 2), len(self._rows)))


def label_texts(text: str) -> tuple[tuple[str, float], ...]:
    """Return the text if short, else its longest prefixes of whole words; with widths in px."""
    if len(text) <= LONGEST:
        return ((text, text_width(text, LABEL)),) if text else ()
    found: list[str] = []
    words = text.split()
    while (words := words[:-1]) and len(found) < _CUTS:
        said = " ".join(words).rstrip(_LOOSE)
        is_weak = len(words[-1]) <= _WEAK_ENDING and words[-1].islower()
        if len(said) <= LONGEST and not is_weak and any(len(word) >= _TELLING for word in words):
            found.append(said)
    return tuple((said, text_width(said, LABEL)) for said in found)


def place_labels(
    named: Sequence[Named],
    blocked: Sequence[Box],
    hatched: Sequence[Box],
    width: int,
    height: float,
) -> tuple[Label, ...]:
    """Return the labels that fit a plot of this width in px, or any wider one.

    ``height`` is in rem. Marks are tried in the given order. A label avoids hatched extents where
    it can, else it is placed on them: in a view of a few days nearly all of a lane is hatched, and
    the story's climax would have no name.

    No two labels of one colour have the same text: "Trump and Putin" five times names nothing.
    """
    plot = _Plot(width, height, blocked, hatched)
    said: set[tuple[int, str]] = set()
    labels = []
    for mark in named:
        label = _placed(mark, plot, said, is_clear=True) or _placed(
            mark, plot, said, is_clear=False
        )
        if label:
            said.add((label.slot, label.text))
            labels.append(label)
    return tuple(labels)


def _placed(
    mark: Named, plot: _Plot, said: set[tuple[int, str]], *, is_clear: bool
) -> Label | None:
    x = mark.x * plot.width / 100
    texts = [text for text in mark.texts if (mark.slot, text[0]) not in said]
    away = _AWAY if mark.ringed else 0
    for dy, side, places in _PLACES:
        baseline = mark.y * _REM + dy + side * away
        top, bottom = baseline - _ASCENT, baseline + _DESCENT
        if not texts or top < mark.top * _REM or bottom > mark.bottom * _REM:
            continue
        taken = plot.taken(top, bottom, or_hatched=is_clear)
        for text, length in texts:
            for dx, anchor, before in places:
                beside = dx if side or not away else dx + copysign(away, dx)
                left = x + beside - before * length
                right = left + length
                if left < 0 or right > plot.width:
                    continue
                first = int(left)
                if taken >> first & (1 << int(right) + 1 - first) - 1:
                    continue
                plot.take(left - _MARGIN, right + _MARGIN, top, bottom)
                return Label(
                    mark.id, mark.slot, mark.x, beside, round(baseline / _REM, 3), anchor, text
                )
    return None


def mark_box(x: float, y: float, size: Size) -> Box:
    """Return the box that a mark covers: its width, and the height of its row."""
    half = size.mark / 2
    return Box(x, x, y - size.row_height / 2, y + size.row_height / 2, -half, half)


def ring_box(x: float, y: float) -> Box:
    """Return the box that the ring around a mark covers."""
    half = _RING / 2
    return Box(x, x, y - half / _REM, y + half / _REM, -half, half)
