"""`manage.py load_dataset [NAME|FOLDER …]`: load shipped or own data sets, idempotently."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from timeline.datasets.files import DatasetError, read_dataset
from timeline.datasets.loader import load

SHIPPED = Path(__file__).resolve().parents[2] / "datasets"
DEFAULT = "trump_putin_call"


class Command(BaseCommand):
    help = (
        "Load data sets: documents, posts, people, places, topics, events and timelines. Entries "
        "that an editor changed or deleted since the last load are left alone. A data set with a "
        "mistake is refused whole."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "datasets",
            nargs="*",
            default=[DEFAULT],
            metavar="NAME|FOLDER",
            help=f"A shipped data set or a folder of TOML files (default: {DEFAULT}).",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        for name in options["datasets"]:
            folder = Path(name) if Path(name).is_dir() else SHIPPED / name
            try:
                report = load(read_dataset(folder))
            except DatasetError as error:
                raise CommandError(str(error)) from error
            self.stdout.write(f"{folder.name}: {report}")
