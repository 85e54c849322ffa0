"""Measure pages over HTTP from gunicorn: wall time on a keep-alive connection."""

from __future__ import annotations

import http.client
import random
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Iterable
from urllib.parse import urlsplit

from bench.measuring import CONSTANT
from bench.serving import readers_server

ROUNDS = 25
#: Requests after which a page is cached in its best compression; seconds which that may take.
OFTEN, PACKING = 11, 1


def again(queries: Iterable[str], headers: dict[str, str]) -> list[float]:
    """Measure repeated requests for unchanged pages; return the median of each page in multiples of
    a constant view that is not compressed."""
    asked = [f"/?{query}" if query else "/" for query in queries]
    ways = [(CONSTANT, {}), *((path, headers) for path in asked)]
    order, found = random.Random(14), defaultdict(list)  # noqa: S311 - no secret
    with readers_server() as site:
        connection = http.client.HTTPConnection(str(urlsplit(site).netloc))
        for path in asked:
            for _ in range(OFTEN):
                _milliseconds(connection, path, headers)
            time.sleep(PACKING)
        for _ in range(ROUNDS):
            for path, sent in order.sample(ways, len(ways)):
                found[path].append(_milliseconds(connection, path, sent))
        connection.close()
    medians = {path: statistics.median(times) for path, times in found.items()}
    return [medians[path] / medians[CONSTANT] for path in asked]


def _milliseconds(
    connection: http.client.HTTPConnection, path: str, headers: dict[str, str]
) -> float:
    started = time.perf_counter()
    connection.request("GET", path, headers=headers)
    response = connection.getresponse()
    response.read()
    taken = time.perf_counter() - started
    if response.status != 200:
        sys.exit(f"{path}: {response.status}")
    return taken * 1000
