"""What changed since: how a process that keeps events in memory learns what to read again.

Triggers of the database write it (`timeline.models.change_triggers`), so that no way of writing is
missed: not an `update()` of a queryset, not a statement by hand.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.db import connections, models, router
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone

from timeline.models.change_triggers import KINDS, TABLES


class Change(models.Model):
    """When something last changed, as a number that only grows."""

    #: The id of an event; negative for what events refer to, such as a person.
    key = models.BigIntegerField(primary_key=True)
    #: SQLite, which has one writer, counts changes, on from the time. PostgreSQL gives the id of
    #: the transaction.
    version = models.BigIntegerField(db_index=True)

    def __str__(self) -> str:
        return f"{self.key} at {self.version}"


def key_of(changed: models.Model) -> int:
    """The key under which a change of this is noted, of an event or of what events refer to."""
    _column, kind = TABLES[changed._meta.db_table]
    pk: int = changed.pk
    return -(pk * KINDS + kind) if kind else pk


@dataclass(frozen=True)
class Seen:
    """The changes that somebody knows: all below a version, and some from there on."""

    below: int = 0
    besides: frozenset[tuple[int, int]] = frozenset()


#: On PostgreSQL a transaction may commit after one that began later. Below the oldest one still
#: running, all are known; what is read from there on is remembered, or it would be read again.
_SINCE = {
    "sqlite": (
        "SELECT (SELECT coalesce(max(version), 0) + 1 FROM timeline_change), key, version"
        " FROM (SELECT 1) LEFT JOIN timeline_change ON version >= %s"
    ),
    "postgresql": (
        "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint, key, version"
        " FROM (SELECT 1) AS one LEFT JOIN timeline_change ON version >= %s"
    ),
}


def changes_since(seen: Seen) -> tuple[set[int], Seen]:
    """The keys of what changed, and what is known with them. One statement."""
    connection = _connection()
    with connection.cursor() as cursor:
        cursor.execute(_SINCE[connection.vendor], [seen.below])
        rows = cursor.fetchall()
    below = rows[0][0]
    changes = {(key, version) for _, key, version in rows if key is not None}
    known = frozenset(change for change in changes if change[1] >= below)
    return {key for key, _ in changes - seen.besides}, Seen(below, known)


def seen_now() -> Seen:
    """Where to go on after reading everything that is committed by now. Two statements: below
    which version all is known, and what is known from there on."""
    _, oldest_running = changes_since(Seen(below=2**62))
    return changes_since(oldest_running)[1]


@dataclass(frozen=True)
class PublicState:
    """What readers may see, as a text that every change of it makes another one."""

    text: str
    #: When the next embargo ends, and with it this state.
    until: datetime.datetime | None


#: The newest change, the newest embargo that is over, and the next one that ends. On PostgreSQL a
#: change is settled once no older transaction is running that could still commit; the others are
#: told one by one.
_STATE = {
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
    """The state of now, the end of an embargo included. One statement, from indexes alone."""
    connection = _connection()
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    with connection.cursor() as cursor:
        cursor.execute(_STATE[connection.vendor], [now, now])
        *state, until = cursor.fetchone()
    if isinstance(until, str):  # SQLite keeps times as text, in UTC
        until = datetime.datetime.fromisoformat(until).replace(tzinfo=datetime.UTC)
    return PublicState(repr(state), until)


def _connection() -> BaseDatabaseWrapper:
    """To the database that is being read: a replica does not know yet all that the primary does."""
    return connections[router.db_for_read(Change)]
