"""`manage.py restore FILE`: replace the SQLite database with a copy, or only check the copy."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from timeline.backups import BadBackup, look_through, restore
from timeline.management.commands.backup import sqlite_file


class Command(BaseCommand):
    help = (
        "Put a copy that `backup` made in the place of the SQLite database of DATABASE_URL. Stop "
        "newsdesk first. A copy that is damaged changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the copy")
        parser.add_argument(
            "--verify",
            action="store_true",
            help="only look through the copy, and say what it holds",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        copy: Path = options["file"]
        try:
            if options["verify"]:
                for table, number in look_through(copy).items():
                    self.stdout.write(f"{table:40} {number:>10} rows")
                self.stdout.write(f"{copy} is whole.")
                return
            rows = restore(copy, sqlite_file())
        except BadBackup as error:
            raise CommandError(f"Nothing was restored. {error}") from error
        self.stdout.write(
            f"Restored, with {rows['timeline_event']} events. Run migrate, and start."
        )
