"""The base class of commands that use the database."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import Error

from newsdesk.errors import describe_outage


class DatabaseCommand(BaseCommand):
    """Reports in one line, as the log does, that the database is unavailable or not migrated."""

    def execute(self, *args: Any, **options: Any) -> str | None:
        try:
            return super().execute(*args, **options)
        except Error as error:
            if reason := describe_outage(error):
                raise CommandError(reason) from error
            raise
