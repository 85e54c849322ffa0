"""Place the names of marks, greedily by importance, where they cover nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from math import ceil, copysign, floor
from typing import NamedTuple

from timeline.chart.shapes import Label
from timeline.chart.sizes import Size
from timeline.chart.widths import LABEL_SIZE, text_width

#: The maximum length of a label in characters; longer ones are cut to whole words.
MAX_LABEL_LENGTH = 16
#: A cut must not end in a lower-case word this short: "Stalin has the" becomes "Stalin".
_MAX_WEAK_WORD = 3
#: A cut needs a word at least this long to mean anything; only so many of the longest are tried.
_MIN_TELLING_WORD = 4
_MAX_CUTS = 2
_DANGLING = ",;:–-"
#: The number of labels to try: more don't fit.
MAX_LABELS = 64
_REM = 16
#: The ascent and descent of a label's letters, in px.
_ASCENT, _DESCENT = 9.0, 2.5
#: Baselines relative to the mark's center, in px.
_ABOVE, _BELOW, _BESIDE = -9.5, 17.5, 4.5
#: px from the mark's center: the overhang of a label that begins or ends at its mark; the distance
#: of a label beside it.
_OVERHANG, _SIDE_DISTANCE = 5, 10
_ALIGNMENTS = ((0, "middle", 0.5), (-_OVERHANG, "start", 0.0), (_OVERHANG, "end", 1.0))
#: Candidate positions of a label, best first: dy, the vertical direction from the mark, then (dx,
#: anchor, the share of its width to the left of x).
_PLACES = (
    (_ABOVE, -1, _ALIGNMENTS),
    (_BELOW, 1, _ALIGNMENTS),
    (_BESIDE, 0, ((_SIDE_DISTANCE, "start", 0.0), (-_SIDE_DISTANCE, "end", 1.0))),
)
#: The diameter in px of the ring around a mark that lies only possibly in the range, and how much
#: farther from the mark the ring keeps its label.
_RING, _RING_DISTANCE = 21, 5
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


class LabelledMark(NamedTuple):
    """A mark to label; ``top`` and ``bottom`` are its lane's, in rem. ``texts`` go from long to
    short, each with its width in px. ``has_ring`` marks have a ring around them."""

    id: str
    slot: int
    texts: tuple[tuple[str, float], ...]
    x: float
    y: float
    top: float
    bottom: float
    has_ring: bool = False


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

    def taken(self, top: float, bottom: float, *, include_hatched: bool) -> int:
        """Return the bits that are occupied in any row between two heights, in px."""
        bits = 0
        for row in self._span(top, bottom):
            bits |= self._rows[row]
            if include_hatched:
                bits |= self._hatched[row]
        return bits

    def _span(self, top: float, bottom: float) -> range:
        return range(int(top / 2), min(ceil(bottom / 2), len(self._rows)))


def label_texts(text: str) -> tuple[tuple[str, float], ...]:
    """Return the text if short, else its longest prefixes of whole words; with widths in px."""
    if len(text) <= MAX_LABEL_LENGTH:
        return ((text, text_width(text, LABEL_SIZE)),) if text else ()
    texts: list[str] = []
    words = text.split()
    while (words := words[:-1]) and len(texts) < _MAX_CUTS:
        shortened = " ".join(words).rstrip(_DANGLING)
        is_weak = len(words[-1]) <= _MAX_WEAK_WORD and words[-1].islower()
        if (
            len(shortened) <= MAX_LABEL_LENGTH
            and not is_weak
            and any(len(word) >= _MIN_TELLING_WORD for word in words)
        ):
            texts.append(shortened)
    return tuple((shortened, text_width(shortened, LABEL_SIZE)) for shortened in texts)


def place_labels(
    marks: Sequence[LabelledMark],
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
    used: set[tuple[int, str]] = set()
    labels = []
    for mark in marks:
        label = _place_label(mark, plot, used, avoid_hatched=True) or _place_label(
            mark, plot, used, avoid_hatched=False
        )
        if label:
            used.add((label.slot, label.text))
            labels.append(label)
    return tuple(labels)


def _place_label(
    mark: LabelledMark, plot: _Plot, used: set[tuple[int, str]], *, avoid_hatched: bool
) -> Label | None:
    x = mark.x * plot.width / 100
    texts = [text for text in mark.texts if (mark.slot, text[0]) not in used]
    distance = _RING_DISTANCE if mark.has_ring else 0
    for dy, side, places in _PLACES:
        baseline = mark.y * _REM + dy + side * distance
        top, bottom = baseline - _ASCENT, baseline + _DESCENT
        if not texts or top < mark.top * _REM or bottom > mark.bottom * _REM:
            continue
        taken = plot.taken(top, bottom, include_hatched=avoid_hatched)
        for text, length in texts:
            for dx, anchor, left_share in places:
                offset = dx if side or not distance else dx + copysign(distance, dx)
                left = x + offset - left_share * length
                right = left + length
                if left < 0 or right > plot.width:
                    continue
                first = int(left)
                if taken >> first & (1 << int(right) + 1 - first) - 1:
                    continue
                plot.take(left - _MARGIN, right + _MARGIN, top, bottom)
                return Label(
                    mark.id, mark.slot, mark.x, offset, round(baseline / _REM, 3), anchor, text
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
