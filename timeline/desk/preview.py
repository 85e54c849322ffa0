"""Live preview of how a date is understood while it is typed."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from timeline.dates.reading import Unreadable
from timeline.desk.confirmations import unreadable_message
from timeline.desk.dating import Base, read_date
from timeline.desk.sources import base_of, first_cited
from timeline.wording import day_range, say_all


@require_safe
@permission_required("timeline.view_event", raise_exception=True)
def reading_preview(request: HttpRequest) -> HttpResponse:
    """Render a fragment for the form of an event, which sends `date`, `date_tz`, `date_calendar`
    and the fields of its citations: relative words count from the day of the first post cited."""
    text = " ".join(request.GET.get("date", "").split())
    source = first_cited(request.GET)
    zone, calendar = (request.GET.get(field, "") for field in ("date_tz", "date_calendar"))
    context = _reading_context(text, base_of(source), zone, calendar) if text else {}
    context["source"] = source
    return render(request, "admin/timeline/event/_reading.html", context)


def _reading_context(text: str, base: Base, zone: str, calendar: str) -> dict[str, Any]:
    try:
        date_reading = read_date(text, base, zone=zone, calendar=calendar)
    except Unreadable as error:
        return {"error": unreadable_message(error)}
    reading = date_reading.reading
    first, last = day_range(reading.date)
    return {
        "words": date_reading.words,
        "edtf": str(reading.date),
        "first": first,
        "last": last,
        "assumed": say_all(reading.assumptions),
        "relative": reading.is_relative,
    }
