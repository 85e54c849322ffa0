"""gunicorn starts newsdesk, and a new version takes over from the old one."""

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
#: Timeout in seconds.
PATIENCE = 60

# `answers/test_keeper.py` tests loading from PostgreSQL.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.any_database]


@pytest.fixture
def port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        number: int = found.getsockname()[1]
    return number


def serve(
    port: int, database: str, listener: socket.socket | None = None, **more: str
) -> subprocess.Popen[bytes]:
    """Start gunicorn, which binds the port itself or gets a listening socket as from systemd."""
    environment = {
        **{name: os.environ[name] for name in ("PATH", "STATIC_ROOT") if name in os.environ},
        "DEBUG": "0",
        "INSECURE_HTTP": "1",
        "SECRET_KEY": "for this run of the tests alone, and as long as Django wants it",
        "DATABASE_URL": database,
        "SITE_URL": f"http://127.0.0.1:{port}",
        "ALLOWED_HOSTS": "127.0.0.1",
        "WEB_CONCURRENCY": "1",
        **more,
    }
    script = Path(sys.executable).with_name("gunicorn")
    command = [str(script), "--config", "python:newsdesk.gunicorn", "tests.process_info"]
    if listener is None:
        command += ["--bind", f"127.0.0.1:{port}"]
        return subprocess.Popen(command, cwd=ROOT, env=environment)  # noqa: S603
    number = listener.fileno()
    give = (
        f"import os, sys; os.dup2({number}, 3); "
        "os.environ.update(LISTEN_FDS='1', LISTEN_PID=str(os.getpid())); "
        "os.execv(sys.argv[1], sys.argv[1:])"
    )
    given = [sys.executable, "-c", give, *command]
    return subprocess.Popen(given, cwd=ROOT, env=environment, pass_fds=[number])  # noqa: S603


@pytest.fixture
def server(port: int) -> Iterator[subprocess.Popen[bytes]]:
    make_event("One")
    running = serve(port, f"sqlite:///{connection.settings_dict['NAME']}")
    yield running
    running.terminate()
    running.wait(PATIENCE)


def ask(port: int, path: str, **headers: str) -> str:
    """Request a page; retry while the connection is refused."""
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
    found: dict[str, Any] = json.loads(ask(port, "/process/"))
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
    with socket.create_server(("127.0.0.1", 0)) as hangs:  # accepts connections but never answers
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
    """HTMX sends the URL of the current page in a header."""
    path = f"/?from={'x' * 30_000}"
    assert "One" in ask(port, path)
    assert "One" in ask(port, "/?q=one", **{"HX-Request": "true", "HX-Current-URL": path})


@pytest.fixture
def systemd() -> Iterator[socket.socket]:
    """Receive the notifications of a service (sd_notify)."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as told:
        told.bind(f"\0newsdesk-{os.getpid()}")
        told.settimeout(PATIENCE)
        yield told


@pytest.fixture(params=["its own socket", "the socket of systemd"])
def service(
    request: pytest.FixtureRequest, port: int, systemd: socket.socket
) -> Iterator[subprocess.Popen[bytes]]:
    """Start newsdesk as deploy/newsdesk.service does."""
    make_event("One")
    database = f"sqlite:///{connection.settings_dict['NAME']}"
    told = {"NOTIFY_SOCKET": f"@newsdesk-{os.getpid()}"}
    if request.param == "its own socket":
        running = serve(port, database, None, **told)
    else:
        with socket.create_server(("127.0.0.1", port)) as listener:
            running = serve(port, database, listener, **told)
    yield running
    running.kill()
    running.wait(PATIENCE)


def test_a_new_version_takes_over_without_a_gap(
    service: subprocess.Popen[bytes], port: int, systemd: socket.socket
) -> None:
    """`systemctl reload` sends USR2; the new master can be replaced in the same way."""
    old = held(port)["master"]
    assert old == service.pid
    for _ in range(2):
        os.kill(old, signal.SIGUSR2)
        deadline = time.monotonic() + PATIENCE
        while (found := held(port))["master"] == old and time.monotonic() < deadline:
            assert found["databases"] == ["default"]
        new = found["master"]
        assert new != old
        assert found["databases"] == ["default"]
        while not (said := systemd.recv(1000).decode()).startswith("MAINPID="):
            pass
        assert said == f"MAINPID={new}"
        wait_for_the_end_of(old, service)
        old = new
    assert "One" in ask(port, "/")
    os.kill(new, signal.SIGTERM)


def wait_for_the_end_of(process: int, started: subprocess.Popen[bytes]) -> None:
    if process == started.pid:
        assert started.wait(PATIENCE) == 0
        time.sleep(2)  # The new master checks once a second whether its parent is gone.
    else:
        deadline = time.monotonic() + PATIENCE
        while Path(f"/proc/{process}").exists():
            assert time.monotonic() < deadline
            time.sleep(0.1)


def test_a_new_version_that_does_not_start_changes_nothing(port: int, tmp_path: Path) -> None:
    make_event("One")
    secret = tmp_path / "secret"
    secret.write_text("for this test alone, and as long as Django wants it to be")
    database = f"sqlite:///{connection.settings_dict['NAME']}"
    running = serve(port, database, SECRET_KEY="", SECRET_KEY_FILE=str(secret))
    try:
        before = held(port)["process"]
        secret.unlink()
        for _ in range(2):
            running.send_signal(signal.SIGUSR2)
            next_one = child_of(running.pid, other_than=before)
            wait_for_the_end_of(next_one, running)
            assert held(port)["process"] == before
    finally:
        running.terminate()
        assert running.wait(PATIENCE) == 0


def child_of(process: int, other_than: int) -> int:
    children = Path(f"/proc/{process}/task/{process}/children")
    deadline = time.monotonic() + PATIENCE
    while not (found := set(map(int, children.read_text().split())) - {other_than}):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    return found.pop()


@pytest.mark.parametrize("missing", ["STATIC_ROOT", "CARD_FONTS"])
def test_it_does_not_start_without_its_files(port: int, tmp_path: Path, missing: str) -> None:
    running = serve(port, "sqlite://:memory:", None, **{missing: str(tmp_path / "nothing")})
    try:
        assert running.wait(PATIENCE) == 1
    finally:
        running.kill()
        running.wait(PATIENCE)
