"""Which answers a page gets: from columns in memory, or from the database where there are none."""

from __future__ import annotations

import gc
import logging
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection, connections, router

from newsdesk.errors import outage
from newsdesk.replica import REPLICA, reading_for_readers
from timeline.answers.answers import Answers
from timeline.answers.in_database import InDatabase
from timeline.filters import TimelineFilter
from timeline.models import Event
from timeline.models.changes import PublicState

if TYPE_CHECKING:
    from timeline.answers.following import Following

#: Seconds before a database from which events could not be read is asked for them again.
PATIENCE = 60

logger = logging.getLogger(__name__)


class Keeper:
    """Holds the columns of this process.

    Whoever asks first reads them while others wait: one page of a million events costs the database
    more than reading them all.

    With a replica, what was read from there is kept apart from what the primary knows already. The
    primary is only ever ahead and catches up from where the replica is, so that what is the same is
    the same memory.
    """

    def __init__(self) -> None:
        #: One each: a database that hangs keeps nobody from another.
        self._catches_up: dict[str, Lock] = {}
        self._columns: dict[str, Following] = {}
        self._reads = Lock()
        #: Of a database that could not be read: when it may be tried again.
        self._not_before: dict[str, float] = {}

    def prepare(self) -> None:
        """Read the events before anybody asks. Processes forked from this one share them, but not
        its connections, which are closed."""
        with reading_for_readers():
            columns = self._current(None)
        if columns is None:  # While the replica is away, readers read the primary.
            self._current(None)
        connections.close_all()

    def answers(self, scope: TimelineFilter, state: PublicState | None = None) -> Answers:
        """The answers for the events that a query leaves of everything public.

        Whoever has just read the state of the database spares a statement.
        """
        # Within a transaction its own changes count, and it may still take them back.
        columns = None if connection.in_atomic_block else self._current(state)
        if columns is None:
            return InDatabase(scope.apply(Event.objects.published()))
        return columns.answers(scope)

    def _current(self, state: PublicState | None) -> Following | None:
        database = router.db_for_read(Event)
        with self._catches_up.setdefault(database, Lock()):
            columns = self._columns.get(database, self._columns.get(REPLICA))
            if columns is not None and (columns := columns.caught_up(state)):
                self._columns[database] = columns
                return columns
            self._columns.pop(database, None)
            return self._read(database)

    def _read(self, database: str) -> Following | None:
        """All of them; none where they do not fit, or while another database is read."""
        is_due = settings.IN_MEMORY and monotonic() >= self._not_before.get(database, 0)
        if not is_due or not self._reads.acquire(blocking=False):
            return None
        # NumPy is for readers' pages, not for every command of manage.py.
        from timeline.answers import following

        try:
            columns = following.start()
            self._columns = {database: columns}
            # Columns and vocabulary stay for long: whoever looks for garbage need not walk them.
            gc.collect()
            gc.freeze()
        except Exception as error:
            if said := outage(error):
                logger.warning("Events could not be read into memory. %s", said)
            else:
                logger.exception("Events could not be read into memory; the database answers")
            self._not_before[database] = monotonic() + PATIENCE
            return None
        finally:
            self._reads.release()
        return columns


keeper = Keeper()
