"""Measure whole pages: `make bench`, or `make bench EVENTS=1000000`.

CPU time of this process from the request to the last byte, including all middleware. Every round
requests all queries in a different order and measures both baseline views between them.

page: rendered as for the first reader of a view and not compressed, in multiples of a bare Django
view of fifty cards. Unchanged rows, columns and charts are in memory, as in a warm process.
chart: the same after a change to what its chart shows.
again: the cached, compressed page for the next browser, in multiples of a constant view.
again, over HTTP: the same from gunicorn, in wall time of a client, as the goal was set.

Finally, what is ordered by changes: the feed of each query, and the sitemaps.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from unittest import mock

from bench import over_http
from bench.measuring import BARE, CONSTANT, NAIVE, cpu_time, reader

if TYPE_CHECKING:
    from django.test import Client

ROOT = Path(__file__).resolve().parents[1]
ROUNDS = 7
#: The limits for a filtered page, in bare views, for fewer than FEW events and for more; for a
#: repeated page, in constant views; and how many times as much the naive page should cost.
FEW, UNCACHED_OF_FEW, UNCACHED = 10_000, 2, 3.3
REPEATED, NAIVELY = 1.3, 2.5
BROWSER = {"accept-encoding": "gzip, deflate, br, zstd"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=100_000, help="number of events to generate")
    parser.add_argument("--database", help="an existing SQLite file")
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
    """Print a table of all queries and a summary."""
    os.environ["DEBUG"] = "0"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsdesk.settings")
    import django

    django.setup()
    events = load_events()
    page_client, queries = _PageClient(reader()), _queries()
    bare, constant, spent = _median_costs(page_client, queries)
    print(
        f"{events:,} events; a bare view of fifty cards: {bare:.1f} ms, constant: {constant:.2f} ms"
    )
    heads = (
        f"{'page':>7} {'chart':>7} {'fragment':>9} {'again':>7} {'304':>6} {'SQL':>4} {'naive':>7}"
    )
    print(f"{'':24} {heads}")
    ratios = {
        (name, kind): cost / (bare if kind in ("page", "chart", "fragment") else constant)
        for (name, kind), cost in spent.items()
    }
    naive = []
    for name, query in queries.items():
        naive.append(cpu_time(partial(page_client.client.get, f"{NAIVE}?{query}")))
        row = "{:24} {:7.1f} {:7.1f} {:9.1f} {:7.2f} {:6.2f} {:4} {:7.1f}"
        own = [ratios[name, kind] for kind in ("page", "chart", "fragment", "again", "304")]
        print(row.format(name, *own, page_client.statements(query), naive[-1] / bare))
    limit = UNCACHED_OF_FEW if events < FEW else UNCACHED
    limits = {"page": limit, "chart": limit, "fragment": limit}
    for kind in (*limits, "again", "304"):
        _print_ratios(kind, [ratios[name, kind] for name in queries], limits.get(kind))
    _print_ratios("again, over HTTP", over_http.repeated(queries.values(), BROWSER), REPEATED)
    ours = statistics.median(spent[name, "page"] for name in queries)
    ratio = statistics.median(naive) / ours
    verdict = "" if ratio >= NAIVELY else f"   MISSED: {NAIVELY}"
    print(f"  {'naive, of our pages':22} {ratio:7.2f}{verdict}")
    feeds = [f"/events.atom?{query}" for query in queries.values() if "after=" not in query]
    for name, addresses in (
        ("feeds", [*feeds, f"/events.atom?after={_change()}"]),
        ("sitemap.xml", ["/sitemap.xml"]),
        ("sitemap-pages.xml", ["/sitemap-pages.xml"]),
    ):
        _print_ratios(
            name, [_median_time(page_client.client, address) / bare for address in addresses]
        )


def _print_ratios(name: str, ratios: list[float], limit: float | None = None) -> None:
    verdict = f"   MISSED: {limit}" if limit and max(ratios) > limit else ""
    middle = statistics.median(ratios)
    print(f"  {name:22} {middle:7.2f} at the median, {max(ratios):.2f} at most{verdict}")


def _median_time(client: Client, address: str) -> float:
    """Return the median in milliseconds of unconditional requests."""
    ask = partial(client.get, address)
    ask()
    return statistics.median(cpu_time(ask) for _ in range(ROUNDS))


class _PageClient:
    """Requests pages, cached or rendered anew."""

    def __init__(self, client: Client) -> None:
        self.client, self.tag = client, ""

    def get_cached(self, query: str, **headers: str) -> None:
        response = self.client.get(f"/?{query}" if query else "/", headers=headers)
        if response.status_code not in (200, 304):
            sys.exit(f"/?{query}: {response.status_code}")
        self.tag = response["ETag"]

    def get_uncached(self, query: str, **headers: str) -> None:
        from django.core.cache import caches

        caches["pages"].clear()
        self.get_cached(query, **headers)

    def get_with_new_chart(self, query: str) -> None:
        from timeline.views import pages, shown_chart

        with mock.patch.object(pages, "render_chart", shown_chart.render_chart.function):
            self.get_uncached(query)

    def get_not_modified(self, query: str) -> None:
        self.get_cached(query, if_none_match=self.tag)

    def statements(self, query: str) -> int:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as found:
            self.get_uncached(query)
        return len(found)


def _median_costs(
    page_client: _PageClient, queries: dict[str, str]
) -> tuple[float, float, dict[tuple[str, str], float]]:
    """Return medians in milliseconds: of the bare view, of the constant view, and of each query by
    its name and kind of request."""
    order = random.Random(14)  # noqa: S311 - no secret
    costs_by_key: defaultdict[tuple[str, str], list[float]] = defaultdict(list)
    for number in range(ROUNDS + 1):
        # In a fixed order, the garbage collector would run during the same pages in each round.
        for name, query in order.sample(list(queries.items()), len(queries)):
            requests: dict[tuple[str, str], Callable[[], object]] = {
                ("", BARE): partial(page_client.client.get, BARE),
                (name, "chart"): partial(page_client.get_with_new_chart, query),
                (name, "page"): partial(page_client.get_uncached, query),
                # Evicts the constant view and the cached page from the CPU's caches alike.
                (name, "compressed"): partial(page_client.get_cached, query, **BROWSER),
                ("", CONSTANT): partial(page_client.client.get, CONSTANT),
                (name, "again"): partial(page_client.get_cached, query, **BROWSER),
                (name, "304"): partial(page_client.get_not_modified, query),
                (name, "fragment"): partial(page_client.get_uncached, query, hx_request="true"),
            }
            for key, ask in requests.items():
                cost = cpu_time(ask)
                if number:  # the first round warms the caches
                    costs_by_key[key].append(cost)
    spent = {key: statistics.median(costs) for key, costs in costs_by_key.items()}
    return spent.pop(("", BARE)), spent.pop(("", CONSTANT)), spent


def load_events() -> int:
    """Load the events into memory and return their number."""
    from timeline import queries
    from timeline.filters import EVERYTHING

    return queries.scope(None).counts(EVERYTHING).events


def _queries() -> dict[str, str]:
    """Return fourteen queries by name, from common to rare."""
    from timeline import queries
    from timeline.filters import EVERYTHING

    offered = queries.facets(queries.scope(None), EVERYTHING)
    # Topics come in the desk's order, the other facets by frequency.
    offered["topic"].sort(key=lambda topic: -topic.total)
    topic, person, place = (offered[key][0].value for key in ("topic", "person", "place"))
    rare = offered["person"][-1].value
    word = offered["person"][0].label.split()[-1].lower()
    return {
        "everything": "",
        "newest first": "sort=newest",
        "a topic": f"topic={topic}",
        "far down the list": f"after={_cursor()}",
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


def _cursor() -> str:
    """Return a cursor half-way through the list."""
    from timeline import queries
    from timeline.filters import EVERYTHING
    from timeline.models import Event

    half = queries.scope(None).counts(EVERYTHING).events // 2
    row: Event = Event.objects.published().chronological()[half]
    return row.cursor.encode()


def _change() -> str:
    """Return a cursor half-way through the changes."""
    from timeline import queries
    from timeline.filters import EVERYTHING

    events = queries.scope(None).counts(EVERYTHING).events
    return queries.scope(None).changes(EVERYTHING, None, events // 2 + 1)[-1].encode()


if __name__ == "__main__":
    main()
