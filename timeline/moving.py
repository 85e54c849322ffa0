"""Copy every row from SQLite into an empty PostgreSQL database, in constant memory.

Primary keys are kept, so that generic references (versions, log entries) stay valid. Rows are read
through Django and written with PostgreSQL's COPY, which bypasses signals and `auto_now`: these
would change the rows.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connections, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Field, Model
from psycopg import sql

from timeline.models import Change

#: Rows in memory at a time.
CHUNK = 2_000
#: What `migrate` writes into an empty database; the rows of the source replace it.
_CREATED_BY_MIGRATE: tuple[type[Model], ...] = (
    Group.permissions.through,
    Group,
    Permission,
    ContentType,
)
#: The versions in `Change` are only meaningful in their own database; triggers write new ones.
_EXCLUDED: set[type[Model]] = {Change}


class MoveError(Exception):
    """A copy that can't be made; the message gives the reason and what to do."""


@dataclass(frozen=True)
class Content:
    """The number of rows of a table, and a checksum of all values, independent of row order."""

    rows: int
    checksum: str

    def __str__(self) -> str:
        return f"{self.rows:>10} rows  {self.checksum}"


def move(source: str, target: str) -> dict[str, Content]:
    """Copy all rows between two databases, given by alias, or none of them.

    Returns table → content, which is now the same in both. Raises MoveError if the target is not
    an empty database with the same migrations, or if its content differs afterwards.
    """
    _check(source, target)
    models = _models()
    # The transaction locks SQLite for other writers, whose later rows would not be copied.
    with transaction.atomic(source), transaction.atomic(target):
        for model in _CREATED_BY_MIGRATE:
            model._base_manager.using(target)._raw_delete(target)
        for model in models:
            _copy(model, source, target)
        with connections[target].cursor() as cursor:
            # Check deferred foreign keys now: a violation at commit could not be reported.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        _set_sequences(models, source, target)
        contents = {_table(model): _content(model, source) for model in models}
        for model in models:
            before, after = contents[_table(model)], _content(model, target)
            if before != after:
                raise MoveError(f"{_table(model)} differs: {before} became {after}.")
    return contents


def _check(source: str, target: str) -> None:
    if (connections[source].vendor, connections[target].vendor) != ("sqlite", "postgresql"):
        raise MoveError(
            "This moves from SQLite to PostgreSQL. Between two PostgreSQL databases, use pg_dump "
            "and pg_restore."
        )
    source_migrations, target_migrations = (
        set(MigrationRecorder(connections[database]).applied_migrations())
        for database in (source, target)
    )
    if source_migrations != target_migrations:
        names = ", ".join(
            sorted(f"{app}.{name}" for app, name in source_migrations ^ target_migrations)
        )
        raise MoveError(f"Run `manage.py migrate` on both databases first: only one has {names}.")
    for model in {*_models(), *_EXCLUDED} - set(_CREATED_BY_MIGRATE):
        if model._base_manager.using(target).exists():
            raise MoveError(f"The target must be empty, but {_table(model)} holds rows.")


def _models() -> list[type[Model]]:
    """Return one model per managed table, including many-to-many through tables."""
    models = apps.get_models(include_auto_created=True)
    return [
        model
        for model in models
        if model._meta.managed and not model._meta.proxy and model not in _EXCLUDED
    ]


def _table(model: type[Model]) -> str:
    return model._meta.db_table


def _fields(model: type[Model]) -> list[Field[Any, Any]]:
    return [field for field in model._meta.local_concrete_fields if not field.generated]


def _rows(model: type[Model], database: str) -> Iterator[tuple[Any, ...]]:
    names = [field.attname for field in _fields(model)]
    rows = model._base_manager.using(database).order_by("pk").values_list(*names)
    return rows.iterator(chunk_size=CHUNK)


def _copy(model: type[Model], source: str, target: str) -> None:
    connection, fields = connections[target], _fields(model)
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(_table(model)),
        sql.SQL(", ").join(sql.Identifier(field.column) for field in fields),
    )
    # copy() isn't wrapped by Django's cursor and would raise psycopg's own exceptions.
    with (
        connection.wrap_database_errors,
        connection.cursor() as cursor,
        cursor.copy(statement) as copy,
    ):
        for row in _rows(model, source):
            values = zip(fields, row, strict=True)
            copy.write_row([field.get_db_prep_save(value, connection) for field, value in values])


def _set_sequences(models: list[type[Model]], source: str, target: str) -> None:
    """Set the sequences so that the next row gets the id that SQLite would have given it, and not
    that of a deleted row, whose versions still exist."""
    with connections[source].cursor() as cursor:
        cursor.execute("SELECT name, seq FROM sqlite_sequence")
        last = dict(cursor.fetchall())
    with connections[target].cursor() as cursor:
        for model in models:
            if number := last.get(_table(model)):
                cursor.execute(
                    "SELECT setval(pg_get_serial_sequence(%s, %s), %s)",
                    [f'"{_table(model)}"', model._meta.pk.column, number],
                )


def _content(model: type[Model], database: str) -> Content:
    rows, total = 0, 0
    for row in _rows(model, database):
        text = json.dumps(row, sort_keys=True, default=_canonical_text)
        total += int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest())
        rows += 1
    return Content(rows, f"{total % 2**64:016x}")


def _canonical_text(value: Any) -> str:
    """Serialize a value to the same text whichever database it was read from."""
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.UTC).isoformat()
    return str(value)
