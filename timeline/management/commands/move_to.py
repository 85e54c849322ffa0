"""`manage.py move_to postgres://…`: everything in this SQLite, into an empty PostgreSQL."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

import dj_database_url
from django.core.management.base import BaseCommand, CommandError
from django.db import DEFAULT_DB_ALIAS, Error, connections

from timeline.moving import CannotMove, move

TARGET = "target"


class Command(BaseCommand):
    help = (
        "Copy every row, with its id, from the SQLite in DATABASE_URL into an empty PostgreSQL "
        "that was migrated by the same version, and compare both. All or nothing; this database "
        "stays as it is. Stop the servers first: what is written meanwhile is not copied."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "target", metavar="DATABASE_URL", help="postgres://user:password@host/name"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        address: str = options["target"]
        if not address.startswith(("postgres://", "postgresql://")):
            raise CommandError(f"The target must begin with postgres://, and {address!r} does not.")
        try:
            target = dj_database_url.parse(address)
        except ValueError as error:
            raise CommandError(f"Cannot read the target's address: {error}") from error
        known = connections.configure_settings({DEFAULT_DB_ALIAS: dict(target)})
        connections.settings[TARGET] = known[DEFAULT_DB_ALIAS]
        try:
            contents = move(DEFAULT_DB_ALIAS, TARGET)
        except CannotMove as error:
            raise CommandError(f"Nothing was moved. {error}") from error
        except Error as error:
            raise CommandError(f"Nothing was moved. {_explained(error)}") from error
        for table, content in contents.items():
            self.stdout.write(f"{table:40} {content}")
        self.stdout.write("Both hold the same. DATABASE_URL may lead there now.")


def _explained(error: Error) -> str:
    """What the database said, and which row it was about, if any."""
    context = getattr(getattr(error.__cause__, "diag", None), "context", None)
    return f"{error} {context or ''}".strip()
