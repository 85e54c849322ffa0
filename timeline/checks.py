"""System checks: what a running newsdesk needs from the machine it runs on."""

from __future__ import annotations

import sqlite3
from typing import Any

from django.core.checks import CheckMessage, Tags, Warning, register
from django.db import connection

#: The first release without the WAL-reset bug (sqlite.org/wal.html, "Checkpointing").
SAFE_SQLITE = (3, 51, 3)


@register(Tags.compatibility)
def sqlite_is_safe_with_wal(**kwargs: Any) -> list[CheckMessage]:
    if connection.vendor != "sqlite" or sqlite3.sqlite_version_info >= SAFE_SQLITE:
        return []
    return [
        Warning(
            f"SQLite {sqlite3.sqlite_version} can, rarely, corrupt a database in WAL mode.",
            hint="Install pysqlite3 (requirements.txt has it where a wheel exists), "
            "or use PostgreSQL through DATABASE_URL.",
            id="timeline.W001",
        )
    ]
