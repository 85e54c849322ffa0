"""Copies of a SQLite database: made while it is in use, looked through, and put back."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from shutil import copyfile, copymode

from django.db.migrations.loader import MigrationLoader

#: The app whose migrations say which newsdesk a copy is of.
_APP = "timeline"


class BadBackup(Exception):
    """With the reason, and what to do."""


def back_up(database: Path, copy: Path) -> dict[str, int]:
    """Write what the database holds at one moment, while others read and write, into a file of its
    own. An older copy of this name stands until the new one is whole.

    Whoever may not read the database may not read the copy: passwords and drafts are in it. Returns
    the rows of each table. Raises BadBackup.
    """
    if not database.exists():
        raise BadBackup(f"{database}, the database of DATABASE_URL, is not there.")
    if database == copy.resolve():
        raise BadBackup("The copy would take the place of the database: give it another name.")
    with _part_of(copy) as part:
        with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as connection:
            connection.execute("VACUUM INTO ?", [str(part)])
        copymode(database, part)
        rows = look_through(part)
        _keep(part)
        part.replace(copy)
        _keep(copy.parent)
    return rows


def look_through(copy: Path) -> dict[str, int]:
    """The rows of each table of a copy that is whole: every page can be read, every reference leads
    somewhere, and this newsdesk can read it. Raises BadBackup."""
    try:
        # A copy is one file: a log that lies beside it is no part of it.
        address = f"{copy.resolve().as_uri()}?mode=ro&immutable=1"
        with closing(sqlite3.connect(address, uri=True)) as found:
            damage = [text for (text,) in found.execute("PRAGMA integrity_check(3)")]
            if damage != ["ok"]:
                raise BadBackup(f"{copy} is damaged: {'; '.join(damage)}. Take an older one.")
            if lost := found.execute("PRAGMA foreign_key_check").fetchone():
                table, row = lost[:2]
                raise BadBackup(f"{copy}: row {row} of {table} names a row that is not there.")
            _check_version(copy, found)
            names = found.execute(
                "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name"
            ).fetchall()
            return {
                name: found.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608
                for (name,) in names
            }
    except sqlite3.Error as error:
        raise BadBackup(f"{copy} is no database that can be read: {error}.") from error


def restore(copy: Path, database: Path) -> dict[str, int]:
    """Put a copy in the place of the database, which nobody may have open, and give it to whom that
    belonged: newsdesk has to write to it. Returns the rows of each table. Raises BadBackup, and the
    database stays as it was."""
    rows = look_through(copy)
    with _part_of(database) as part:
        copyfile(copy, part)
        if database.exists():
            before = database.stat()
            os.chown(part, before.st_uid, before.st_gid)
            copymode(database, part)
        _keep(part)
        # Only now, when the disk has had room for all of it.
        if database.exists():
            _take_from_everybody(database)
        else:
            _drop_logs(database)
        part.replace(database)
        _keep(database.parent)
    return rows


@contextmanager
def _part_of(target: Path) -> Iterator[Path]:
    """An empty file beside another, to take its place when it is whole; else it goes."""
    try:
        # A device would be replaced, too.
        if not target.name or (target.exists() and not target.is_file()):
            raise BadBackup(f"“{target}” can be no file: give another name.")
        part = target.with_name(f".{target.name}.part")
        part.unlink(missing_ok=True)
        part.touch(0o600)
        try:
            yield part
        finally:
            part.unlink(missing_ok=True)
    except (sqlite3.Error, OSError) as error:
        raise BadBackup(f"{target}: {error}") from error


def _check_version(copy: Path, found: sqlite3.Connection) -> None:
    applied = found.execute("SELECT name FROM django_migrations WHERE app = ?", [_APP]).fetchall()
    known = {name for app, name in MigrationLoader(None).disk_migrations if app == _APP}
    if not applied:
        raise BadBackup(f"{copy} is not of a newsdesk.")
    if newer := sorted({name for (name,) in applied} - known):
        raise BadBackup(f"{copy} is of a newer newsdesk: this one doesn't know {newer[0]}.")


def _keep(path: Path) -> None:
    """Through a power cut: what stands in a file, or which names stand in a folder."""
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _take_from_everybody(database: Path) -> None:
    """Out of WAL mode, which SQLite leaves only where nobody else has the file open, and with that
    the log beside it is gone: it would be taken for the restored one's. Without that mode only who
    is at it just now can be noticed."""
    try:
        with closing(sqlite3.connect(database, timeout=0)) as connection:
            connection.executescript("BEGIN EXCLUSIVE; COMMIT; PRAGMA journal_mode = DELETE")
    except sqlite3.DatabaseError as error:
        reason = error.sqlite_errorcode & 0xFF  # the rest says where it was met
        if reason == sqlite3.SQLITE_BUSY:
            raise BadBackup(f"{database} is open elsewhere: stop newsdesk first.") from error
        # Else, as on a full disk, what was saved last may stand in the log alone.
        if reason not in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}:
            raise
        _drop_logs(database)


def _drop_logs(database: Path) -> None:
    """Of a database that is damaged or gone."""
    for end in ("-wal", "-shm", "-journal"):
        database.with_name(database.name + end).unlink(missing_ok=True)
