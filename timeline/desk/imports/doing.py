"""A plan is done in portions, each of them whole, and colleagues save between them.

In one transaction ten thousand rows would keep everybody waiting for seconds who wants to save
anything, on SQLite, which has one write lock. What a portion rests on is looked at once more under
its lock, and if the rest of the file would now do anything that was not confirmed, it is not done.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock
from time import sleep

from django.db import IntegrityError, connection, transaction

from timeline.desk.imports.holding import PlanAhead, StalePlanError, plan_ahead
from timeline.desk.imports.plans import Kind, Outcome
from timeline.desk.imports.writer import Writer
from timeline.models.batches import batches

#: Rows of a portion: a tenth of a second's work at most.
PORTION = 100
#: Seconds in which others get SQLite's write lock: whoever waits for it looks every twentieth of a
#: second or oftener, for the first quarter of one (sqlite3.c, `sqliteDefaultBusyCallback`).
PAUSE = 0.06
#: Times that a plan is made, while others keep saving what it is about.
PLANS = 3


class OvertakenError(Exception):
    """Somebody else has saved what makes the rest of the file do something else than confirmed, or
    goes on doing so. What was done stays done."""


def do(ahead: PlanAhead, comment: str, correction: str, told: Callable[[int, int], object]) -> None:
    """Do what a plan says, outside of any transaction. Within that of each portion `told` gets how
    many of its events are new and how many are changed. Raises OvertakenError."""
    promised = ahead.plan.promised
    with _collector.at_rest():
        for _plan in range(PLANS):
            if not ahead.plan.promised <= promised:
                break
            try:
                return _do(ahead, comment, correction, told)
            except (StalePlanError, IntegrityError):  # the latter: what was to be created exists
                ahead = plan_ahead(ahead.plan.sheet, ahead.user)
    raise OvertakenError


class _Collector:
    """A plan of ten thousand rows is a great many things, none of them garbage; Python would look
    through them all again and again for circles, and nobody of this process goes on meanwhile.

    To freeze them would not do: there is one `gc.unfreeze` for all, and it would wake the columns
    that `timeline.answers.keeper` froze.
    """

    def __init__(self) -> None:
        self._imports = 0
        self._lock = Lock()

    @contextmanager
    def at_rest(self) -> Iterator[None]:
        """Until the last of the imports that this process does at the same time has ended."""
        with self._lock:
            self._imports += 1
            gc.disable()
        try:
            yield
        finally:
            with self._lock:
                self._imports -= 1
                if not self._imports:
                    gc.enable()


_collector = _Collector()


def _do(
    ahead: PlanAhead, comment: str, correction: str, told: Callable[[int, int], object]
) -> None:
    writer = Writer(ahead.plan.new, ahead.user, comment, correction)
    for number, portion in enumerate(batches(ahead.plan.work, PORTION)):
        if number and connection.vendor == "sqlite":
            sleep(PAUSE)
        with transaction.atomic():
            ahead.hold(portion)
            written = writer.write(portion)
            told(*(_count(portion, kind) for kind in (Kind.NEW, Kind.CHANGED)))
        ahead.wrote(written)


def _count(portion: list[Outcome], kind: Kind) -> int:
    return sum(outcome.kind is kind for outcome in portion)
