"""What whole pages cost: `make bench`, or `make bench EVENTS=1000000`.

CPU time of this process from a request to the last byte, uncompressed, through all middleware, as a
multiple of a bare Django view of fifty cards in the same run. Uncached: no answer was kept, as for
the first reader of a view; rows and columns are in memory, as in a process that has been up for a
while. Every round asks all queries in another order, and measures the bare view between them.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.measuring import bare_view, cpu_time

ROOT = Path(__file__).resolve().parents[1]
ROUNDS = 7
#: What a filtered page may cost at most, in bare views; what a repeated one may.
UNCACHED, REPEATED = 3.3, 1.3


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=100_000, help="events to make up")
    parser.add_argument("--database", help="a SQLite file, to make none here")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        file = options.database or f"{folder}/bench.sqlite3"
        os.environ |= {"DATABASE_URL": f"sqlite:///{file}"}
        if not options.database:
            _manage("migrate", "-v0")
            _manage("load_dataset", "-v0")
            report()
            _manage("load_generated", str(options.events))
            command = [sys.executable, "-m", "bench.pages", "--database", file]
            subprocess.run(command, check=True)  # noqa: S603 - ourselves
        else:
            report()


def _manage(*command: str) -> None:
    environment = {**os.environ, "DEBUG": "1"}
    subprocess.run([sys.executable, ROOT / "manage.py", *command], check=True, env=environment)  # noqa: S603


def report() -> None:
    """A table of the mix, and what it comes to."""
    os.environ["DEBUG"] = "0"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsdesk.settings")
    import django

    django.setup()
    from django.core.cache import caches
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(headers={"host": "127.0.0.1"})
    events = wait_for_columns()
    tag = ""

    def get(query: str, **headers: str) -> None:
        nonlocal tag
        response = client.get(f"/?{query}" if query else "/", headers=headers)
        if response.status_code not in (200, 304):
            sys.exit(f"/?{query}: {response.status_code}")
        tag = response["ETag"]

    def uncached(query: str, **headers: str) -> None:
        caches["pages"].clear()
        get(query, **headers)

    mix = _mix()
    order = random.Random(14)  # noqa: S311 - no secret
    bare: list[float] = []
    spent: dict[tuple[str, str], list[float]] = {}
    for _round in range(ROUNDS + 1):
        # In the same order, Python would look for garbage in the midst of the same pages each time.
        for name, query in order.sample(list(mix.items()), len(mix)):
            bare.append(cpu_time(bare_view))
            page = cpu_time(lambda query=query: uncached(query))  # type: ignore[misc]
            again = cpu_time(lambda query=query: get(query))  # type: ignore[misc]
            same = cpu_time(lambda query=query: get(query, if_none_match=tag))  # type: ignore[misc]
            part = cpu_time(lambda query=query: uncached(query, hx_request="true"))  # type: ignore[misc]
            if _round:  # the first one fills memory
                for kind, cost in (
                    ("page", page),
                    ("fragment", part),
                    ("again", again),
                    ("304", same),
                ):
                    spent.setdefault((name, kind), []).append(cost)
    one = statistics.median(bare)
    print(f"{events:,} events; a bare view of fifty cards: {one:.1f} ms")
    print(f"{'in bare views':24} {'page':>7} {'fragment':>9} {'again':>7} {'304':>6} {'SQL':>4}")
    kinds = ("page", "fragment", "again", "304")
    for name, query in mix.items():
        caches["pages"].clear()
        with CaptureQueriesContext(connection) as statements:
            get(query)
        ratios = [statistics.median(spent[name, kind]) / one for kind in kinds]
        print("{:24} {:7.1f} {:9.1f} {:7.2f} {:6.2f} {:4}".format(name, *ratios, len(statements)))
    for kind, limit in zip(kinds, (UNCACHED, UNCACHED, REPEATED, REPEATED), strict=True):
        medians = [statistics.median(spent[name, kind]) / one for name in mix]
        middle, most = statistics.median(medians), max(medians)
        verdict = "" if most <= limit else f"   MISSED: {limit}"
        print(f"  {kind:22} {middle:7.2f} at the median, {most:.2f} at most{verdict}")


def wait_for_columns() -> int:
    """The number of events, once they are in memory."""
    from timeline import queries
    from timeline.answers.in_database import InDatabase
    from timeline.filters import EVERYTHING

    while isinstance(queries.scope(None), InDatabase):
        time.sleep(0.1)
    return queries.scope(None).counted(EVERYTHING).events


def _mix() -> dict[str, str]:
    """Fourteen queries, from common to rare."""
    from timeline import queries
    from timeline.filters import EVERYTHING

    offered = queries.facets(queries.scope(None), EVERYTHING)
    # Topics stand as the desk has placed them, the others by how often they occur.
    offered["topic"].sort(key=lambda topic: -topic.total)
    topic, person, place = (offered[key][0].value for key in ("topic", "person", "place"))
    rare = offered["person"][-1].value
    word = offered["person"][0].label.split()[-1].lower()
    return {
        "everything": "",
        "newest first": "sort=newest",
        "a topic": f"topic={topic}",
        "two topics": f"topic={topic}&topic={offered['topic'][1].value}",
        "a common person": f"person={person}",
        "a rare person": f"person={rare}",
        "a place": f"place={place}",
        "a range": "from=1990&to=2019",
        "certainly in a range": "from=1990&to=2019&dates=certain",
        "a topic in a range": f"topic={topic}&from=2000&to=2020",
        "a person and a topic": f"person={person}&topic={topic}",
        "a word": f"q={word}",
        "the beginning of one": f"q={word[:2]}",
        "a word in a range": f"q={word}&from=1990&to=2019",
    }


if __name__ == "__main__":
    main()
