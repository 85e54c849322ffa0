"""Run newsdesk in gunicorn for the duration of a benchmark."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.background_reader import get

ROOT = Path(__file__).resolve().parents[1]


@contextmanager
def readers_server() -> Iterator[str]:
    """Serve the events of DATABASE_URL from the memory of one worker process; yield the URL."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    command = ["-m", "gunicorn", "--config", "python:newsdesk.gunicorn", "--log-level", "error"]
    address = ["--bind", f"127.0.0.1:{port}", "bench.wsgi"]
    environment = {**os.environ, "DEBUG": "0", "IN_MEMORY": "1", "WEB_CONCURRENCY": "1"}
    server = subprocess.Popen([sys.executable, *command, *address], cwd=ROOT, env=environment)  # noqa: S603
    site = f"http://127.0.0.1:{port}"
    try:
        while not memory_of(site):
            if server.poll() is not None:
                sys.exit("gunicorn did not start: see its output above.")
            time.sleep(0.2)
        yield site
    finally:
        server.terminate()
        server.wait()


def memory_of(site: str) -> dict[str, float]:
    """Return the memory of the worker (see `bench.wsgi`); empty until it is up."""
    try:
        state: dict[str, float] = json.loads(get(f"{site}/bench/"))
    except OSError:
        return {}
    return state
