"""WSGI application of newsdesk with a URL that reports the process and its loaded columns."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from typing import Any

from newsdesk.wsgi import application as newsdesk
from timeline.answers.keeper import keeper


def application(environ: dict[str, Any], start: Callable[..., Any]) -> Any:
    if environ["PATH_INFO"] != "/process/":
        return newsdesk(environ, start)
    start("200 OK", [("Content-Type", "application/json")])
    info = {"process": os.getpid(), "master": os.getppid(), "databases": [*keeper._columns]}
    return [json.dumps(info).encode()]
