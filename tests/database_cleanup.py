"""Empty the database after a test with real transactions."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.cache import caches
from django.db import connection, transaction

from timeline.models import correction_triggers

#: Tables that migrations fill; no test with real transactions changes them.
PRESERVED = {
    "auth_group",
    "auth_group_permissions",
    "auth_permission",
    "django_content_type",
    "django_migrations",
}


def empty_database() -> None:
    """Empty all filled tables and the page cache: on SQLite, versions of changes start again from
    the current second, so cached pages could seem current."""
    caches["pages"].clear()
    tables = set(connection.introspection.django_table_names(only_existing=True)) - PRESERVED
    if filled := _filled_tables(sorted(tables)):
        names = [connection.ops.quote_name(table) for table in filled]
        with transaction.atomic():
            _execute(
                _sqlite_statements(names)
                if connection.vendor == "sqlite"
                else _postgresql_statements(names)
            )


def _filled_tables(tables: list[str]) -> list[str]:
    names = map(connection.ops.quote_name, tables)
    columns = ", ".join(f"EXISTS (SELECT 1 FROM {name})" for name in names)  # noqa: S608 - our own
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns}")
        return [table for table, some in zip(tables, cursor.fetchone(), strict=True) if some]


def _postgresql_statements(names: list[str]) -> list[str]:
    return [f"TRUNCATE {', '.join(names)} CASCADE"]  # fires no DELETE triggers


def _sqlite_statements(names: list[str]) -> list[str]:
    """Delete all rows whatever their foreign keys, without the triggers that protect corrections.
    The triggers that record changes insert into tables that are therefore emptied last."""
    return [
        *correction_triggers.SQLITE_DROP,
        "PRAGMA defer_foreign_keys = ON",
        *(f"DELETE FROM {name}" for name in names),  # noqa: S608 - our own
        'DELETE FROM "timeline_change"',
        'DELETE FROM "timeline_known"',
        *correction_triggers.SQLITE,
    ]


def _execute(statements: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
