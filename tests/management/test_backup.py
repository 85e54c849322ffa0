"""Backing up a SQLite database in use, verifying the copy and restoring it, by the commands."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from shutil import copyfile
from threading import Event as Signal
from threading import Thread

import pytest

from tests.management.programs import Answer, done, run


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Create a database with the shipped data set."""
    database: Path = tmp_path_factory.mktemp("backup") / "filled.sqlite3"
    done(manage(database, "migrate", "-v0"))
    done(manage(database, "load_dataset"))
    return database


@pytest.fixture
def database(filled: Path, tmp_path: Path) -> Path:
    return Path(copyfile(filled, tmp_path / "newsdesk.sqlite3"))


def manage(database: Path, *arguments: str) -> Answer:
    return run(f"sqlite:///{database}", "manage.py", *arguments)


def manage_with_room_for(size: int, database: Path, *arguments: str) -> Answer:
    """Run a command that can write at most `size` bytes to a file, as on a full disk."""
    code = (
        f"import resource, manage; resource.setrlimit(resource.RLIMIT_FSIZE, ({size}, {size})); "
        "manage.main()"
    )
    return run(f"sqlite:///{database}", "-c", code, *arguments)


def events(database: Path) -> int:
    with closing(sqlite3.connect(database)) as connection:
        return int(connection.execute("SELECT count(*) FROM timeline_event").fetchone()[0])


@contextmanager
def writing(database: Path) -> Iterator[None]:
    """Keep changing the titles of all events in another thread."""
    enough = Signal()

    def write() -> None:
        with closing(sqlite3.connect(database, timeout=20)) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            number = 0
            while not enough.is_set():
                number += 1
                with connection:
                    connection.execute("UPDATE timeline_event SET title = ?", [f"All {number}"])

    writer = Thread(target=write)
    writer.start()
    try:
        yield
    finally:
        enough.set()
        writer.join()


