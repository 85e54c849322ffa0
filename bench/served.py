"""newsdesk as gunicorn serves it, and at one more address what its process holds: for benches."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from newsdesk.wsgi import application as newsdesk

STATE = "/bench/"


def application(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    if environ["PATH_INFO"] != STATE:
        answer: Iterable[bytes] = newsdesk(environ, start)
        return answer
    start("200 OK", [("Content-Type", "application/json")])
    return [json.dumps({"read": _has_columns(), **_memory()}).encode()]


def _has_columns() -> bool:
    """Are events in memory, and up to date? Asks as a reader's page does."""
    from timeline import queries
    from timeline.answers.in_database import InDatabase

    return not isinstance(queries.scope(None), InDatabase)


def _memory() -> dict[str, float]:
    """MB that are this process's own, and the most that ever were.

    The system remembers the most of all that was in memory. What of it is shared, Python's own
    code and that of libraries, is held once for all processes, and taken off.
    """
    rollup = dict(_lines("/proc/self/smaps_rollup"))
    own = rollup["Private_Clean"] + rollup["Private_Dirty"]
    shared = rollup["Rss"] - own
    most = dict(_lines("/proc/self/status"))["VmHWM"] - shared
    return {"own": own / 1e3, "most": most / 1e3}


def _lines(file: str) -> Iterable[tuple[str, float]]:
    for line in Path(file).read_text().splitlines():
        name, _, value = line.partition(":")
        if value.endswith(" kB"):
            yield name, float(value.split()[0])
