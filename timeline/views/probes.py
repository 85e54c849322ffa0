"""What machines ask: is it up, can it serve."""

from __future__ import annotations

from functools import cache

from django.db import DatabaseError, connections, router
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from newsdesk.errors import is_behind
from timeline.views.reading import for_reading


@for_reading
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """200 while the process answers; asks nothing of the database."""
    return HttpResponse("ok\n", content_type="text/plain")


@for_reading
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """200 when pages can be served: the database answers (else the 503 page), and is not older
    than the code (else 503 and what to do)."""
    asked = connections[router.db_for_read(MigrationRecorder.Migration)]
    try:
        applied = set(MigrationRecorder(asked).migration_qs.values_list("app", "name"))
    except DatabaseError as error:
        if not is_behind(error):
            raise
        applied = set()  # an empty database has not even the table of them
    missing = sorted(f"{app}.{name}" for app, name in _migrations() - applied)
    if not missing:
        return HttpResponse("ok\n", content_type="text/plain")
    said = f"The database is older than the code: run `manage.py migrate` ({', '.join(missing)}).\n"
    return HttpResponse(said, content_type="text/plain", status=503, headers={"Retry-After": "30"})


@cache
def _migrations() -> frozenset[tuple[str, str]]:
    """All that the code brings; read once, as they change with the code alone."""
    return frozenset(MigrationLoader(None).disk_migrations)
