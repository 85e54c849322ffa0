"""Write the results as Markdown into a generated block of docs/benchmarks.md."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from pathlib import Path

from bench.peers import plot
from bench.peers.goals import GOALS, MISSED, SCORES
from bench.peers.lighthouse import CATEGORIES, Audit
from bench.peers.pages import FLOOR, REST, Profile
from bench.peers.results import Key, Results

BEGIN, END = "<!-- written by make bench-peers -->", "<!-- end -->"
#: Resource types of the DevTools protocol → the names in our tables.
KINDS = {
    "Document": "HTML",
    "Stylesheet": "CSS",
    "Script": "scripts",
    "Fetch": "data",
    "XHR": "data",
    "Font": "fonts",
}
_LOADING = {
    "first_event": "first event, ms",
    "blocked": "blocked, ms",
    "cpu": "main thread, ms",
    "heap": "heap, MB",
    "elements": "elements",
    "filter": "filter, ms",
    "unfilter": "unfilter, ms",
    "zoom": "zoom, ms",
}
_HEADINGS: dict[Profile, str] = {
    "desktop": "Desktop",
    "pointed": f"Desktop, hovering over a control for {REST} ms before the click",
    "slow": "Slow: CPU at a quarter of its speed, 150 ms latency, 1.6 Mbit/s",
}


def write(results: Results, docs: Path) -> None:
    """Write the block and the chart.

    Raises ValueError if docs/benchmarks.md lacks the comments that enclose the block.
    """
    file = docs / "benchmarks.md"
    file.write_text(with_block(file.read_text(encoding="utf-8"), block(results)), encoding="utf-8")
    (docs / "benchmarks.svg").write_text(plot.draw(results), encoding="utf-8")


def with_block(text: str, lines: str) -> str:
    """Return the text with everything between the two comments replaced."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"docs/benchmarks.md lacks {BEGIN!r} or, after it, {END!r}.")
    return f"{before}{BEGIN}\n\n{lines}\n\n{END}{after}"


def block(results: Results) -> str:
    parts = [_conditions(results)]
    for profile, heading in _HEADINGS.items():
        keys = [key for key in results.pages() if key[1] == profile]
        parts += [f"### {heading}", _figures(results, keys)]
        if profile == "desktop":
            parts += ["### First load, kB", _weights(results, keys)]
    parts += ["### Goals", _goals(results), "### Lighthouse", _lighthouse(results)]
    return "\n\n".join(parts)


