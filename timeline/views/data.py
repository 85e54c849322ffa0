"""Data endpoints: the answer to a query as JSON, as CSV and for TimelineJS."""

from __future__ import annotations

from django.db.models import Q
from django.http import HttpResponse, StreamingHttpResponse

from timeline import queries
from timeline.answers.in_database import InDatabase
from timeline.answers.interface import Answers
from timeline.filters import TimelineForm
from timeline.formats.csv import csv_lines
from timeline.formats.json import timeline_data
from timeline.formats.timelinejs import (
    ERA,
    HUMAN_LOWER,
    HUMAN_UPPER,
    timelinejs_chunks,
    title_slide,
)
from timeline.models import Timeline
from timeline.views.api import json_response, streaming_response, timeline_endpoint


@timeline_endpoint("events-json")
def events_json(
    saved: Timeline | None, scope: Answers, form: TimelineForm, path: str
) -> HttpResponse:
    """`/events.json` and `/t/<slug>/events.json`: one page of the answer to a query."""
    page = queries.timeline_page(scope, form.filter, form.cursor)
    data = timeline_data(page, form.filter, path, saved.title if saved else "")
    return json_response(data)


@timeline_endpoint("events-csv")
def events_csv(
    saved: Timeline | None, scope: Answers, form: TimelineForm, path: str
) -> StreamingHttpResponse:
    """`/events.csv` and `/t/<slug>/events.csv`: the whole answer to a query."""
    query = form.filter
    extra = queries.extra_columns(scope, query)
    lines = csv_lines(queries.every_event(scope, query, form.cursor), extra)
    response = streaming_response(lines, "text/csv; charset=utf-8; header=present")
    response.headers["Content-Disposition"] = 'attachment; filename="events.csv"'
    return response


@timeline_endpoint("events-timelinejs")
def events_timelinejs(
    saved: Timeline | None, scope: Answers, form: TimelineForm, path: str
) -> StreamingHttpResponse:
    """`/events.timelinejs.json` and `/t/<slug>/events.timelinejs.json`: the whole answer."""
    query, events, timeline = form.filter, scope.events, saved or queries.whole_timeline(scope)
    # `timeline` always has a title, since TimelineJS would show an empty one as a slide, too.
    title = title_slide(timeline.title, timeline.standfirst)
    # An event without `extra["type"]` is not an era; the inequality alone is NULL for it in SQL.
    is_no_era = Q(extra__type__isnull=True) | ~Q(extra__type=ERA)
    is_far = Q(date_lower__lt=HUMAN_LOWER) | Q(date_upper__gt=HUMAN_UPPER)
    chunks = timelinejs_chunks(
        queries.every_event(InDatabase(events.filter(is_no_era)), query, form.cursor),
        queries.every_event(InDatabase(events.filter(extra__type=ERA)), query, form.cursor),
        title,
        cosmological=query.apply(events).bounded().filter(is_far).exists(),
    )
    return streaming_response(chunks, "application/json")
