"""Database routing: readers' pages read from the replica, if there is one (`REPLICA_URL`);
everything else, and every write, uses the primary.

`from_replica` marks a view as a reader's page; the router tells the ORM which database to use for
it. Code that needs a database alias itself must call `router.db_for_read()`, too: a page's counts
in memory and its rows have to come from the same database.
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

from newsdesk.errors import describe_outage, one_line

REPLICA = "replica"
#: Seconds for which a process tries the primary first after the replica has failed.
RETRY_AFTER = 5

logger = logging.getLogger(__name__)
_database: ContextVar[str] = ContextVar("reading", default=DEFAULT_DB_ALIAS)


class Router:
    """Database router, in the settings only if there is a replica."""

    def db_for_read(self, model: Any, **hints: Any) -> str:
        # A transaction must see its own writes.
        return DEFAULT_DB_ALIAS if connection.in_atomic_block else _database.get()

    def db_for_write(self, model: Any, **hints: Any) -> str:
        return DEFAULT_DB_ALIAS

    def allow_relation(self, one: Any, other: Any, **hints: Any) -> bool:
        return True  # they are the same data

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return db == DEFAULT_DB_ALIAS


class _Health:
    """The replica's state, as far as this process knows it."""

    away_until = 0.0


def from_replica(
    view: Callable[..., HttpResponseBase],
) -> Callable[..., HttpResponseBase]:
    """Make a read-only view read from the replica, or from the primary for logged-in users, who
    must see their own changes immediately.

    If one database is down, the other serves readers, and a warning is logged. The whole view is
    run again, so that no page mixes the two.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if REPLICA not in connections or settings.SESSION_COOKIE_NAME in request.COOKIES:
            return view(request, *args, **kwargs)
        first, second = REPLICA, DEFAULT_DB_ALIAS
        if monotonic() < _Health.away_until:
            first, second = second, first
        try:
            return _run_view(first, view, request, *args, **kwargs)
        except Error as error:
            if not describe_outage(error):
                raise
            message = "The database %r is unavailable; %r serves readers (%s)"
            logger.warning(message, first, second, one_line(error))
            connections[first].close_if_unusable_or_obsolete()
            if first == REPLICA:
                _Health.away_until = monotonic() + RETRY_AFTER
        return _run_view(second, view, request, *args, **kwargs)

    return answer


def using_readers_database() -> AbstractContextManager[None]:
    """Read from the database of readers' pages, in code that isn't a view; without failover."""
    return _reading_from(REPLICA if REPLICA in connections else DEFAULT_DB_ALIAS)


def _run_view(
    database: str, view: Callable[..., HttpResponseBase], *args: Any, **kwargs: Any
) -> HttpResponseBase:
    with _reading_from(database):
        return _pin_stream(view(*args, **kwargs))


@contextmanager
def _reading_from(database: str) -> Iterator[None]:
    token = _database.set(database)
    try:
        yield
    finally:
        _database.reset(token)


def _pin_stream(response: HttpResponseBase) -> HttpResponseBase:
    """Keep a streaming download, which reads after the view has returned, on the same database."""
    if isinstance(response, StreamingHttpResponse):
        parts: Iterator[Any] = iter(response)
        response.streaming_content = iter(partial(copy_context().run, next, parts, None), None)
    return response
