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
RECOMPRESS_AFTER, RECOMPRESS_SECONDS = 11, 1


def repeated(queries: Iterable[str], headers: dict[str, str]) -> list[float]:
    """Measure repeated requests for unchanged pages; return the median of each page in multiples of
    a constant view that is not compressed."""
    paths = [f"/?{query}" if query else "/" for query in queries]
    requests = [(CONSTANT, {}), *((path, headers) for path in paths)]
    order, times_by_path = random.Random(14), defaultdict(list)  # noqa: S311 - no secret
    with readers_server() as site:
        connection = http.client.HTTPConnection(str(urlsplit(site).netloc))
        for path in paths:
            for _ in range(RECOMPRESS_AFTER):
                _milliseconds(connection, path, headers)
            time.sleep(RECOMPRESS_SECONDS)
        for _ in range(ROUNDS):
            for path, sent_headers in order.sample(requests, len(requests)):
                times_by_path[path].append(_milliseconds(connection, path, sent_headers))
        connection.close()
    medians = {path: statistics.median(times) for path, times in times_by_path.items()}
    return [medians[path] / medians[CONSTANT] for path in paths]


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
