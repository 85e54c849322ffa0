"""Moving from a real SQLite database to a real PostgreSQL server by `manage.py move_from`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from shutil import copy
from typing import Any

import psycopg
import pytest
from django.db import connection

from tests.management.programs import Answer, done, run
from timeline.models.change_triggers import TABLES

pytestmark = pytest.mark.postgres


@dataclass(frozen=True)
class Server:
    """The PostgreSQL server of this test run."""

    host: str
    user: str

    def url(self, name: str) -> str:
        return f"postgres://{self.user}@{self.host.replace('/', '%2F')}/{name}"

    def do(self, statement: str, database: str = "postgres") -> list[tuple[Any, ...]]:
        asked = psycopg.connect(host=self.host, user=self.user, dbname=database, autocommit=True)
        with closing(asked):
            answer = asked.execute(statement.encode())
            return answer.fetchall() if answer.description else []


@pytest.fixture(scope="module")
def server() -> Server:
    settings = connection.settings_dict
    return Server(settings["HOST"], settings["USER"])


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Create a SQLite database that was used for a while."""
    file = tmp_path_factory.mktemp("source") / "newsdesk.sqlite3"
    done(run(f"sqlite:///{file}", "manage.py", "migrate", "-v0"))
    done(run(f"sqlite:///{file}", "-m", "tests.management.moved", "fill"))
    return file


def move(source: Path, target: str) -> Answer:
    return run(target, "manage.py", "move_from", str(source))


@pytest.fixture(scope="module")
def migrated(server: Server, worker_id: str) -> Iterator[str]:
    """Create a migrated, unused database and return its name."""
    name = f"migrated_{worker_id}"
    server.do(f"CREATE DATABASE {name}")
    done(run(server.url(name), "manage.py", "migrate", "-v0"))
    yield name
    server.do(f"DROP DATABASE {name}")


@pytest.fixture
def target(server: Server, migrated: str) -> Iterator[str]:
    name = f"{migrated}_target"
    server.do(f"CREATE DATABASE {name} TEMPLATE {migrated}")
    yield name
    server.do(f"DROP DATABASE {name}")


def test_everything_moves(source: Path, server: Server, target: str, tmp_path: Path) -> None:
    said = done(move(source, server.url(target)))
    lines = re.findall(r"^(\w+) +(\d+) rows +([0-9a-f]{16})$", said, re.M)
    counts = {table: int(rows) for table, rows, _checksum in lines}
    assert counts["timeline_event"] == 62
    assert counts["reversion_version"] > 60
    assert counts["auth_user"] == counts["timeline_upload"] == counts["axes_accessattempt"] == 1
    assert said.endswith("Both databases hold the same. You can start newsdesk now.\n")

    aside = copy(source, tmp_path)  # as `tell` creates an event
    before = json.loads(done(run(f"sqlite:///{aside}", "-m", "tests.management.moved", "tell")))
    after = json.loads(done(run(server.url(target), "-m", "tests.management.moved", "tell")))
    assert set(before["tables"]) == set(after["tables"])
    for table, rows in before["tables"].items():
        assert after["tables"][table] == rows, table
    for address, page in before["pages"].items():
        assert page[0] == 200, address
        assert after["pages"][address] == page, address
    assert before["signed in"]
    assert after["signed in"]
    assert after["next"] == before["next"] == 64  # the 63rd was deleted, but has versions
    assert after["found"] == 1
    noted = server.do("SELECT count(*) FROM timeline_change WHERE key > 0", target)
    assert noted == [(63,)]


def test_a_target_with_anything_in_it_is_refused(source: Path, server: Server, target: str) -> None:
    add = "from django.contrib.auth.models import User; User.objects.create_user('somebody')"
    done(run(server.url(target), "manage.py", "shell", "-v0", "-c", add))
    refused = move(source, server.url(target))
    assert refused.returncode == 1
    assert (
        "Nothing was moved. The target must be empty, but auth_user holds rows." in refused.stderr
    )
    assert server.do("SELECT count(*) FROM timeline_event", target) == [(0,)]


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("sqlite:///elsewhere.sqlite3", "DATABASE_URL must lead to the PostgreSQL"),
        ("postgres://nobody@127.0.0.1:1/newsdesk", "Nothing was moved. connection failed"),
    ],
)
def test_another_address_is_refused(source: Path, address: str, reason: str) -> None:
    refused = move(source, address)
    assert refused.returncode == 1
    assert reason in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_file_that_is_none_is_refused_and_not_made(server: Server, tmp_path: Path) -> None:
    refused = move(tmp_path / "another.sqlite3", server.url("postgres"))
    assert refused.returncode == 1
    assert "another.sqlite3 is no file." in refused.stderr
    assert not list(tmp_path.iterdir())


def test_a_target_that_was_not_migrated_is_refused(server: Server, source: Path) -> None:
    refused = move(source, server.url("postgres"))
    assert "Run `manage.py migrate` on both databases first: only one has admin.0" in refused.stderr


def test_a_row_that_postgresql_does_not_take_is_named_and_nothing_moves(
    source: Path, server: Server, target: str, tmp_path: Path
) -> None:
    """SQLite doesn't enforce the length of a text."""
    aside = Path(copy(source, tmp_path))
    lengthen = (
        "from timeline.models import Event; Event.objects.filter(pk=7).update(slug='x' * 500)"
    )
    done(run(f"sqlite:///{aside}", "manage.py", "shell", "-v0", "-c", lengthen))
    refused = move(aside, server.url(target))
    assert refused.returncode == 1
    assert "Nothing was moved. value too long" in refused.stderr
    assert "COPY timeline_event, line 7, column slug" in refused.stderr
    held = [server.do(f"SELECT count(*) FROM {table}", target) for table in TABLES]  # noqa: S608
    assert held == [[(0,)]] * len(TABLES)
    assert server.do("SELECT count(*) FROM auth_group", target) == [(3,)]
