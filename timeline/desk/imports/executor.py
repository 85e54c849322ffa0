"""Executes a plan in portions, one transaction each, so that colleagues can save in between.

In a single transaction, ten thousand rows would hold SQLite's one write lock for seconds, and keep
everybody who saves waiting. Each portion checks again, under its lock, what it rests on; if the
rest of the file would now do anything that was not confirmed, it is not done.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock
from time import sleep

from django.db import IntegrityError, connection, transaction

from timeline.desk.imports.plans import Kind, Outcome
from timeline.desk.imports.tracking import StalePlanError, TrackedPlan, tracked_plan
from timeline.desk.imports.writer import Writer
from timeline.models.batches import batches

#: Rows per portion, which takes at most a tenth of a second.
PORTION_SIZE = 100
#: Seconds between portions in which others can get SQLite's write lock: for the first quarter of a
#: second, a waiter polls at least every twentieth (sqlite3.c, `sqliteDefaultBusyCallback`).
PAUSE = 0.06
#: How often a plan is tried, while others keep saving what it is about.
MAX_PLANS = 3


class PlanOutdatedError(Exception):
    """Changes by others make the rest of the file do something that was not confirmed, or keep
    making its plan stale. The portions already done stay done."""


def execute(
    tracked: TrackedPlan, comment: str, correction: str, report: Callable[[int, int], object]
) -> None:
    """Execute a plan, outside of any transaction.

    Within the transaction of each portion, `report` is called with the numbers of new and of
    changed events in it. Raises PlanOutdatedError."""
    confirmed = tracked.plan.effects
    with _garbage_collector.paused():
        for _plan in range(MAX_PLANS):
            if not tracked.plan.effects <= confirmed:
                break
            try:
                return _write_portions(tracked, comment, correction, report)
            except (StalePlanError, IntegrityError):  # IntegrityError: it was created meanwhile
                tracked = tracked_plan(tracked.plan.sheet, tracked.user)
    raise PlanOutdatedError


class _GarbageCollector:
    """Disables the garbage collector during imports.

    A plan of ten thousand rows has very many objects, none of them garbage; the collector would
    traverse them again and again for reference cycles, blocking every thread of the process.
    `gc.freeze` is no alternative: `gc.unfreeze` is global, and would also unfreeze the columns that
    `timeline.answers.keeper` froze.
    """

    def __init__(self) -> None:
        self._imports = 0
        self._was_enabled = False
        self._lock = Lock()

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Keep it disabled until the last concurrent import of this process has ended.

        Then it is enabled again, if it was before the first one."""
        with self._lock:
            if not self._imports:
                self._was_enabled = gc.isenabled()
            self._imports += 1
            gc.disable()
        try:
            yield
        finally:
            with self._lock:
                self._imports -= 1
                if not self._imports and self._was_enabled:
                    gc.enable()


_garbage_collector = _GarbageCollector()


def _write_portions(
    tracked: TrackedPlan, comment: str, correction: str, report: Callable[[int, int], object]
) -> None:
    writer = Writer(tracked.plan.new, tracked.user, comment, correction)
    for number, portion in enumerate(batches(tracked.plan.work, PORTION_SIZE)):
        if number and connection.vendor == "sqlite":
            sleep(PAUSE)
        with transaction.atomic():
            tracked.lock_and_check(portion)
            written = writer.write(portion)
            report(*(_count(portion, kind) for kind in (Kind.NEW, Kind.CHANGED)))
        tracked.record_own(written)


def _count(portion: list[Outcome], kind: Kind) -> int:
    return sum(outcome.kind is kind for outcome in portion)
