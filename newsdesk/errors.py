"""Error pages in the site's own look; they need no database, so that they work when it doesn't."""

from __future__ import annotations

from django.db import OperationalError, ProgrammingError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "403.html", {"csrf": True}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    return render(request, "500.html", status=500)


def unavailable(request: HttpRequest) -> HttpResponse:
    """The request was fine and may be repeated after `Retry-After` seconds."""
    response = render(request, "503.html", status=503)
    response["Retry-After"] = "30"
    return response


def is_behind(error: Exception) -> bool:
    """Does the database lack a table or a column that the code asks for? Then it answers well, and
    waiting doesn't help: migrations are missing."""
    if isinstance(error, ProgrammingError):  # PostgreSQL: undefined_table, undefined_column
        return getattr(error.__cause__, "sqlstate", "") in {"42P01", "42703"}
    lacks = ("no such table:", "no such column:", "has no column named")
    return isinstance(error, OperationalError) and any(text in str(error) for text in lacks)
