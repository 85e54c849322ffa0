"""Back up a SQLite database while it is in use, verify a backup, and restore it."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from shutil import copyfile, copymode

from django.db.migrations.loader import MigrationLoader

#: The app whose migrations tell which version of newsdesk a copy belongs to.
_APP = "timeline"


class BackupError(Exception):
    """A backup or restore that can't be done; the message gives the reason and what to do."""


def back_up(database: Path, copy: Path) -> dict[str, int]:
    """Write a consistent snapshot of the database, which may be in use, to a file.

    An existing copy is replaced only when the new one is complete. It gets the file mode of the
    database, as it holds passwords and drafts. Returns table → number of rows. Raises BackupError.
    """
    if not database.exists():
        raise BackupError(f"{database}, the database of DATABASE_URL, does not exist.")
    if database == copy.resolve():
        raise BackupError("The copy would replace the database. Give it another name.")
    with _temporary_file(copy) as temporary:
        with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as connection:
            connection.execute("VACUUM INTO ?", [str(temporary)])
        copymode(database, temporary)
        rows = verify(temporary)
        _fsync(temporary)
        temporary.replace(copy)
        _fsync(copy.parent)
    return rows


def verify(copy: Path) -> dict[str, int]:
    """Verify a copy and return table → number of rows. Raises BackupError if a database page is
    damaged, a foreign key dangles, or the copy is not of this or an older newsdesk."""
    try:
        # immutable=1: a copy is a single file, so ignore any -wal file next to it.
        address = f"{copy.resolve().as_uri()}?mode=ro&immutable=1"
        with closing(sqlite3.connect(address, uri=True)) as connection:
            damage = [text for (text,) in connection.execute("PRAGMA integrity_check(3)")]
            if damage != ["ok"]:
                raise BackupError(f"{copy} is damaged: {'; '.join(damage)}. Use an older one.")
            if dangling := connection.execute("PRAGMA foreign_key_check").fetchone():
                table, row = dangling[:2]
                raise BackupError(
                    f"{copy}: row {row} of {table} refers to a missing row. Use an older one."
                )
            _check_version(copy, connection)
            names = connection.execute(
                "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name"
            ).fetchall()
            return {
                name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608
                for (name,) in names
            }
    except sqlite3.Error as error:
        raise BackupError(f"{copy} is not a readable database: {error}.") from error


def restore(copy: Path, database: Path) -> dict[str, int]:
    """Replace the database, which must not be open anywhere, by a verified copy.

    The new file gets the owner and mode of the old one, so that newsdesk can write to it. Returns
    table → number of rows. Raises BackupError and then leaves the database as it was.
    """
    rows = verify(copy)
    with _temporary_file(database) as temporary:
        copyfile(copy, temporary)
        if database.exists():
            status = database.stat()
            os.chown(temporary, status.st_uid, status.st_gid)
            copymode(database, temporary)
        _fsync(temporary)
        # Only now, when the whole copy is known to fit on the disk.
        if database.exists():
            _require_exclusive(database)
        else:
            _drop_logs(database)
        temporary.replace(database)
        _fsync(database.parent)
    return rows


@contextmanager
def _temporary_file(target: Path) -> Iterator[Path]:
    """Yield an empty file next to the target, for the caller to rename over it once complete. It is
    deleted otherwise."""
    try:
        # Refuse a device such as /dev/null: the rename would replace it.
        if not target.name or (target.exists() and not target.is_file()):
            raise BackupError(f"“{target}” can't be a file. Give another name.")
        temporary = target.with_name(f".{target.name}.part")
        temporary.unlink(missing_ok=True)
        temporary.touch(0o600)
        try:
            yield temporary
        finally:
            temporary.unlink(missing_ok=True)
    except (sqlite3.Error, OSError) as error:
        raise BackupError(f"{target}: {error}") from error


def _check_version(copy: Path, connection: sqlite3.Connection) -> None:
    applied = connection.execute(
        "SELECT name FROM django_migrations WHERE app = ?", [_APP]
    ).fetchall()
    known = {name for app, name in MigrationLoader(None).disk_migrations if app == _APP}
    if not applied:
        raise BackupError(f"{copy} is not a newsdesk database.")
    if newer := sorted({name for (name,) in applied} - known):
        raise BackupError(
            f"{copy} is from a newer newsdesk: this one doesn't know {newer[0]}. Update it first."
        )


def _fsync(path: Path) -> None:
    """Sync a file, or the entries of a directory, to disk, so that it survives a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _require_exclusive(database: Path) -> None:
    """Make sure that nobody has the database open, and remove its log, which SQLite would otherwise
    apply to the restored file.

    Switching WAL mode off does both, as SQLite allows it only to the sole connection. A database
    that is not in WAL mode only reveals users that are in a transaction right now.
    """
    try:
        with closing(sqlite3.connect(database, timeout=0)) as connection:
            connection.executescript("BEGIN EXCLUSIVE; COMMIT; PRAGMA journal_mode = DELETE")
    except sqlite3.DatabaseError as error:
        reason = error.sqlite_errorcode & 0xFF  # the primary result code
        if reason == sqlite3.SQLITE_BUSY:
            raise BackupError(f"{database} is open elsewhere. Stop newsdesk first.") from error
        # On any other error, such as a full disk, only the log may hold the latest transactions.
        if reason not in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}:
            raise
        _drop_logs(database)


def _drop_logs(database: Path) -> None:
    """Delete the log files of a database that is damaged or gone."""
    for suffix in ("-wal", "-shm", "-journal"):
        database.with_name(database.name + suffix).unlink(missing_ok=True)
