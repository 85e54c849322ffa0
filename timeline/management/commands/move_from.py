"""`manage.py move_from FILE`: copy a SQLite database into an empty PostgreSQL database."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DEFAULT_DB_ALIAS, Error, connection, connections

from newsdesk import env
from timeline.moving import MoveError, move

SOURCE = "source"


class Command(BaseCommand):
    help = (
        "Copy every row of a SQLite database, with its id, into the empty PostgreSQL of "
        "DATABASE_URL, which was migrated by the same version, and compare both. Copies all or "
        "nothing, and leaves the file as it is. Stop the servers first: nobody can save meanwhile."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the SQLite database")

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path = options["file"]
        if connection.vendor != "postgresql":
            raise CommandError("Set DATABASE_URL to the PostgreSQL database, postgres://…")
        if not file.is_file():
            raise CommandError(f"{file} is not a file.")
        source = {"ENGINE": env.SQLITE, "NAME": str(file), "OPTIONS": env.SQLITE_OPTIONS}
        databases = connections.configure_settings({DEFAULT_DB_ALIAS: source})
        connections.settings[SOURCE] = databases[DEFAULT_DB_ALIAS]
        try:
            contents = move(SOURCE, DEFAULT_DB_ALIAS)
        except MoveError as error:
            raise CommandError(f"Nothing was moved. {error}") from error
        except Error as error:
            raise CommandError(f"Nothing was moved. {_message(error)}") from error
        for table, content in contents.items():
            self.stdout.write(f"{table:40} {content}")
        self.stdout.write("Both databases hold the same. You can start newsdesk now.")


def _message(error: Error) -> str:
    """Return the database's message, with the row that it is about, if it names one."""
    context = getattr(getattr(error.__cause__, "diag", None), "context", None)
    return f"{error} {context or ''}".strip()
