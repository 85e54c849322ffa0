"""Queries to subscribe to: Atom and JSON feeds of the latest changes, and an iCalendar."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.http import HttpResponse, HttpResponseBase

from timeline import queries
from timeline.answers.in_database import InDatabase
from timeline.answers.interface import Answers
from timeline.filters import TimelineFilter, TimelineForm
from timeline.formats.atom import CONTENT_TYPE as ATOM
from timeline.formats.atom import events_feed
from timeline.formats.entries import Entry, Feed, entry
from timeline.formats.ics import CONTENT_TYPE as CALENDAR
from timeline.formats.ics import OUT_OF_RANGE, Calendar, ics_chunks
from timeline.formats.json_feed import CONTENT_TYPE as JSON_FEED
from timeline.formats.json_feed import json_feed
from timeline.formats.paging import page_after
from timeline.models import Timeline
from timeline.sharing.links import TimelineUrls, absolute, with_query
from timeline.views.api import json_response, streaming_response, timeline_endpoint


@timeline_endpoint("events-atom", of_changes=True)
def events_atom(
    saved: Timeline | None, scope: Answers, form: TimelineForm, path: str
) -> HttpResponseBase:
    """`/events.atom` and `/t/<slug>/events.atom`: the latest changes of the answer to a query."""

    def write(feed: Feed, entries: Iterable[Entry]) -> HttpResponse:
        return HttpResponse(events_feed(feed, entries), content_type=ATOM)

    return _feed(saved, scope, form, path, write)


@timeline_endpoint("events-feed-json", of_changes=True)
def events_feed_json(
    saved: Timeline | None, scope: Answers, form: TimelineForm, path: str
) -> HttpResponseBase:
    """`/events.feed.json` and `/t/<slug>/events.feed.json`: the same as a JSON Feed."""

    def write(feed: Feed, entries: Iterable[Entry]) -> HttpResponse:
        return json_response(json_feed(feed, entries), content_type=JSON_FEED)

    return _feed(saved, scope, form, path, write)


@timeline_endpoint("events-ics")
def events_ics(
    saved: Timeline | None, scope: Answers, form: TimelineForm, path: str
) -> HttpResponseBase:
    """`/events.ics` and `/t/<slug>/events.ics`: the whole answer, within iCalendar's years."""
    events, query = scope.events, form.filter
    title, description = _title_and_description(saved, scope, query)
    calendar = Calendar(
        title=title,
        description=description,
        page=absolute(TimelineUrls.of(saved, query.to_query()).page),
        address=absolute(with_query(path, query.to_query())),
        left_out=query.apply(events).filter(OUT_OF_RANGE).count(),
    )
    within = InDatabase(events.exclude(OUT_OF_RANGE))
    chunks = ics_chunks(calendar, queries.every_event(within, query, form.cursor))
    response = streaming_response(chunks, CALENDAR)
    response.headers["Content-Disposition"] = 'attachment; filename="events.ics"'
    return response


def _feed(
    saved: Timeline | None,
    scope: Answers,
    form: TimelineForm,
    path: str,
    write: Callable[[Feed, Iterable[Entry]], HttpResponse],
) -> HttpResponseBase:
    """The latest changes first, whatever order the query asks for."""
    query = form.filter.without("newest")
    events, following = queries.latest_changes(scope, query, form.cursor)
    title, description = _title_and_description(saved, scope, query)
    feed = Feed(
        title=title,
        subtitle=description,
        page=absolute(TimelineUrls.of(saved, query.to_query()).page),
        address=absolute(with_query(path, query.to_query())),
        here=page_after(form.cursor, query, path),
        next=page_after(following, query, path),
    )
    return write(feed, map(entry, events))


def _title_and_description(
    saved: Timeline | None, scope: Answers, query: TimelineFilter
) -> tuple[str, str]:
    """Title and description of a feed."""
    timeline = saved or queries.whole_timeline(scope)
    standfirst = "" if query.has_filters else timeline.standfirst
    return timeline.title, standfirst or query.describe()
