"""Error pages in the site's own design, which need no database and so work when it is down."""

from __future__ import annotations

import logging
import sqlite3
import sys
from collections.abc import Iterator

from django.conf import settings
from django.contrib.sessions.exceptions import SessionInterrupted
from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, InternalError, OperationalError, ProgrammingError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

logger = logging.getLogger(__name__)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    # Django reports every failure to save a session as a session deleted during the request.
    if isinstance(exception, SessionInterrupted):
        for cause in _causes(exception):
            if response := outage_response(request, cause):
                return response
    if isinstance(exception, RequestDataTooBig):  # the body was neither read nor saved
        limit = (settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0) / 2**20
        return render(request, "413.html", {"megabytes": limit}, status=413)
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "403.html", {"csrf": True}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    # Errors of middleware arrive here, too: sessions and messages are saved after the view.
    error = sys.exception()
    response = outage_response(request, error) if isinstance(error, Exception) else None
    return response or render(request, "500.html", status=500)


def outage_response(request: HttpRequest, error: Exception) -> HttpResponse | None:
    """Return a 503 response if the error is an outage of the database, otherwise None.

    The request itself was fine; the client may repeat it after `Retry-After` seconds.
    """
    message = describe_outage(error)
    if message is None:
        return None
    logger.error(message)
    response = render(request, "503.html", status=503)
    response["Retry-After"] = "30"
    return response


def describe_outage(error: Exception) -> str | None:
    """Describe an outage in one line, with the database's own message; None for any other error.

    An outage is a database that can't be reached, stays locked, takes no writes for now or is older
    than the code. The log needs no traceback: every page fails in the same way.
    """
    if is_schema_outdated(error):
        return f"The database is older than the code: run `manage.py migrate` ({one_line(error)})"
    is_unreachable = isinstance(error, OperationalError | InterfaceError) and not _is_query_error(
        error
    )
    is_outage = is_unreachable or _is_failover(error)
    return f"The database is unavailable ({one_line(error)})" if is_outage else None


def one_line(error: Exception) -> str:
    """Return an error's message on one line; PostgreSQL's have several."""
    return " ".join(str(error).split())


def _is_query_error(error: Exception) -> bool:
    """Tell whether the SQL itself is wrong or exceeds a limit: SQLite's SQLITE_ERROR, PostgreSQL's
    class 54 (program_limit_exceeded)."""
    cause = error.__cause__
    return getattr(cause, "sqlite_errorcode", None) == sqlite3.SQLITE_ERROR or (
        str(getattr(cause, "sqlstate", "")).startswith("54")
    )


def _is_failover(error: Exception) -> bool:
    """Tell whether the error comes from a failover, while a new primary takes over.

    A connection pooler's closing message can arrive together with the response to BEGIN; psycopg
    then raises an error of its own, without an SQLSTATE, because it got two results. And a replica
    that is not promoted yet answers 25006, read_only_sql_transaction.
    """
    return isinstance(error, InternalError) and (
        getattr(error.__cause__, "sqlstate", "") in {None, "25006"}
    )


def _causes(error: BaseException | None) -> Iterator[Exception]:
    while isinstance(error, Exception):
        yield error
        error = error.__cause__ or error.__context__


def is_schema_outdated(error: Exception) -> bool:
    """Tell whether the database lacks a table or column that the code uses; waiting doesn't help
    then, migrations have to be applied."""
    if isinstance(error, ProgrammingError):  # PostgreSQL: undefined_table, undefined_column
        return getattr(error.__cause__, "sqlstate", "") in {"42P01", "42703"}
    messages = ("no such table:", "no such column:", "has no column named")
    return isinstance(error, OperationalError) and any(text in str(error) for text in messages)
