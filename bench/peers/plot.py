"""Draw the chart of docs/benchmarks.md: times until an event is in view and a filter is settled.

Plotting libraries don't write the CSS that an embedded SVG needs to follow the reader's dark mode.
"""

from __future__ import annotations

import math
from html import escape

from bench.peers.results import Key, Results

WIDTH, ROW, TOP = 720, 26, 64
#: The ends of the axis, which leave room for names and for the last numbers.
LEFT, RIGHT = 176, 640
#: Default ends of the axis in milliseconds; values beyond them extend it.
SHORTEST, LONGEST = 10, 10_000
FIGURES = {"first_event": "first event in view", "filter": "filter settled"}
STYLE = """
svg { font: 13px system-ui, sans-serif; background: #fff; color: #1d2127 }
text { fill: currentColor } .quiet { fill: #5c6470 } .line { stroke: #d5d9df }
.first_event { fill: #1f5fae } .filter { fill: none; stroke: #b0480e; stroke-width: 2.5 }
.ours { font-weight: 700 }
@media (prefers-color-scheme: dark) {
svg { background: #14171b; color: #e8eaed } .quiet { fill: #a3abb6 } .line { stroke: #363c45 }
.first_event { fill: #7fb2f0 } .filter { stroke: #f09a5f }
}
"""


def draw(results: Results) -> str:
    """Return an SVG with one row per page of the desktop profile, newsdesk's last."""
    keys = [key for key in results.pages() if key[1] == "desktop"]
    medians = {key: _medians(results, key) for key in keys}
    measured = [value for row in medians.values() for value in row.values()]
    lowest = math.floor(math.log10(min([SHORTEST, *measured])))
    highest = math.ceil(math.log10(max([LONGEST, *measured])))

    def x(value: float) -> float:
        part = (math.log10(value) - lowest) / (highest - lowest)
        return round(LEFT + part * (RIGHT - LEFT), 1)

    bottom = TOP + ROW * len(keys)
    axis = [_tick(x(10**power), 10**power, bottom) for power in range(lowest, highest + 1)]
    rows = [
        _row(key[0], TOP + ROW * (number + 0.5), {name: x(n) for name, n in row.items()}, row)
        for number, (key, row) in enumerate(medians.items())
    ]
    title = "Milliseconds until an event is in view, and until a filter is settled, less is better"
    size = f'viewBox="0 0 {WIDTH} {bottom + 44}"'
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img">',
            f"<title>{title}</title><style>{STYLE}</style>",
            *_legend(),
            *axis,
            *rows,
            f'<text class="quiet" x="{LEFT}" y="{bottom + 36}">Milliseconds, less is better.'
            " Logarithmic: every line is ten times the one before.</text>",
            "</svg>\n",
        ]
    )


def _medians(results: Results, key: Key) -> dict[str, float]:
    found = {figure: results.median(key, figure) for figure in FIGURES}
    return {figure: value for figure, value in found.items() if value}


def _legend() -> list[str]:
    first, second = FIGURES.items()
    return [
        _mark(first[0], LEFT + 8, 20),
        f'<text x="{LEFT + 20}" y="24">{first[1]}</text>',
        _mark(second[0], LEFT + 188, 20),
        f'<text x="{LEFT + 200}" y="24">{second[1]}</text>',
    ]


def _mark(figure: str, x: float, y: float) -> str:
    """Draw a filled disc or an outlined square, which are distinguishable without color, too."""
    if figure == "first_event":
        return f'<circle class="{figure}" cx="{x}" cy="{y}" r="5.5"/>'
    return f'<rect class="{figure}" x="{x - 4.5:g}" y="{y - 4.5:g}" width="9" height="9"/>'


def _tick(x: float, value: int, bottom: int) -> str:
    line = f'<line class="line" x1="{x}" x2="{x}" y1="{TOP - 8}" y2="{bottom}"/>'
    return f'{line}<text class="quiet" x="{x}" y="{TOP - 14}" text-anchor="middle">{value:,}</text>'


def _row(label: str, y: float, places: dict[str, float], values: dict[str, float]) -> str:
    ours = ' class="ours"' if label.startswith("newsdesk") else ""
    name = f'<text{ours} x="{LEFT - 14}" y="{y + 4:g}" text-anchor="end">{escape(label)}</text>'
    if not places:
        return f'{name}<text class="quiet" x="{LEFT + 8}" y="{y + 4:g}">failed</text>'
    marks = "".join(_mark(figure, x, y) for figure, x in places.items())
    numbers = " / ".join(f"{values[figure]:,.0f}" for figure in places)
    end = max(places.values()) + 12
    return f'{name}{marks}<text class="quiet" x="{end:g}" y="{y + 4:g}">{numbers}</text>'
