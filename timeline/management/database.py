"""Commands that work on the database."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import Error

from newsdesk.errors import outage


class DatabaseCommand(BaseCommand):
    """Says in a line, as the log does, that the database is away or older than the code."""

    def execute(self, *args: Any, **options: Any) -> str | None:
        try:
            return super().execute(*args, **options)
        except Error as error:
            if said := outage(error):
                raise CommandError(said) from error
            raise
