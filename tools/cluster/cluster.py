"""The whole cluster: nginx → two app servers → PgBouncer → PostgreSQL, a primary and a replica."""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import signal
import sys
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tools.cluster.postgresql import Server
from tools.cluster.processes import (
    ROOT,
    Process,
    find_program,
    free_port,
    is_listening,
    run_command,
    server_user,
)

#: The file in which a cluster stores what `promote` needs.
STATE = "cluster.json"
NGINX = """\
worker_processes 1;
daemon off;
pid {home}/nginx.pid;
error_log stderr warn;
events {{ worker_connections 256; }}
http {{
    log_format short '$status "$request" server=$upstream_addr cache=$upstream_cache_status';
    client_body_temp_path {home}/nginx-body;
    proxy_temp_path {home}/nginx-proxy;
    fastcgi_temp_path {home}/nginx-fastcgi;
    uwsgi_temp_path {home}/nginx-uwsgi;
    scgi_temp_path {home}/nginx-scgi;
    include {home}/newsdesk.conf;
}}
"""


@dataclass
class Cluster:
    """All servers, in one folder, which must not exist yet and is deleted with the cluster."""

    home: Path
    port: int = field(default_factory=free_port)

    def __post_init__(self) -> None:
        password = secrets.token_hex(16)
        self.primary = Server("primary", self.home, free_port(), password)
        self.replica = Server("replica", self.home, free_port(), password)
        self.bouncer = Bouncer(self.home, free_port(), password)
        self.servers = [self._server(number, free_port()) for number in (1, 2)]
        self.nginx = Process(
            "nginx",
            [find_program("nginx"), "-e", "stderr", "-c", self.home / "nginx.conf"],
            self.home,
            server_user(),
        )

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start everything, with the shipped data set. Raises ClusterError if a server doesn't
        start."""
        self.home.mkdir(parents=True)
        if user := server_user():
            shutil.chown(self.home, user)
        self.primary.create_primary()
        self.manage("migrate", "--no-input", "--verbosity=0")
        self.manage("load_dataset", "--leave-out")
        self.replica.create_replica_of(self.primary)
        self.bouncer.start(self.primary.port, self.replica.port)
        for number in range(len(self.servers)):
            self.start_server(number)
        self._write_nginx()
        self.nginx.start(lambda: is_listening(self.port))
        ports = {"primary": self.primary.port, "replica": self.replica.port}
        state = {**ports, "bouncer": self.bouncer.port, "password": self.bouncer.password}
        (self.home / STATE).touch(0o600)
        (self.home / STATE).write_text(json.dumps(state))

    def stop(self) -> None:
        """Stop everything and delete the folder."""
        processes = [self.nginx, *self.servers, self.bouncer.process]
        for process in [*processes, self.primary.process, self.replica.process]:
            process.stop()
        if self.home.exists():
            shutil.rmtree(self.home)

    def start_server(self, number: int) -> None:
        server = self.servers[number]
        server.start(lambda: _is_ready(self.port_of(server)))

    def manage(self, *arguments: str) -> None:
        """Run `manage.py` directly on the primary: migrations must not go through a pooler."""
        direct = self.primary.port
        command = [sys.executable, "manage.py", *arguments]
        run_command(command, ROOT, None, **self._environment(direct, direct, "newsdesk"))

    def _server(self, number: int, port: int) -> Process:
        script = str(Path(sys.executable).with_name("gunicorn"))
        gunicorn = [script, "--config", "python:newsdesk.gunicorn"]
        bouncer = self.bouncer.port
        environment = self._environment(bouncer, bouncer, "newsdesk_replica")
        return Process(
            f"server-{number}",
            [*gunicorn, "--bind", f"127.0.0.1:{port}", "newsdesk.wsgi"],
            self.home,
            environment={**environment, "BEHIND_PGBOUNCER": "1"},
        )

    def port_of(self, server: Process) -> int:
        return int(str(server.command[-2]).rpartition(":")[2])

    def _environment(self, primary: int, replica: int, name: str) -> dict[str, str]:
        address = f"postgres://newsdesk:{self.bouncer.password}@127.0.0.1"
        return {
            "DEBUG": "0",
            "DATABASE_URL": f"{address}:{primary}/newsdesk",
            "REPLICA_URL": f"{address}:{replica}/{name}",
            "SITE_URL": self.url,
            "ALLOWED_HOSTS": "127.0.0.1,localhost",
            "INSECURE_HTTP": "1",
            "BEHIND_PROXY": "1",
            "WEB_CONCURRENCY": "1",
            "SECRET_KEY": self.bouncer.password * 2,
            "PYTHONDEVMODE": "",  # as in production, whoever starts it
        }

    def _write_nginx(self) -> None:
        """Write deploy/nginx.conf with only its addresses and paths replaced."""
        server = "server {} max_fails=1 fail_timeout=5s;"
        ours = [server.format(f"127.0.0.1:{self.port_of(each)}") for each in self.servers]
        replacements = {
            server.format("unix:/run/newsdesk.sock"): "\n".join(ours),
            "listen 80;": f"listen 127.0.0.1:{self.port};",
            "/var/log/nginx/access.log combined": f"{self.home}/access.log short",
            "/var/log/nginx/error.log": f"{self.home}/error.log",
            "/var/cache/newsdesk": str(self.home / "pages"),
            "/srv/newsdesk/deploy/away": str(self.home / "away"),
        }
        (self.home / "newsdesk.conf").write_text(_adapted("nginx.conf", replacements))
        # nginx runs as a user who may not be able to read the repository.
        shutil.copytree(ROOT / "deploy" / "away", self.home / "away")
        (self.home / "nginx.conf").write_text(NGINX.format(home=self.home))


@dataclass
class Bouncer:
    """PgBouncer, the only place that has to know where the primary is."""

    home: Path
    port: int
    password: str

    def __post_init__(self) -> None:
        self.process = Process(
            "pgbouncer",
            [find_program("pgbouncer"), self.home / "pgbouncer.ini"],
            self.home,
            server_user(),
        )

    def start(self, primary: int, replica: int) -> None:
        self.point_to(primary, replica)
        (self.home / "users.txt").write_text(f'"newsdesk" "{self.password}"\n')
        self.process.start(lambda: is_listening(self.port))

    def point_to(self, primary: int, replica: int) -> None:
        """Write deploy/pgbouncer.ini with only its addresses and paths replaced; the arguments are
        the ports of the servers. A running PgBouncer has to `reload` it."""
        replacements = {
            "host=10.0.0.1 port=5432": f"host=127.0.0.1 port={primary}",
            "host=10.0.0.2 port=5432": f"host=127.0.0.1 port={replica}",
            "listen_port = 6432": f"listen_port = {self.port}",
            "/var/run/postgresql": str(self.home),
            "/var/log/postgresql/pgbouncer.log": "",  # on standard error
            "/etc/pgbouncer/userlist.txt": str(self.home / "users.txt"),
        }
        (self.home / "pgbouncer.ini").write_text(_adapted("pgbouncer.ini", replacements))

    def reload(self) -> None:
        os.kill(int((self.home / "pgbouncer.pid").read_text()), signal.SIGHUP)


def _adapted(name: str, replacements: Mapping[str, str]) -> str:
    """Return a file of deploy/ with each key of `replacements` replaced by its value. Raises
    ValueError if the file doesn't contain a key outside comments."""
    text = (ROOT / "deploy" / name).read_text()
    for old, new in replacements.items():
        if not re.search(rf"^[^#\n]*{re.escape(old)}", text, re.M):
            raise ValueError(f"deploy/{name} does not hold {old!r}.")
        text = text.replace(old, new)
    return text


def _is_ready(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5):
            return True
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False
