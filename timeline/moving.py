"""From SQLite into an empty PostgreSQL, in constant memory: every row, with its id.

What hangs on ids (versions, log entries) hangs on them still. Rows are read as Django reads them,
and written with PostgreSQL's COPY, past signals and `auto_now`, which would write other rows than
those that were.
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
_MIGRATED: tuple[type[Model], ...] = (Group.permissions.through, Group, Permission, ContentType)
#: Its numbers mean something in their own database alone: triggers write those of the new one.
_LEFT_OUT: set[type[Model]] = {Change}


class CannotMove(Exception):
    """With the reason, and what to do."""


@dataclass(frozen=True)
class Content:
    """What a table holds: how many rows, and a sum over all their values, in any order."""

    rows: int
    checksum: str

    def __str__(self) -> str:
        return f"{self.rows:>10} rows  {self.checksum}"


def move(source: str, target: str) -> dict[str, Content]:
    """Copy all rows between two databases, given by alias. All or nothing.

    Returns what every table holds now, in both. Raises CannotMove where the target is not an empty
    database of the same migrations, or holds something else afterwards.
    """
    _check(source, target)
    models = _models()
    # Nobody else writes to SQLite from here on: what came later would stay behind.
    with transaction.atomic(source), transaction.atomic(target):
        for model in _MIGRATED:
            model._base_manager.using(target)._raw_delete(target)
        for model in models:
            _copy(model, source, target)
        with connections[target].cursor() as cursor:
            # Every reference leads somewhere. Said now: at the end nobody could be told.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        _go_on_counting(models, source, target)
        contents = {_table(model): _content(model, source) for model in models}
        for model in models:
            before, after = contents[_table(model)], _content(model, target)
            if before != after:
                raise CannotMove(f"{_table(model)} differs: {before} became {after}.")
    return contents


def _check(source: str, target: str) -> None:
    if (connections[source].vendor, connections[target].vendor) != ("sqlite", "postgresql"):
        raise CannotMove(
            "It goes from SQLite to PostgreSQL; between two of these take pg_dump and pg_restore."
        )
    here, there = (
        set(MigrationRecorder(connections[database]).applied_migrations())
        for database in (source, target)
    )
    if here != there:
        names = ", ".join(sorted(f"{app}.{name}" for app, name in here ^ there))
        raise CannotMove(f"Run `manage.py migrate` on both databases first: only one has {names}.")
    for model in {*_models(), *_LEFT_OUT} - set(_MIGRATED):
        if model._base_manager.using(target).exists():
            raise CannotMove(f"The target must be empty, but {_table(model)} holds rows.")


def _models() -> list[type[Model]]:
    """One for every table of ours, those between two others included."""
    found = apps.get_models(include_auto_created=True)
    return [m for m in found if m._meta.managed and not m._meta.proxy and m not in _LEFT_OUT]


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
    # Django's cursor would give these errors as psycopg's.
    with (
        connection.wrap_database_errors,
        connection.cursor() as cursor,
        cursor.copy(statement) as copy,
    ):
        for row in _rows(model, source):
            values = zip(fields, row, strict=True)
            copy.write_row([field.get_db_prep_save(value, connection) for field, value in values])


def _go_on_counting(models: list[type[Model]], source: str, target: str) -> None:
    """The next row gets the id that SQLite would have given it: never that of a deleted one, whose
    versions are still there."""
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
        text = json.dumps(row, sort_keys=True, default=_as_text)
        total += int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest())
        rows += 1
    return Content(rows, f"{total % 2**64:016x}")


def _as_text(value: Any) -> str:
    """The same for the same value, whichever database it comes from."""
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.UTC).isoformat()
    return str(value)
