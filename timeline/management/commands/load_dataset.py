"""`manage.py load_dataset [NAME|FOLDER …]`: load shipped or own data sets, idempotently."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from timeline.datasets.files import DatasetError, read_dataset
from timeline.datasets.loader import load
from timeline.management.database import DatabaseCommand
from timeline.models import NoteKind

SHIPPED = Path(__file__).resolve().parents[2] / "datasets"
DEFAULT = "trump_putin_call"


class Command(DatabaseCommand):
    help = (
        "Load data sets: documents, posts, people, places, topics, events and timelines. Entries "
        "that an editor changed or deleted since the last load are left alone. A data set with a "
        "mistake is refused as a whole, and so is one that changes what readers have seen, unless "
        "--telling says what to tell them."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "datasets",
            nargs="*",
            default=[DEFAULT],
            metavar="NAME|FOLDER",
            help=f"A shipped data set or a folder of TOML files (default: {DEFAULT}).",
        )
        parser.add_argument(
            "--telling",
            choices=NoteKind.values,
            help="What to tell readers about changes to what they have seen.",
        )
        parser.add_argument(
            "--leave-out",
            action="store_true",
            help="Leave what would be refused for its readers as it is, and load the rest.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        telling = NoteKind(options["telling"]) if options["telling"] else None
        for name in options["datasets"]:
            folder = Path(name) if Path(name).is_dir() else SHIPPED / name
            try:
                dataset = read_dataset(folder)
                report = load(dataset, telling, may_leave_out=options["leave_out"])
            except DatasetError as error:
                raise CommandError(str(error)) from error
            for reason in report.left_out:
                self.stdout.write(f"Left out: {reason}")
            self.stdout.write(f"{dataset.name}: {report}")
