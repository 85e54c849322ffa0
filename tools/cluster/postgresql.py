"""A PostgreSQL primary and its synchronous replica."""

from __future__ import annotations

import signal
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from tools.cluster.processes import Process, find_program, run_command, server_user

#: Also the replica's application_name, and the name of the replication slot that retains the WAL
#: that it has not received yet.
REPLICA = "replica"
CONFIGURATION = """
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
# The primary does not clear away what a replica's long queries still read.
hot_standby_feedback = on
"""


@dataclass
class Server:
    """One PostgreSQL, primary or replica."""

    name: str
    home: Path
    port: int
    password: str

    def __post_init__(self) -> None:
        self.bin_dir = find_program("postgres").parent
        self.data = self.home / self.name
        command = [str(self.bin_dir / "postgres"), "-D", str(self.data), "-p", str(self.port)]
        self.process = Process(
            self.name, command, self.home, server_user(), stop_with=signal.SIGINT
        )

    def start(self) -> None:
        self.process.start(self.is_answering)

    def is_answering(self) -> bool:
        try:
            return bool(self.query("SELECT true"))
        except psycopg.OperationalError:
            return False

    def query(self, statement: str, database: str = "postgres") -> list[tuple[Any, ...]]:
        """Run one statement as the superuser."""
        with psycopg.connect(
            host="127.0.0.1",
            port=self.port,
            user="owner",
            password=self.password,
            dbname=database,
            autocommit=True,
            connect_timeout=5,
        ) as connection:
            answer = connection.execute(statement.encode())
            return answer.fetchall() if answer.description else []

    def create_primary(self) -> None:
        """Start with an empty database `newsdesk`, which a user of that name owns."""
        secret = self.home / "password"
        secret.write_text(self.password)
        flags = ["--username=owner", f"--pwfile={secret}", "--auth=scram-sha-256", "--no-sync"]
        # In the plain C locale, the database would not treat non-ASCII letters as letters.
        flags += ["--encoding=UTF8", "--locale=C.UTF-8"]
        run_command([self.bin_dir / "initdb", "-D", self.data, *flags], self.home, server_user())
        secret.unlink()
        with (self.data / "postgresql.conf").open("a") as configuration:
            configuration.write(CONFIGURATION)
        self.start()
        self.query(f"CREATE ROLE replicator REPLICATION LOGIN PASSWORD '{self.password}'")
        self.query(f"CREATE ROLE newsdesk LOGIN PASSWORD '{self.password}'")
        self.query("CREATE DATABASE newsdesk OWNER newsdesk")

    def create_replica_of(self, primary: Server) -> None:
        """Copy the primary, follow it, and make it wait for this replica in every commit."""
        source = (
            f"host=127.0.0.1 port={primary.port} user=replicator password={self.password}"
            f" application_name={REPLICA}"
        )
        flags = ["--write-recovery-conf", "--create-slot", f"--slot={REPLICA}", "--checkpoint=fast"]
        run_command(
            [self.bin_dir / "pg_basebackup", "-D", self.data, "-d", source, *flags, "--no-sync"],
            self.home,
            server_user(),
        )
        self.start()
        # Set after the copy was made: once promoted, the replica has no standby to wait for.
        primary.query(f"ALTER SYSTEM SET synchronous_standby_names = '{REPLICA}'")
        primary.query("SELECT pg_reload_conf()")

    def promote(self) -> None:
        """Promote the replica to primary. Returns when it accepts writes."""
        run_command(
            [self.bin_dir / "pg_ctl", "promote", "--wait", "-D", self.data],
            self.home,
            server_user(),
        )
