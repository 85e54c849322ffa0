"""`manage.py backup FILE`: copy the SQLite database while it is in use."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from timeline.backups import BackupError, back_up


class Command(BaseCommand):
    help = (
        "Copy the SQLite database of DATABASE_URL as it is at one moment, while others read and "
        "write, and check the copy. An older copy of the same name is replaced only once the new "
        "one is complete."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="where to write the copy")

    def handle(self, *args: Any, **options: Any) -> None:
        copy: Path = options["file"]
        try:
            rows = back_up(sqlite_file(), copy)
        except BackupError as error:
            raise CommandError(f"No copy was made. {error}") from error
        self.stdout.write(f"{copy} is complete, with {rows['timeline_event']} events.")


def sqlite_file() -> Path:
    """Return the path of the database file. Raises CommandError if there is none."""
    if connection.vendor != "sqlite":
        raise CommandError("This command is for SQLite. On PostgreSQL, use pg_dump and pg_restore.")
    name = connection.settings_dict["NAME"]
    if name == ":memory:":
        raise CommandError("The database is in memory. Set DATABASE_URL to a file.")
    return Path(name).resolve()
