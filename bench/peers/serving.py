"""Local servers: one for the peers' files, compressed, and newsdesk as in production."""

from __future__ import annotations

import gzip
import json
import mimetypes
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.error import URLError
from urllib.parse import unquote, urlsplit

ROOT = Path(__file__).resolve().parents[2]
#: Prefixes of content types that are worth compressing.
_TEXTS = ("text/", "application/json", "application/javascript", "image/svg")
#: Warm-up requests for newsdesk: enough for every worker process to get some.
_WARMING = 40
#: Seconds that newsdesk may take to load its events and warm up.
_PATIENCE = 300


@contextmanager
def peers(folders: dict[str, Path]) -> Iterator[str]:
    """Serve each folder under its URL prefix; yield the server's URL."""
    answer = partial(_Files, folders)
    with ThreadingHTTPServer(("127.0.0.1", 0), answer) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


class _Files(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, folders: dict[str, Path], *args: Any) -> None:
        self.folders = folders
        super().__init__(*args)

    def do_GET(self) -> None:
        file = self._file()
        if file is None:
            self.send_error(404)
            return
        kind, body, is_compressed = _read_compressed(file)
        self.send_response(200)
        self.send_header("Content-Type", kind)
        if is_compressed:
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _file(self) -> Path | None:
        path = unquote(urlsplit(self.path).path)
        for prefix, folder in self.folders.items():
            file = (folder / path.removeprefix(prefix)).resolve()
            if path.startswith(prefix) and file.is_relative_to(folder) and file.is_file():
                return file
        return None

    def log_message(self, format: str, *args: Any) -> None:
        """Don't log requests."""


@cache
def _read_compressed(file: Path) -> tuple[str, bytes, bool]:
    """Return content type, body and whether it is compressed; every client here accepts gzip."""
    kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    body = file.read_bytes()
    if kind.startswith(_TEXTS):
        return f"{kind}; charset=utf-8", gzip.compress(body), True
    return kind, body, False


@contextmanager
def newsdesk(database: Path, log: Path) -> Iterator[str]:
    """Serve newsdesk with a database as `make run` does, warm it up, and yield its URL."""
    # gunicorn inherits the socket, so that no other process can take the port.
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        serve = [sys.executable, "-m", "gunicorn", "--config", "python:newsdesk.gunicorn"]
        bind = ["--bind", f"fd://{listener.fileno()}", "newsdesk.wsgi"]
        with log.open("wb") as log_output:
            server = subprocess.Popen(  # noqa: S603 - ourselves
                [*serve, *bind],
                cwd=ROOT,
                env=os.environ | {"DATABASE_URL": f"sqlite:///{database}", "SITE_URL": url},
                pass_fds=[listener.fileno()],
                stdout=log_output,
                stderr=log_output,
            )
    try:
        _warm_up(server, url, log)
        yield url
    finally:
        server.terminate()
        server.wait(timeout=30)


def first_event(url: str) -> str:
    """Return the path of the first event's page."""
    with urllib.request.urlopen(f"{url}/events.json") as answer:  # noqa: S310 - our own
        address: str = json.load(answer)["events"][0]["url"]
    return urlsplit(address).path


def _warm_up(server: subprocess.Popen[bytes], url: str, log: Path) -> None:
    """Wait until every worker has answered and has cached the page in its best compression."""
    deadline = time.monotonic() + _PATIENCE
    while not _is_ready(url):
        if server.poll() is not None or time.monotonic() > deadline:
            sys.exit(f"newsdesk does not answer:\n{log.read_text()}")
        time.sleep(0.2)
    # Accept Brotli as browsers do: pages requested often are recompressed in the best quality.
    request = urllib.request.Request(url, headers={"Accept-Encoding": "br"})  # noqa: S310 - our own
    for _ in range(2):
        for _ in range(_WARMING):
            with urllib.request.urlopen(request) as answer:  # noqa: S310 - our own
                answer.read()
        while _is_busy(server.pid):
            if time.monotonic() > deadline:
                sys.exit(f"newsdesk is still busy after {_PATIENCE} s.")


def _is_ready(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/readyz", timeout=5):  # noqa: S310 - our own
            return True
    except (URLError, ConnectionError, TimeoutError):
        return False


def _is_busy(master: int) -> bool:
    """Tell whether the workers compute: more than 10% of a second; heartbeats take 1%."""
    before = _cpu_time(master)
    time.sleep(1)
    return _cpu_time(master) - before > 0.1


def _cpu_time(master: int) -> float:
    """Return the CPU time of all children of a process in seconds."""
    children = Path(f"/proc/{master}/task/{master}/children").read_text().split()
    spent = [
        Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split() for child in children
    ]
    return sum(int(fields[11]) + int(fields[12]) for fields in spent) / os.sysconf("SC_CLK_TCK")