def test_a_copy_made_while_others_write_is_of_one_moment(database: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.sqlite3"
    with writing(database):
        for _night in range(2):  # the second copy replaces the first
            assert "is complete, with 62 events" in done(manage(database, "backup", str(copy)))
    with closing(sqlite3.connect(copy)) as connection:
        titles = connection.execute("SELECT count(DISTINCT title) FROM timeline_event").fetchone()
    assert titles == (1,)
    assert [file.name for file in tmp_path.iterdir() if file.name.endswith(".part")] == []


def test_a_copy_comes_back_in_the_place_of_what_was_lost(database: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.sqlite3"
    done(manage(database, "backup", str(copy)))
    said = done(manage(database, "restore", "--verify", str(copy)))
    assert f"{'timeline_event':40} {62:>10} rows" in said
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("DELETE FROM timeline_loadedentry")
    database.write_bytes(b"lost")
    assert "Restored, with 62 events" in done(manage(database, "restore", str(copy)))
    assert events(database) == 62
    done(manage(database, "migrate", "--check"))


def abandon(database: Path) -> None:
    """Leave the database as a killed writer does: the last changes are only in the WAL."""
    before = database.rename(database.with_name("before.sqlite3"))
    with closing(sqlite3.connect(before)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        with connection:
            connection.execute("CREATE TABLE later (text)")
            connection.execute("INSERT INTO later VALUES (?)", ["saved" * 100_000])
        for end in ("", "-wal", "-shm"):
            copyfile(f"{before}{end}", f"{database}{end}")


@pytest.mark.parametrize("is_room_for_the_copy", [False, True])
def test_where_there_is_no_room_to_restore_nothing_is_lost(
    database: Path, tmp_path: Path, is_room_for_the_copy: bool
) -> None:
    copy = tmp_path / "copy.sqlite3"
    done(manage(database, "backup", str(copy)))
    abandon(database)
    room = copy.stat().st_size if is_room_for_the_copy else 10_000
    refused = manage_with_room_for(room, database, "restore", str(copy))
    assert (refused.returncode, "Nothing was restored" in refused.stderr) == (1, True)
    assert "Traceback" not in refused.stderr
    assert [file.name for file in tmp_path.iterdir() if file.name.endswith(".part")] == []
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("SELECT count(*) FROM later").fetchone() == (1,)


@pytest.mark.parametrize("lost", [b"lost", None])
def test_the_log_of_what_was_lost_is_not_taken_for_that_of_the_copy(
    database: Path, tmp_path: Path, lost: bytes | None
) -> None:
    copy = tmp_path / "copy.sqlite3"
    done(manage(database, "backup", str(copy)))
    abandon(database)
    database.unlink()
    if lost is not None:
        database.write_bytes(lost)
    done(manage(database, "restore", str(copy)))
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert not connection.execute("SELECT * FROM sqlite_schema WHERE name = 'later'").fetchall()
    assert events(database) == 62


def test_who_may_not_read_the_database_may_not_read_a_copy(database: Path, tmp_path: Path) -> None:
    """A database restored by root stays writable for the user that the server runs as."""
    copy = tmp_path / "copy.sqlite3"
    database.chmod(0o640)
    if os.geteuid() == 0:
        os.chown(database, 65534, 65534)
    before = database.stat()
    done(manage(database, "backup", str(copy)))
    assert copy.stat().st_mode == before.st_mode
    done(manage(database, "restore", str(copy)))
    after = database.stat()
    assert (after.st_mode, after.st_uid, after.st_gid) == (
        before.st_mode,
        before.st_uid,
        before.st_gid,
    )


def test_a_damaged_copy_is_found_out_and_changes_nothing(database: Path, tmp_path: Path) -> None:
    whole = database.read_bytes()
    for number, damaged in enumerate((whole[: len(whole) // 2], b"", b"text")):
        copy = tmp_path / f"{number}.sqlite3"
        copy.write_bytes(damaged)
        for option in ((), ("--verify",)):
            refused = manage(database, "restore", *option, str(copy))
            assert refused.returncode == 1
            assert "Nothing was restored" in refused.stderr
            assert "Traceback" not in refused.stderr
    assert database.read_bytes() == whole


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        (
            "INSERT INTO django_migrations (app, name, applied)"
            " VALUES ('timeline', '9999_later', '2030-01-01')",
            "is from a newer newsdesk: this one doesn't know 9999_later. Update it first.",
        ),
        ("DELETE FROM django_migrations", "is not a newsdesk database"),
        ("DELETE FROM timeline_post", "refers to a missing row. Use an older one"),
    ],
)
def test_a_copy_that_would_not_do_is_refused(
    database: Path, tmp_path: Path, statement: str, reason: str
) -> None:
    copy = tmp_path / "copy.sqlite3"
    done(manage(database, "backup", str(copy)))
    with closing(sqlite3.connect(copy)) as connection, connection:
        connection.execute(statement)
    assert reason in manage(database, "restore", str(copy)).stderr


@pytest.mark.parametrize(
    ("mode", "statement"),
    [
        ("WAL", "SELECT count(*) FROM timeline_event"),  # an idle open connection
        ("WAL", "BEGIN IMMEDIATE"),
        ("DELETE", "BEGIN IMMEDIATE"),
    ],
)
def test_nothing_is_restored_while_somebody_is_at_the_database(
    database: Path, tmp_path: Path, mode: str, statement: str
) -> None:
    copy = tmp_path / "copy.sqlite3"
    done(manage(database, "backup", str(copy)))
    with closing(sqlite3.connect(database)) as connection:
        connection.execute(f"PRAGMA journal_mode = {mode}")
        connection.execute(statement).fetchall()
        refused = manage(database, "restore", str(copy))
    assert "is open elsewhere. Stop newsdesk first" in refused.stderr


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("newsdesk.sqlite3", "Give it another name"),
        ("none/copy.sqlite3", "No such file or directory"),
        ("newsdesk.sqlite3/copy.sqlite3", "Not a directory"),
        ("folder", "can't be a file. Give another name"),
        ("pipe", "can't be a file. Give another name"),
        ("", "“.” can't be a file. Give another name"),
    ],
)
def test_where_a_copy_cannot_go_is_said(
    database: Path, tmp_path: Path, name: str, reason: str
) -> None:
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    before = sorted(tmp_path.iterdir())
    refused = manage(database, "backup", str(tmp_path / name) if name else "")
    assert "No copy was made" in refused.stderr
    assert reason in refused.stderr
    assert "Traceback" not in refused.stderr
    assert (sorted(tmp_path.iterdir()), (tmp_path / "pipe").is_fifo()) == (before, True)


def test_a_database_that_is_not_there_is_named(database: Path, tmp_path: Path) -> None:
    database.unlink()
    refused = manage(database, "backup", str(tmp_path / "copy.sqlite3"))
    assert f"{database}, the database of DATABASE_URL, does not exist" in refused.stderr


@pytest.mark.parametrize("command", ["backup", "restore"])
def test_a_database_in_memory_has_no_copies(database: Path, tmp_path: Path, command: str) -> None:
    refused = run("sqlite://:memory:", "manage.py", command, str(database))
    assert refused.stderr == (
        "CommandError: The database is in memory. Set DATABASE_URL to a file.\n"
    )
