"""newsdesk as gunicorn serves it, and more addresses for benches: what it is compared with, and
what its process holds."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from django.conf import settings

from newsdesk.wsgi import application as newsdesk

settings.ROOT_URLCONF = "bench.urls"

STATE = "/bench/"


def application(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    if environ["PATH_INFO"] != STATE:
        answer: Iterable[bytes] = newsdesk(environ, start)
        return answer
    start("200 OK", [("Content-Type", "application/json")])
    return [json.dumps(_memory()).encode()]


def _memory() -> dict[str, float]:
    """MB of data that this process holds, the most that ever were, and how many no other shares.

    The system remembers the most of all that was in memory. What of it is the code of Python and of
    libraries is taken off.
    """
    rollup = dict(_lines("/proc/self/smaps_rollup"))
    held, code = rollup["Anonymous"], rollup["Rss"] - rollup["Anonymous"]
    most = dict(_lines("/proc/self/status"))["VmHWM"] - code
    own = rollup["Private_Clean"] + rollup["Private_Dirty"]
    return {"held": held / 1e3, "most": most / 1e3, "own": own / 1e3}


def _lines(file: str) -> Iterable[tuple[str, float]]:
    for line in Path(file).read_text().splitlines():
        name, _, value = line.partition(":")
        if value.endswith(" kB"):
            yield name, float(value.split()[0])
