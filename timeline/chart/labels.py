"""Names of marks, placed greedily by importance where they cover nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from math import ceil, copysign, floor
from typing import NamedTuple

from timeline.chart.shapes import Label
from timeline.chart.sizes import Size
from timeline.chart.widths import LABEL, text_width

#: A label is cut to whole words of so many characters.
LONGEST = 16
#: A cut that ends in a word this short ends before it: "Stalin has the" says "Stalin".
_WEAK_ENDING = 3
#: A cut needs a word this long to tell anything, and only the longest cuts are tried.
_TELLING = 4
_CUTS = 2
_LOOSE = ",;:–-"
#: More labels than this don't fit; the search for room ends there.
MOST_LABELS = 64
_REM = 16
#: px above and below the baseline that a label's letters reach.
_ASCENT, _DESCENT = 9.0, 2.5
#: Baselines relative to the mark's middle, in px.
_ABOVE, _BELOW, _BESIDE = -9.5, 17.5, 4.5
#: px from the mark's middle: overhang of a label that begins or ends at its mark; beside it.
_OVERHANG, _ASIDE = 5, 10
_OVER = ((0, "middle", 0.5), (-_OVERHANG, "start", 0.0), (_OVERHANG, "end", 1.0))
#: Where a label may stand, best first: dy, its direction from the mark, then (dx, anchor, how much
#: of it stands before x).
_PLACES = (
    (_ABOVE, -1, _OVER),
    (_BELOW, 1, _OVER),
    (_BESIDE, 0, ((_ASIDE, "start", 0.0), (-_ASIDE, "end", 1.0))),
)
#: px across the ring around a mark that lies only possibly in the range, and how much farther from
#: the mark that keeps its label.
_RING, _AWAY = 21, 5
# px that two labels keep apart.
_MARGIN = 3


class Box(NamedTuple):
    """Something that labels may not cover: x in %, with px added, and y in rem."""

    left: float
    right: float
    top: float
    bottom: float
    left_px: float = 0
    right_px: float = 0


class Named(NamedTuple):
    """A mark that wants a label; ``top`` and ``bottom`` are its lane's, in rem. ``texts`` go from
    long to short, each with its width in px. ``ringed`` is a mark with a ring around it."""

    id: str
    slot: int
    texts: tuple[tuple[str, float], ...]
    x: float
    y: float
    top: float
    bottom: float
    ringed: bool = False


class _Plot:
    """What is taken on a plot of one width: a row of bits, one a px, for every other px down; and
    what is hatched."""

    def __init__(
        self, width: int, height: float, blocked: Sequence[Box], hatched: Sequence[Box]
    ) -> None:
        self.width = width
        self._rows = [0] * (ceil(height * _REM / 2) + 2)
        self._hatched = self._rows.copy()
        self._cover(self._rows, blocked)
        self._cover(self._hatched, hatched)

    def _cover(self, rows: list[int], boxes: Sequence[Box]) -> None:
        """Those of one height at once."""
        scale = self.width / 100
        levels: dict[tuple[float, float], int] = defaultdict(int)
        for left, right, top, bottom, left_px, right_px in boxes:
            # One px more on the right is quicker than rounding up.
            first, last = int(left * scale + left_px), int(right * scale + right_px) + 1
            if last > 0:
                levels[top, bottom] |= (1 << last) - (1 << first if first > 0 else 1)
        for (top, bottom), bits in levels.items():
            for row in self._span(top * _REM, bottom * _REM):
                rows[row] |= bits

    def take(self, left: float, right: float, top: float, bottom: float) -> None:
        """Take a rectangle of px."""
        first, last = max(floor(left), 0), min(ceil(right), self.width)
        bits = ((1 << max(last - first, 0)) - 1) << first
        for row in self._span(top, bottom):
            self._rows[row] |= bits

    def taken(self, top: float, bottom: float, *, or_hatched: bool) -> int:
        """What is taken anywhere between two heights in px."""
        bits = 0
        for row in self._span(top, bottom):
            bits |= self._rows[row]
            if or_hatched:
                bits |= self._hatched[row]
        return bits

    def _span(self, top: float, bottom: float) -> range:
        return range(int(top / 2), min(ceil(bottom / 2), len(self._rows)))


def label_texts(text: str) -> tuple[tuple[str, float], ...]:
    """The text if it is short, else its longest beginnings of whole words; each with its px."""
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
    """The labels that fit a plot of this width in px and height in rem, and any wider one; the
    first mark chooses first.

    Each stands clear of what is hatched where it can, else on it: in a view of a few days nearly
    all of a lane is hatched, and the story's climax would be without its name.

    No two of one colour say the same: "Trump and Putin" five times over names nothing.
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
    """What a mark covers: its width, and the height of its row."""
    half = size.mark / 2
    return Box(x, x, y - size.row_height / 2, y + size.row_height / 2, -half, half)


def ring_box(x: float, y: float) -> Box:
    """What a ring around a mark covers."""
    half = _RING / 2
    return Box(x, x, y - half / _REM, y + half / _REM, -half, half)
