"""Measure downloads of the whole archive: `make bench`, or `make bench EVENTS=1000000`.

Each format runs in a process of its own, through the URL that readers use, with the columns already
in memory. The memory reported is the growth of the process, sampled after every 1,000 chunks: its
maximum within the first 5,000 events and within all. Time is CPU time of this process. The events
are generated, in a SQLite file.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path
from typing import Any

from bench.measuring import memory

ROOT = Path(__file__).resolve().parents[1]
FORMATS = ("csv", "ics", "timelinejs.json")
#: Chunks of a response between two memory samples; chunks that count as a short download.
STEP, SHORT = 1_000, 5_000
#: Megabytes by which the whole archive may exceed a short download: the lengths of texts and the
#: amount of garbage that awaits collection vary.
LEEWAY = 8


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=100_000, help="number of events to generate")
    parser.add_argument("--database", help="an existing SQLite file of load_generated")
    parser.add_argument("--format", choices=FORMATS, help="this one alone, in this process")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        file = options.database or f"{folder}/bench.sqlite3"
        os.environ |= {"DATABASE_URL": f"sqlite:///{file}"}
        if not options.database:
            fill(options.events)
        if options.format:
            report(options.format)
            return
        print(f"{'':24} {'ms/event':>9} {'MB':>7} {'first 5,000':>13} {'all':>9}")
        for name in FORMATS:
            command = [sys.executable, "-m", "bench.downloads", "--database", file]
            subprocess.run([*command, "--format", name], check=True)  # noqa: S603 - ourselves


def fill(events: int) -> None:
    os.environ["DEBUG"] = "1"
    for command in (["migrate", "-v0"], ["load_generated", str(events)]):
        subprocess.run([sys.executable, ROOT / "manage.py", *command], check=True)  # noqa: S603


def report(name: str) -> None:
    """Print one line: the cost of a complete download."""
    os.environ["DEBUG"] = "0"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsdesk.settings")
    import django

    django.setup()
    from django.test import Client

    from timeline import queries
    from timeline.answers.in_database import InDatabase
    from timeline.filters import EVERYTHING

    events = queries.scope(None).counts(EVERYTHING).events
    while isinstance(queries.scope(None), InDatabase):
        time.sleep(0.1)
    response: Any = Client(headers={"host": "127.0.0.1"}).get(f"/events.{name}")
    pieces = iter(response.streaming_content)
    before, started, size = memory(), time.process_time(), 0
    short = most = 0.0
    for number in range(0, sys.maxsize, STEP):
        part = sum(map(len, islice(pieces, STEP)))
        if not part:
            break
        size += part
        most = max(most, memory() - before)
        if number < SHORT:
            short = most
    each = (time.process_time() - started) * 1000 / events
    label = f"{name}, {events:,} events"
    print(f"{label:24} {each:9.2f} {size / 1e6:7.1f} {short:10.1f} MB {most:6.1f} MB")
    if most > short + LEEWAY:
        sys.exit("MISSED: memory grows with the number of events")


if __name__ == "__main__":
    main()
