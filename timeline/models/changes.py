"""The change log that tells a process with events in memory which ones to reload.

Database triggers write it (`timeline.models.change_triggers`), so no write is missed, not even
`QuerySet.update()` or SQL typed by hand.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.db import connections, models, router
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone

from timeline.models.change_triggers import KINDS, TABLES


class Change(models.Model):
    """The version of the last change to an object; versions only grow."""

    #: The id of an event; negative for an object that events refer to, such as a person.
    key = models.BigIntegerField(primary_key=True)
    #: On SQLite, which has a single writer, a counter that starts from the time; on PostgreSQL the
    #: transaction id.
    version = models.BigIntegerField(db_index=True)

    def __str__(self) -> str:
        return f"{self.key} at {self.version}"


def key_of(changed: models.Model) -> int:
    """Return the `Change.key` of an event or of an object that events refer to."""
    _column, kind = TABLES[changed._meta.db_table]
    pk: int = changed.pk
    return -(pk * KINDS + kind) if kind else pk


@dataclass(frozen=True)
class ProcessedChanges:
    """The changes already processed: all below a version, and some individual later ones."""

    below: int = 0
    later: frozenset[tuple[int, int]] = frozenset()


#: On PostgreSQL a transaction may commit after one that began later. So only the changes below the
#: oldest running transaction (xmin) are complete; those read from there on are remembered one by
#: one, or they would be processed again.
_CHANGES_SQL = {
    "sqlite": (
        "SELECT (SELECT coalesce(max(version), 0) + 1 FROM timeline_change), key, version"
        " FROM (SELECT 1) LEFT JOIN timeline_change ON version >= %s"
    ),
    "postgresql": (
        "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint, key, version"
        " FROM (SELECT 1) AS one LEFT JOIN timeline_change ON version >= %s"
    ),
}


def changes_since(processed: ProcessedChanges) -> tuple[set[int], ProcessedChanges]:
    """Return the keys changed since these, and the `ProcessedChanges` that include them. Costs one
    query."""
    connection = _connection()
    with connection.cursor() as cursor:
        cursor.execute(_CHANGES_SQL[connection.vendor], [processed.below])
        rows = cursor.fetchall()
    below = rows[0][0]
    changes = {(key, version) for _, key, version in rows if key is not None}
    later = frozenset(change for change in changes if change[1] >= below)
    return {key for key, _ in changes - processed.later}, ProcessedChanges(below, later)


def changes_so_far() -> ProcessedChanges:
    """Return the starting point for `changes_since` if everything committed by now will be read.

    Costs two queries: for the version below which all is known, and for the changes from there on.
    """
    _, oldest_running = changes_since(ProcessedChanges(below=2**62))
    return changes_since(oldest_running)[1]


@dataclass(frozen=True)
class PublicState:
    """A fingerprint of what readers may see: any change to that gives a different text."""

    text: str
    #: When the next embargo ends, which ends this state, too.
    until: datetime.datetime | None


#: The newest change, the last embargo that has ended, and the next one to end. On PostgreSQL a
#: change is settled only when no older transaction that could still commit is running; unsettled
#: changes are listed individually.
_STATE_SQL = {
    "sqlite": (
        "SELECT (SELECT max(version) FROM timeline_change), NULL,"
        " (SELECT max(publish_at) FROM timeline_event WHERE publish_at <= %s),"
        " (SELECT min(publish_at) FROM timeline_event WHERE publish_at > %s)"
    ),
    "postgresql": (
        "SELECT (SELECT max(version) FROM timeline_change WHERE version < oldest),"
        " (SELECT string_agg(key || '@' || version, ' ' ORDER BY key) FROM timeline_change"
        " WHERE version >= oldest),"
        " (SELECT max(publish_at) FROM timeline_event WHERE publish_at <= %s),"
        " (SELECT min(publish_at) FROM timeline_event WHERE publish_at > %s)"
        " FROM (SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS oldest) AS one"
    ),
}


def public_state() -> PublicState:
    """Return the current state, which also changes when an embargo ends. Costs one query, answered
    from indexes alone."""
    connection = _connection()
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    with connection.cursor() as cursor:
        cursor.execute(_STATE_SQL[connection.vendor], [now, now])
        *state, until = cursor.fetchone()
    if isinstance(until, str):  # SQLite keeps times as text, in UTC
        until = datetime.datetime.fromisoformat(until).replace(tzinfo=datetime.UTC)
    return PublicState(repr(state), until)


def _connection() -> BaseDatabaseWrapper:
    """The connection to the database being read: a replica may lag behind the primary."""
    return connections[router.db_for_read(Change)]
