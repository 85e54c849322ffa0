"""Measure the date parser: `make bench`.

CPU time in milliseconds of importing it and of its first text (best of five new processes), and of
every text of the tests' table and of garbage (best of three runs each).
"""

from __future__ import annotations

import datetime
import json
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NOW = datetime.datetime(2025, 3, 18, 12, 0)
PROCESSES = 5
START = """
import datetime, time
started = time.process_time()
from timeline.dates.reading import read
imported = time.process_time()
read("June 3, 2000", today=datetime.date(2025, 3, 18))
print((imported - started) * 1000, (time.process_time() - imported) * 1000)
"""


def main() -> None:
    report_start()
    table = (ROOT / "tests/dates/data/typed.jsonl").read_text(encoding="utf-8").splitlines()
    print(f"{'':42} {'p50':>9} {'p95':>9} {'max':>9}")
    report_texts(f"reading {len(table):,} texts", [json.loads(line)["input"] for line in table])
    report_texts("refusing garbage of 20–10,000 characters", garbage())


def report_start() -> None:
    """Measure import and first use in new processes, where nothing is loaded yet."""
    runs = []
    for _ in range(PROCESSES):
        done = subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-c", START], cwd=ROOT, capture_output=True, check=True, text=True
        )
        runs.append([float(part) for part in done.stdout.split()])
    for name, times in zip(
        ("importing the reader", "its first text"), zip(*runs, strict=True), strict=True
    ):
        print(f"{name:42} {min(times):6.1f} ms")


def report_texts(name: str, texts: Sequence[str]) -> None:
    times = sorted(map(measure, texts))
    p50, p95 = (statistics.quantiles(times, n=100)[percent - 1] for percent in (50, 95))
    print(f"{name:42} {p50:6.2f} ms {p95:6.2f} ms {times[-1]:6.2f} ms")


def measure(text: str) -> float:
    from timeline.dates.reading import Unreadable, read

    times = []
    for _ in range(3):
        started = time.process_time()
        with suppress(Unreadable):
            read(text, today=NOW, zone="America/New_York")
        times.append((time.process_time() - started) * 1000)
    return min(times)


def garbage() -> list[str]:
    """Return reproducible garbage: characters of dates in random order."""
    chance = random.Random(1)  # noqa: S311 - repeatable, not secret
    signs = "0123456789 -–/.,ajunemarch18thcentury'?c()[]XБЯмарта年月"
    lengths = [20, 50, 100, 150, 200, 500, 10_000] * 30
    return ["".join(chance.choices(signs, k=length)) for length in lengths]


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    main()
