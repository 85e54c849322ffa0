"""How gunicorn starts newsdesk, and how one version takes over from another."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests.factories import make_event

ROOT = Path(__file__).resolve().parents[1]
#: Seconds.
PATIENCE = 60

# What is read from PostgreSQL is a matter of `answers/test_keeper.py`.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.any_database]


@pytest.fixture
def port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        number: int = found.getsockname()[1]
    return number


def serve(port: int, database: str) -> subprocess.Popen[bytes]:
    environment = {
        **{name: os.environ[name] for name in ("PATH", "STATIC_ROOT") if name in os.environ},
        "DEBUG": "0",
        "INSECURE_HTTP": "1",
        "SECRET_KEY": "for this run of the tests alone, and as long as Django wants it",
        "DATABASE_URL": database,
        "SITE_URL": f"http://127.0.0.1:{port}",
        "ALLOWED_HOSTS": "127.0.0.1",
        "WEB_CONCURRENCY": "1",
    }
    script = Path(sys.executable).with_name("gunicorn")
    options = ["--config", "python:newsdesk.gunicorn", "--bind", f"127.0.0.1:{port}"]
    return subprocess.Popen([script, *options, "tests.held"], cwd=ROOT, env=environment)  # noqa: S603


@pytest.fixture
def server(port: int) -> Iterator[subprocess.Popen[bytes]]:
    make_event("One")
    running = serve(port, f"sqlite:///{connection.settings_dict['NAME']}")
    yield running
    running.terminate()
    running.wait(PATIENCE)


def ask(port: int, path: str, **headers: str) -> str:
    """Refused until it listens."""
    asked = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers=headers)
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            with urllib.request.urlopen(asked, timeout=PATIENCE) as page:  # noqa: S310
                body: bytes = page.read()
                return body.decode()
        except urllib.error.URLError as error:
            if not isinstance(error.reason, ConnectionRefusedError) or time.monotonic() > deadline:
                raise
            time.sleep(0.05)


def held(port: int) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(ask(port, "/held/"))
    return found


def test_a_process_begins_with_the_events_in_memory(
    server: subprocess.Popen[bytes], port: int
) -> None:
    first = held(port)
    assert (first["master"], first["databases"]) == (server.pid, ["default"])
    assert "One" in ask(port, "/")
    make_event("Two")
    assert "Two" in ask(port, "/")


@pytest.mark.parametrize("ended_by", [signal.SIGTERM, signal.SIGINT])
def test_it_can_be_ended_while_it_waits_for_a_database_that_hangs(
    port: int, ended_by: signal.Signals
) -> None:
    with socket.create_server(
        ("127.0.0.1", 0)
    ) as hangs:  # it takes whoever calls, and says nothing
        running = serve(port, f"postgres://desk:x@127.0.0.1:{hangs.getsockname()[1]}/newsdesk")
        try:
            hangs.settimeout(PATIENCE)
            called, _address = hangs.accept()
            with called:
                running.send_signal(ended_by)
                assert running.wait(PATIENCE / 10) == 0
        finally:
            running.kill()
            running.wait(PATIENCE)


def test_an_address_that_is_answered_may_stand_in_a_header(
    server: subprocess.Popen[bytes], port: int
) -> None:
    """HTMX tells from which page it asks."""
    path = f"/?from={'x' * 30_000}"
    assert "One" in ask(port, path)
    assert "One" in ask(port, "/?q=one", **{"HX-Request": "true", "HX-Current-URL": path})


def test_a_new_version_takes_over_without_a_gap(server: subprocess.Popen[bytes], port: int) -> None:
    """As `docs/operations.md` says under Updating: USR2, and TERM for the old one."""
    old = held(port)["process"]
    server.send_signal(signal.SIGUSR2)
    seen = {old}
    deadline = time.monotonic() + PATIENCE
    while len(seen) == 1 and time.monotonic() < deadline:
        found = held(port)
        assert found["databases"] == ["default"]
        seen.add(found["process"])
    new = (seen - {old}).pop()
    server.terminate()
    server.wait(PATIENCE)
    found = held(port)
    try:
        assert found["process"] == new
        assert "One" in ask(port, "/")
    finally:
        os.kill(found["master"], signal.SIGTERM)
