"""A plan that is made without a lock, and checked for staleness when it is written.

Planning ten thousand rows takes seconds, in which nobody else could save anything if SQLite's one
write lock were already held.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.contrib.auth.models import User
from django.db import connection, models

from timeline.desk.imports.planner import plan_import
from timeline.desk.imports.plans import CHUNK_SIZE, Kind, Outcome, Plan
from timeline.formats.rows import Sheet
from timeline.models import Event
from timeline.models.changes import ProcessedChanges, changes_since, changes_so_far, key_of

#: Key of the PostgreSQL advisory lock for imports, the only advisory lock that newsdesk takes.
IMPORT_LOCK = 1


class StalePlanError(Exception):
    """Somebody else has saved something that the plan is about."""


@dataclass
class TrackedPlan:
    """A plan, and the changes of the database that it takes into account."""

    plan: Plan
    user: User | None
    _seen: ProcessedChanges
    _own: set[int] = field(default_factory=set)

    def lock_and_check(self, outcomes: Sequence[Outcome]) -> None:
        """Lock the events that these rows change, until the end of the caller's transaction.

        Raises StalePlanError if anything that the plan is about has changed since."""
        _wait_for_other_imports()
        keys = [each.event.pk for each in outcomes if each.event and each.kind is Kind.CHANGED]
        list(Event.objects.filter(pk__in=keys).locked().values_list("pk"))
        changed, self._seen = changes_since(self._seen)
        if (others := changed - self._own) and self._is_about(others):
            raise StalePlanError

    def record_own(self, written: Iterable[models.Model]) -> None:
        """Record these changes as the plan's own."""
        self._own.update(map(key_of, written))

    def _is_about(self, changed: set[int]) -> bool:
        """Do any of these changes concern the plan?

        A change of anything other than an event (a negative key) does: a row may name it. An event
        does if a row was matched to it, or would be by what the event says now."""
        if min(changed) < 0 or len(changed) > CHUNK_SIZE:
            return True
        planned = {each.event.pk for each in self.plan.outcomes if each.event}
        if not planned.isdisjoint(changed):
            return True
        rows = self.plan.sheet.rows
        row_ids = {row.id for row in rows} | {row.key for row in rows if row.key}
        titles = {row.title.strip() for row in rows if not row.id}
        records = Event.objects.filter(pk__in=changed).values_list("public_id", "extra", "title")
        return any(
            public_id in row_ids or extra.get("unique_id") in row_ids or title in titles
            for public_id, extra, title in records
        )


def _wait_for_other_imports() -> None:
    """Take a lock that lasts until the end of the caller's transaction.

    Two imports at once would both add what neither sees of the other. SQLite has one writer."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [IMPORT_LOCK])


def tracked_plan(sheet: Sheet, user: User | None) -> TrackedPlan:
    """Plan what the rows of a file would do now; see `plan_import`."""
    seen = changes_so_far()
    return TrackedPlan(plan_import(sheet, user), user, seen)
