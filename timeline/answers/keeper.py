"""Choose the source of answers: the columns in memory, or the database if there are none."""

from __future__ import annotations

import gc
import logging
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection, connections, router

from newsdesk.errors import describe_outage
from newsdesk.replica import REPLICA, using_readers_database
from timeline.answers.in_database import InDatabase
from timeline.answers.interface import Answers
from timeline.filters import TimelineFilter
from timeline.models import Event
from timeline.models.changes import PublicState

if TYPE_CHECKING:
    from timeline.answers.live_index import LiveIndex

#: Seconds to wait after a failed load before events are loaded from that database again.
RETRY_AFTER_SECONDS = 60

logger = logging.getLogger(__name__)


class Keeper:
    """Holds the columns of this process.

    The first request loads them while others wait, because for a million events even one page costs
    the database more than loading them all.

    Columns read from a replica are kept apart from those of the primary. As the primary is never
    behind, its columns start from the replica's and catch up, so that both share memory.
    """

    def __init__(self) -> None:
        #: One lock per database, so that one that hangs doesn't block requests to another.
        self._update_locks: dict[str, Lock] = {}
        self._columns: dict[str, LiveIndex] = {}
        self._load_lock = Lock()
        #: Database → when to try again (`monotonic`) after it could not be read.
        self._retry_at: dict[str, float] = {}

    def prepare(self) -> None:
        """Load the events before the first request. Processes forked from this one share the memory
        but must not share its connections, which are closed."""
        with using_readers_database():
            columns = self._current(None)
        if columns is None:  # while the replica is down, readers use the primary
            self._current(None)
        connections.close_all()

    def answers(self, scope: TimelineFilter, state: PublicState | None = None) -> Answers:
        """Return the answers for the public events that `scope` leaves. Passing the `state` of the
        database, if just read, saves a query."""
        # A transaction must see its own changes, which may still be rolled back.
        columns = None if connection.in_atomic_block else self._current(state)
        if columns is None:
            return InDatabase(scope.apply(Event.objects.published()))
        return columns.answers(scope)

    def _current(self, state: PublicState | None) -> LiveIndex | None:
        database = router.db_for_read(Event)
        with self._update_locks.setdefault(database, Lock()):
            columns = self._columns.get(database, self._columns.get(REPLICA))
            if columns is not None and (columns := columns.with_changes(state)):
                self._columns[database] = columns
                return columns
            self._columns.pop(database, None)
            return self._load(database)

    def _load(self, database: str) -> LiveIndex | None:
        """Load all events; None if not configured, if loading failed, or if another database is
        being loaded."""
        is_due = settings.IN_MEMORY and monotonic() >= self._retry_at.get(database, 0)
        if not is_due or not self._load_lock.acquire(blocking=False):
            return None
        # Imported here to spare manage.py commands the import of NumPy.
        from timeline.answers import live_index

        try:
            columns = live_index.load()
            self._columns = {database: columns}
            # Columns and vocabulary are long-lived: keep the garbage collector from scanning them.
            gc.collect()
            gc.freeze()
        except Exception as error:
            if reason := describe_outage(error):
                logger.warning("Events could not be read into memory. %s", reason)
            else:
                logger.exception("Events could not be read into memory; the database answers")
            self._retry_at[database] = monotonic() + RETRY_AFTER_SECONDS
            return None
        finally:
            self._load_lock.release()
        return columns


keeper = Keeper()
