"""newsdesk's WSGI application for benchmarks, with the baseline views and a URL that reports the
memory of its process."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from django.conf import settings

from newsdesk.wsgi import application as newsdesk

settings.ROOT_URLCONF = "bench.urls"

STATE_PATH = "/bench/"


def application(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    if environ["PATH_INFO"] != STATE_PATH:
        answer: Iterable[bytes] = newsdesk(environ, start)
        return answer
    start("200 OK", [("Content-Type", "application/json")])
    return [json.dumps(_memory()).encode()]


def _memory() -> dict[str, float]:
    """Return this process's data in MB: at present, at its peak, and what it shares with no other.

    The system records only the peak of all resident memory; the code of Python and of libraries,
    mapped from files, is subtracted.
    """
    rollup = dict(_lines("/proc/self/smaps_rollup"))
    current, code = rollup["Anonymous"], rollup["Rss"] - rollup["Anonymous"]
    peak = dict(_lines("/proc/self/status"))["VmHWM"] - code
    own = rollup["Private_Clean"] + rollup["Private_Dirty"]
    return {"held": current / 1e3, "most": peak / 1e3, "own": own / 1e3}


def _lines(file: str) -> Iterable[tuple[str, float]]:
    for line in Path(file).read_text().splitlines():
        name, _, value = line.partition(":")
        if value.endswith(" kB"):
            yield name, float(value.split()[0])
