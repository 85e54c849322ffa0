"""A plan that is made while nobody waits, and still holds when it is written.

To plan ten thousand rows takes seconds, in which nobody else could save anything if SQLite's one
write lock were taken already.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db import connection

from timeline.desk.imports.matching import Matches
from timeline.desk.imports.planner import plan_import
from timeline.desk.imports.plans import CHUNK, Kind, Plan
from timeline.formats.rows import Sheet
from timeline.models import Event
from timeline.models.batches import batches
from timeline.models.changes import Seen, changes_since, seen_now

#: The number of PostgreSQL's advisory lock for imports: nothing else here takes one.
IMPORTS = 1


@dataclass(frozen=True)
class PlanAhead:
    """A plan, and the changes of the database that it knows of."""

    plan: Plan
    seen: Seen
    user: User | None

    def hold(self) -> Plan:
        """The plan as it is true until the end of the caller's transaction: the same one, or a new
        one if anything that it is about was saved since it was made."""
        _wait_for_other_imports()
        written = [each.event.pk for each in self.plan.of(Kind.CHANGED) if each.event]
        for some in batches(sorted(written), CHUNK):
            # In the order in which merging waits for them, too.
            events = Event.objects.select_for_update().filter(pk__in=some).order_by("pk")
            list(events.values_list("pk"))
        changed, _seen = changes_since(self.seen)
        if changed and self._is_about(changed):
            return plan_import(self.plan.sheet, self.user, lock=True)
        return self.plan

    def _is_about(self, changed: set[int]) -> bool:
        """Whatever has a name may be what a row names. An event is one that a row was about, or is
        about by what the event says now."""
        if min(changed) < 0 or len(changed) > CHUNK:
            return True
        planned = {each.event.pk for each in self.plan.outcomes if each.event}
        if not planned.isdisjoint(changed):
            return True
        found = Matches(self.plan.sheet.rows, Event.objects.filter(pk__in=changed))
        return bool(found.by_id or found.by_key or found.by_title)


def _wait_for_other_imports() -> None:
    """Two at once would both add what neither sees of the other. The lock goes with the caller's
    transaction. SQLite has one writer."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [IMPORTS])


def plan_ahead(sheet: Sheet, user: User | None) -> PlanAhead:
    """What the rows of a file would do by now; see `plan_import`."""
    seen = seen_now()
    return PlanAhead(plan_import(sheet, user), seen, user)
