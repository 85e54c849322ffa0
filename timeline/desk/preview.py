"""What newsdesk understands of a date while it is typed."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from timeline.dates.reading import Unreadable, read
from timeline.desk.sources import base_of, post_of
from timeline.wording import day_range, display, say, say_all


@require_safe
def reading_preview(request: HttpRequest) -> HttpResponse:
    """A fragment for the form of an event, which sends its fields along: `date`, `date_tz` and the
    post of its first citation, from whose day relative words count."""
    if not request.user.has_perm("timeline.view_event"):
        raise PermissionDenied
    text = " ".join(request.GET.get("date", "").split())
    today, zone = base_of(post_of(request.GET.get("citations-0-post", "")))
    zone = request.GET.get("date_tz") or zone
    context = _read(text, today, zone) if text else {}
    return render(request, "admin/timeline/event/_reading.html", context)


def _read(text: str, today: datetime.date, zone: str | None) -> dict[str, Any]:
    try:
        reading = read(text, today=today, zone=zone)
    except Unreadable as error:
        return {"error": say(error.message), "candidates": error.candidates}
    first, last = day_range(reading.date)
    return {
        "words": display(reading.date, reading.zone or zone or "", reading.calendar),
        "edtf": str(reading.date),
        "first": first,
        "last": last,
        "assumed": say_all(reading.assumed),
    }
