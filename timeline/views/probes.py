"""What machines ask: is it up, can it serve."""

from __future__ import annotations

from django.db import connection
from django.http import HttpRequest, HttpResponse

from timeline.views.reading import for_reading


@for_reading
def healthz(request: HttpRequest) -> HttpResponse:
    """200 while the process answers; asks nothing of the database."""
    return HttpResponse("ok\n", content_type="text/plain")


@for_reading
def readyz(request: HttpRequest) -> HttpResponse:
    """200 when pages can be served: the database answers (else the 503 page)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok\n", content_type="text/plain")
