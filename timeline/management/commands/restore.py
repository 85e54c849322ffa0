"""`manage.py restore FILE`: replace the SQLite database with a copy, or only check the copy."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from timeline.backups import BackupError, restore, verify
from timeline.management.commands.backup import sqlite_file


class Command(BaseCommand):
    help = (
        "Replace the SQLite database of DATABASE_URL with a copy that `backup` made. Stop newsdesk "
        "first. A damaged copy changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the copy")
        parser.add_argument(
            "--verify",
            action="store_true",
            help="only check the copy, and say what it holds",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        copy: Path = options["file"]
        try:
            if options["verify"]:
                for table, number in verify(copy).items():
                    self.stdout.write(f"{table:40} {number:>10} rows")
                self.stdout.write(f"{copy} is complete.")
                return
            rows = restore(copy, sqlite_file())
        except BackupError as error:
            raise CommandError(f"Nothing was restored. {error}") from error
        self.stdout.write(
            f"Restored, with {rows['timeline_event']} events. "
            "Run `manage.py migrate`, then start newsdesk."
        )
