"""Which answers a page gets: from columns in memory, and from the database until they are read."""

from __future__ import annotations

import logging
from threading import Lock, Thread
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection

from timeline.answers.answers import Answers
from timeline.answers.in_database import InDatabase
from timeline.filters import TimelineFilter
from timeline.models import Event

if TYPE_CHECKING:
    from timeline.answers.following import Following

logger = logging.getLogger(__name__)


class Keeper:
    """Holds the columns of this process; until they are read, the database answers."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._columns: Following | None = None
        self._loading: Thread | None = None

    def answers(self, scope: TimelineFilter) -> Answers:
        """The answers for the events that a query leaves of everything public."""
        # Within a transaction its own changes count, and it may still take them back.
        columns = None if connection.in_atomic_block else self._current()
        if columns is None:
            return InDatabase(scope.apply(Event.objects.published()))
        return columns.answers(scope)

    def _current(self) -> Following | None:
        with self._lock:
            if self._columns is not None:
                self._columns = self._columns.caught_up()
            if self._columns is None and self._loading is None and settings.IN_MEMORY:
                self._loading = Thread(target=self._load, name="columns", daemon=True)
                self._loading.start()
            return self._columns

    def _load(self) -> None:
        # NumPy is for readers' pages, not for every command of manage.py.
        from timeline.answers import following

        try:
            self._columns = following.start()
        except Exception:
            logger.exception("Events could not be read into memory; the database answers")
        finally:
            connection.close()  # this thread's own
            self._loading = None


keeper = Keeper()
