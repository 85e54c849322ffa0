"""Find, start and stop the programs that make up a cluster."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
#: The Debian package of each program.
PACKAGES = {"postgres": "postgresql", "pgbouncer": "pgbouncer", "nginx": "nginx-light"}
#: Seconds that a program may take to start or stop, even on a busy machine.
TIMEOUT = 60


class ClusterError(Exception):
    """A program failed; the message contains its output."""


def find_program(name: str) -> Path:
    """Return the program's path; install its package if that works without a prompt. Raises
    ClusterError if it is still missing."""
    found = _locate(name)
    if found is None:
        install = ["sh", "-c", '. tools/apt.sh && apt_install "$1"', "sh", PACKAGES[name]]
        subprocess.run(install, cwd=ROOT, check=False)  # noqa: S603 - our own program
        found = _locate(name)
    if found is None:
        packages = " ".join(PACKAGES.values())
        raise ClusterError(f"{name} is needed. On Debian or Ubuntu: sudo apt install {packages}")
    return found


def _locate(name: str) -> Path | None:
    # Debian keeps servers off the PATH, and PostgreSQL in one directory per version.
    versions = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: -int(path.parent.name)
    )
    places = [*map(str, versions), os.environ["PATH"], "/usr/sbin", "/usr/local/sbin"]
    found = shutil.which(name, path=os.pathsep.join(places))
    return Path(found).resolve() if found else None


def server_user() -> str | None:
    """Return the user to run servers as: None, for the current one, unless that is root, which
    PostgreSQL and PgBouncer refuse; then the user of PostgreSQL's package, or `nobody`."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _as_user(name: str | None) -> dict[str, object]:
    """Return subprocess's arguments to run as this user."""
    if name is None:
        return {}
    return {"user": name, "group": pwd.getpwnam(name).pw_gid, "extra_groups": []}


def run_command(
    command: Sequence[str | Path], folder: Path, user: str | None, **environment: str
) -> None:
    """Run a command to its end. Raises ClusterError with its output if it fails."""
    completed = subprocess.run(  # type: ignore[call-overload] # noqa: S603 - our own programs
        list(map(str, command)),
        cwd=folder,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        **_as_user(user),
    )
    if completed.returncode:
        raise ClusterError(f"{' '.join(map(str, command))}:\n{completed.stdout}")


@dataclass
class Process:
    """A server in a session of its own, so that Ctrl-C reaches only the program that started it."""

    name: str
    command: Sequence[str | Path]
    folder: Path
    user: str | None = None
    environment: Mapping[str, str] | None = None
    stop_with: signal.Signals = signal.SIGTERM
    popen: subprocess.Popen[bytes] | None = None

    @property
    def log(self) -> Path:
        return self.folder / f"{self.name}.log"

    @property
    def pid(self) -> int | None:
        return self.popen.pid if self.popen else None

    def start(self, is_up: Callable[[], bool]) -> None:
        """Start the server and wait until `is_up`. Raises ClusterError with the end of its log if
        it exits or isn't up in time."""
        with self.log.open("ab") as log:
            self.popen = subprocess.Popen(  # type: ignore[call-overload] # noqa: S603
                list(map(str, self.command)),
                cwd=ROOT,
                env={**os.environ, **(self.environment or {})},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                **_as_user(self.user),
            )
        deadline = time.monotonic() + TIMEOUT
        while time.monotonic() < deadline and self.popen.poll() is None:
            if is_up():
                return
            time.sleep(0.05)
        raise ClusterError(f"{self.name} does not start:\n{self.log.read_text()[-4000:]}")

    def stop(self) -> None:
        if self.popen and self.popen.poll() is None:
            self.popen.send_signal(self.stop_with)
            try:
                self.popen.wait(TIMEOUT)
            except subprocess.TimeoutExpired:
                self.kill()

    def kill(self) -> None:
        """Kill the server's process group without warning, like a power failure. Each process of
        PostgreSQL has a group of its own and exits when it notices that the postmaster is gone."""
        if self.popen and self.popen.poll() is None:
            os.killpg(self.popen.pid, signal.SIGKILL)
            self.popen.wait(TIMEOUT)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def is_listening(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True
