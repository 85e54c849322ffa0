"""Readers' pages are read from the replica, where there is one (`REPLICA_URL`); all else, and
everything that is written, is a matter of the primary.

A view says that it is a reader's page (`from_replica`); the router tells the ORM which database
that means for now. Who asks for a database otherwise, asks `router.db_for_read()`, too: what a page
counts in memory and the rows that it shows must come from the same one.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar, copy_context
from functools import partial, wraps
from time import monotonic
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, Error, connection, connections
from django.http import HttpRequest, HttpResponseBase
from django.http.response import StreamingHttpResponse

from newsdesk.errors import in_a_line, outage

REPLICA = "replica"
#: Seconds for which a process asks the primary first, after the replica has failed.
PATIENCE = 5

logger = logging.getLogger(__name__)
_reading: ContextVar[str] = ContextVar("reading", default=DEFAULT_DB_ALIAS)


class Router:
    """In the settings only where there is a replica."""

    def db_for_read(self, model: Any, **hints: Any) -> str:
        # A transaction reads what it has written itself.
        return DEFAULT_DB_ALIAS if connection.in_atomic_block else _reading.get()

    def db_for_write(self, model: Any, **hints: Any) -> str:
        return DEFAULT_DB_ALIAS

    def allow_relation(self, one: Any, other: Any, **hints: Any) -> bool:
        return True  # they are the same data

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return db == DEFAULT_DB_ALIAS


class _Health:
    """What this process knows of the replica."""

    away_until = 0.0


def from_replica(
    view: Callable[..., HttpResponseBase],
) -> Callable[..., HttpResponseBase]:
    """A view that only reads, answered from the replica; from the primary for whoever is logged in,
    to see at once what they have written.

    While one of the two is away, the other answers readers, and the log says so. The view is then
    asked again as a whole, so that nobody sees half of either.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if REPLICA not in connections or settings.SESSION_COOKIE_NAME in request.COOKIES:
            return view(request, *args, **kwargs)
        first, second = REPLICA, DEFAULT_DB_ALIAS
        if monotonic() < _Health.away_until:
            first, second = second, first
        try:
            return _ask(first, view, request, *args, **kwargs)
        except Error as error:
            if not outage(error):
                raise
            said = "The database %r is away; %r answers readers (%s)"
            logger.warning(said, first, second, in_a_line(error))
            connections[first].close_if_unusable_or_obsolete()
            if first == REPLICA:
                _Health.away_until = monotonic() + PATIENCE
        return _ask(second, view, request, *args, **kwargs)

    return answer


def reading_for_readers() -> AbstractContextManager[None]:
    """For what is no view: the database that readers' pages come from, while it is there."""
    return _reading_from(REPLICA if REPLICA in connections else DEFAULT_DB_ALIAS)


def _ask(
    database: str, view: Callable[..., HttpResponseBase], *args: Any, **kwargs: Any
) -> HttpResponseBase:
    with _reading_from(database):
        return _read_on(view(*args, **kwargs))


@contextmanager
def _reading_from(database: str) -> Iterator[None]:
    token = _reading.set(database)
    try:
        yield
    finally:
        _reading.reset(token)


def _read_on(response: HttpResponseBase) -> HttpResponseBase:
    """A download goes on reading after the view has returned: from the database it began with."""
    if isinstance(response, StreamingHttpResponse):
        parts: Iterator[Any] = iter(response)
        response.streaming_content = iter(partial(copy_context().run, next, parts, None), None)
    return response
