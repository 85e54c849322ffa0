"""The triggers of the database, which no way of writing gets around.

They are made again after every migration, because on SQLite a migration that alters a table makes
a new one, without the triggers of the old.
"""

from __future__ import annotations

from typing import Any

from django.apps.registry import Apps as StateApps
from django.db import connections, transaction
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from timeline.models import change_triggers, correction_triggers, known_triggers

#: A table that only the last migrations have.
_LAST = "timeline_known"
_KNOWN_BACK = {
    "sqlite": known_triggers.SQLITE_BACK,
    "postgresql": known_triggers.POSTGRESQL_BACK,
}
_BACK = {
    "sqlite": change_triggers.SQLITE_BACK + correction_triggers.SQLITE_BACK,
    "postgresql": change_triggers.POSTGRESQL_BACK + correction_triggers.POSTGRESQL_BACK,
}


def create(using: str, **kwargs: Any) -> None:
    """Called after every migration of the app."""
    connection = connections[using]
    if _LAST not in connection.introspection.table_names():  # migrated back to before
        return
    if connection.vendor == "sqlite":
        statements = (
            *_BACK["sqlite"],
            *_KNOWN_BACK["sqlite"],
            *change_triggers.sqlite(),
            *correction_triggers.SQLITE,
            *known_triggers.SQLITE,
        )
    else:
        statements = (
            *change_triggers.postgresql(),
            *correction_triggers.POSTGRESQL,
            *known_triggers.POSTGRESQL,
            change_triggers.POSTGRESQL_OF_OTHERS,
        )
    with transaction.atomic(using), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def drop(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """For migrating back to before there was a table to write to."""
    for statement in _BACK[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def drop_known(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """The same for those that write to the table of what readers know."""
    for statement in _KNOWN_BACK[schema_editor.connection.vendor]:
        schema_editor.execute(statement)
