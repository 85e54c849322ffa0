"""Error pages in the site's own look; they need no database, so that they work when it doesn't."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator

from django.contrib.sessions.exceptions import SessionInterrupted
from django.db import InterfaceError, OperationalError, ProgrammingError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

logger = logging.getLogger(__name__)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    # Django takes a session that can't be saved for one that was ended meanwhile.
    if isinstance(exception, SessionInterrupted):
        for cause in _causes(exception):
            if response := unavailable_for(request, cause):
                return response
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "403.html", {"csrf": True}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    # Middleware fails here, too: sessions and messages are saved when a view is done.
    error = sys.exception()
    response = unavailable_for(request, error) if isinstance(error, Exception) else None
    return response or render(request, "500.html", status=500)


def unavailable_for(request: HttpRequest, error: Exception) -> HttpResponse | None:
    """503 where the database can't be reached, stays locked, or is older than the code; else None.

    The request was fine and may be repeated after `Retry-After` seconds.
    """
    if is_behind(error):
        said = "The database is older than the code: run `manage.py migrate`"
    elif isinstance(error, OperationalError | InterfaceError):
        said = "The database is away"
    else:
        return None
    logger.error(said, exc_info=error)
    response = render(request, "503.html", status=503)
    response["Retry-After"] = "30"
    return response


def _causes(error: BaseException | None) -> Iterator[Exception]:
    while isinstance(error, Exception):
        yield error
        error = error.__cause__ or error.__context__


def is_behind(error: Exception) -> bool:
    """Does the database lack a table or a column that the code asks for? Then it answers well, and
    waiting doesn't help: migrations are missing."""
    if isinstance(error, ProgrammingError):  # PostgreSQL: undefined_table, undefined_column
        return getattr(error.__cause__, "sqlstate", "") in {"42P01", "42703"}
    lacks = ("no such table:", "no such column:", "has no column named")
    return isinstance(error, OperationalError) and any(text in str(error) for text in lacks)
