"""Create and drop the database triggers, which no write can bypass.

They are recreated after every `migrate`, because on SQLite a migration that alters a table replaces
it by a new one without the triggers.
"""

from __future__ import annotations

from typing import Any

from django.apps.registry import Apps as StateApps
from django.db import connections, transaction
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from timeline.models import change_triggers, correction_triggers, known_triggers

#: The newest table that a trigger needs: without it, the schema is too old for the triggers.
_NEWEST_TABLE = "timeline_known"
_DROP_KNOWN = {
    "sqlite": known_triggers.SQLITE_DROP,
    "postgresql": known_triggers.POSTGRESQL_DROP,
}
_DROP = {
    "sqlite": change_triggers.SQLITE_DROP + correction_triggers.SQLITE_DROP,
    "postgresql": change_triggers.POSTGRESQL_DROP + correction_triggers.POSTGRESQL_DROP,
}


def create(using: str, **kwargs: Any) -> None:
    """Recreate all triggers; receiver of this app's `post_migrate`."""
    connection = connections[using]
    if _NEWEST_TABLE not in connection.introspection.table_names():  # migrated backwards
        return
    if connection.vendor == "sqlite":
        statements = (
            *_DROP["sqlite"],
            *_DROP_KNOWN["sqlite"],
            *change_triggers.sqlite(),
            *correction_triggers.SQLITE,
            *known_triggers.SQLITE,
        )
    else:
        statements = (
            *change_triggers.postgresql(),
            *correction_triggers.POSTGRESQL,
            *known_triggers.POSTGRESQL,
            change_triggers.POSTGRESQL_DELETE_FOREIGN,
        )
    with transaction.atomic(using), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def drop(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Drop the triggers before a backwards migration removes the table that they write to."""
    for statement in _DROP[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def drop_known(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """The same for the triggers that write to the table of `Known`."""
    for statement in _DROP_KNOWN[schema_editor.connection.vendor]:
        schema_editor.execute(statement)