def _conditions(results: Results) -> str:
    conditions = results.conditions
    least, most = results.system_load()
    versions = ", ".join(f"{name} {number}" for name, number in conditions.versions.items())
    quick = " A quick run with one load per page: no evidence." if conditions.is_quick else ""
    busy = f"load average {least:.1f} to {most:.1f}"
    runs = len(results.runs())
    several = f" Medians of {runs} runs, with minimum and maximum." if runs > 1 else ""
    return f"{conditions.date}, {conditions.cores} cores, {busy}; {versions}.{several}{quick}"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Format a Markdown table; columns of numbers are right-aligned."""
    columns = list(zip(*rows, strict=True))
    rules = ["--:" if all(map(_is_number, cells)) else "---" for cells in columns]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in [head, rules, *rows])


def _is_number(cell: str) -> bool:
    return cell[0].isdigit() or cell == "–"


def _figures(results: Results, keys: list[Key]) -> str:
    rows = [
        [
            key[0],
            *(_median(results, key, figure) for figure in _LOADING),
            _failures(results, key),
        ]
        for key in keys
    ]
    return table(["", *_LOADING.values(), "failed"], rows)


def _median(results: Results, key: Key, figure: str) -> str:
    """Format a median, for some figures with minimum and maximum; "–" if it was not measured."""
    values = results.values(key, figure)
    if not values:
        return "–"
    median, least, most = (_short(n) for n in (statistics.median(values), min(values), max(values)))
    has_spread = figure in ("first_event", "filter") and least != most
    return f"{median} ({least}–{most})" if has_spread else median


def _short(value: float) -> str:
    """Format counts in full and measures with at least two digits."""
    return f"{value:.1f}" if value < 10 and value % 1 else f"{value:.0f}"


def _failures(results: Results, key: Key) -> str:
    loads = results.loads_of(key)
    failures = [load.failure for load in loads if load.failure]
    if not failures:
        return "0"
    reasons = "; ".join(dict.fromkeys(failures)).replace("|", "\\|")
    return f"**{len(failures)} of {len(loads)}**: {reasons}"


def _weights(results: Results, keys: list[Key]) -> str:
    columns = [*dict.fromkeys(KINDS.values()), "other"]
    rows = []
    for key in keys:
        weights = [load.weight for load in results.loads_of(key) if load.weight]
        if not weights:
            rows.append([key[0], *("–" for _ in range(len(columns) + 3))])
            continue
        sizes = dict.fromkeys(columns, 0.0)
        for kind in weights[0]:
            size = statistics.median(weight.get(kind, 0) for weight in weights)
            sizes[KINDS.get(kind, "other")] += size / 1000
        cells = [_short(size) if size else "0" for size in sizes.values()]
        sums = [_median(results, key, name) for name in ("weight", "weight_without_fonts")]
        rows.append([key[0], *cells, *sums, _median(results, key, "requests")])
    return table(["", *columns, "all", "without fonts", "requests"], rows)


def _goals(results: Results) -> str:
    rows = []
    reasons: dict[str, int] = {}
    for goal in GOALS:
        measured = goal.measured(results)
        verdict = goal.verdict(measured)
        if verdict == MISSED and goal.why:
            verdict += f" ({reasons.setdefault(goal.why, len(reasons) + 1)})"
        pages = f"{goal.peer} / {goal.ours}" if goal.peer else goal.ours
        where = "" if goal.profile == "desktop" else f", {goal.profile}"
        floor = goal.of_floor.format(goal.of_floor.measured(results))
        cells = [f"{goal.name}{where}", pages, goal.format(measured), goal.limits()]
        rows.append([*cells, verdict, floor])
    why = "\n".join(f"{number}. {reason}" for reason, number in reasons.items())
    return "\n\n".join(
        filter(
            None,
            [
                table(["", "pages", "measured", "goal", "", f"with {FLOOR.label} instead"], rows),
                why,
            ],
        )
    )


def _lighthouse(results: Results) -> str:
    rows = []
    for label, device in dict.fromkeys((audit.label, audit.device) for audit in results.audits):
        audits = results.audits_of(label, device)
        good = [audit for audit in audits if not audit.failure]
        if not good:
            failures = "; ".join(dict.fromkeys(audit.failure for audit in audits))
            rows.append([label, device, *("–" for _ in CATEGORIES), "–", f"**failed**: {failures}"])
            continue
        scores = [statistics.median(audit.scores[n] for audit in good) for n in range(4)]
        blocked = statistics.median(audit.blocked for audit in good)
        cells = [label, device, *(f"{score:g}" for score in scores), _short(blocked)]
        rows.append([*cells, _complaints(label, scores, audits)])
    names = [name.replace("-", " ") for name in CATEGORIES]
    goal = "/".join(map(str, SCORES))
    return table(["", "", *names, "blocked, ms", f"newsdesk's goal: {goal}"], rows)


def _complaints(label: str, scores: list[float], audits: list[Audit]) -> str:
    failed = sum(bool(audit.failure) for audit in audits)
    notes = [f"{failed} of {len(audits)} audits **failed**"] if failed else []
    if label.startswith("newsdesk"):
        is_reached = all(score >= goal for score, goal in zip(scores, SCORES, strict=True))
        notes.append("reached" if is_reached else "**missed**")
        if not is_reached:
            notes += sorted({key for audit in audits for key in audit.complaints})
    return ", ".join(notes)
