"""Where a timeline is thin: events by topic and period, and how well they are vouched for."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Count, F, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from timeline.answers.in_database import InDatabase
from timeline.chart.bins import Bucket
from timeline.chart.units import naming_step
from timeline.chart.wording import short_zoom
from timeline.dates.precision import Precision
from timeline.desk.filters import posts_by_event
from timeline.drawing import counted
from timeline.filters import EVERYTHING
from timeline.models import Event
from timeline.wording import words


@dataclass(frozen=True)
class Period:
    """A stretch of time with its events in each lane, in the lanes' order."""

    name: str
    counts: list[int]


def _name(bucket: Bucket) -> str:
    step = naming_step(bucket.upper - bucket.lower)
    return short_zoom(bucket.lower, bucket.upper, step, words()).name


@require_safe
def gaps(request: HttpRequest) -> HttpResponse:
    """All events, whatever their state: what is missing is missing for the desk."""
    if not request.user.has_perm("timeline.view_event"):
        raise PermissionDenied
    events = Event.objects.standing()
    found = counted(InDatabase(events), EVERYTHING)
    names = ["", *map(_name, found.plan.buckets), _("Open-ended")]
    columns = [found.counts[lane.slug] for lane in found.lanes]
    # Without a range, nothing began before it.
    periods = [
        Period(name, list(row))
        for name, row in zip(names, zip(*columns, strict=True), strict=False)
    ][1:]
    numbers = events.aggregate(
        vague=Count("pk", filter=Q(date_precision__gte=Precision.YEAR)), total=Count("pk")
    )
    cited = posts_by_event().filter(event__merged_into__isnull=True)
    found_in = cited.aggregate(any=Count("event"), one=Count("event", filter=Q(first=F("last"))))
    context = {
        **admin.site.each_context(request),
        "title": _("Gaps"),
        "opts": Event._meta,
        "lanes": found.lanes,
        "periods": periods,
        "uncited": numbers["total"] - found_in["any"],
        "single": found_in["one"],
        **numbers,
    }
    return render(request, "admin/timeline/event/gaps.html", context)
