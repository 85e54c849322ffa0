"""Health checks: `/healthz` (liveness) and `/readyz` (readiness)."""

from __future__ import annotations

from functools import cache

from django.db import DatabaseError, connections, router
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from newsdesk.errors import is_schema_outdated
from timeline.views.decorators import reader_view


@reader_view
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """200 as long as the process responds; does not use the database."""
    return HttpResponse("ok\n", content_type="text/plain")


@reader_view
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """200 if pages can be served: the database responds (else the 503 page) and has all migrations
    of the code (else 503 with what to do)."""
    connection = connections[router.db_for_read(MigrationRecorder.Migration)]
    try:
        applied = set(MigrationRecorder(connection).migration_qs.values_list("app", "name"))
    except DatabaseError as error:
        if not is_schema_outdated(error):
            raise
        applied = set()  # an empty database lacks even the table of migrations
    missing = sorted(f"{app}.{name}" for app, name in _migrations() - applied)
    if not missing:
        return HttpResponse("ok\n", content_type="text/plain")
    message = (
        f"The database is older than the code: run `manage.py migrate` ({', '.join(missing)}).\n"
    )
    return HttpResponse(
        message, content_type="text/plain", status=503, headers={"Retry-After": "30"}
    )


@cache
def _migrations() -> frozenset[tuple[str, str]]:
    """All migrations of the code. Cached, since they change only with the code."""
    return frozenset(MigrationLoader(None).disk_migrations)
