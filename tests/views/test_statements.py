"""The number of SQL queries of each page, which must not grow with the number of events."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from tests.factories import make_person, make_place, make_post, make_timeline, make_topic
from timeline.dates.edtf import parse
from timeline.models import Citation, Correction, Document, Event, Post, search_words
from timeline.views.crawlers import SITEMAP_SIZE

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}
SEARCH = "/?from=2014&to=2015&topic=war&q=event"
#: The most SQL queries that each URL may cost.
LIMITS = {
    "/": 21,
    SEARCH: 25,
    "/t/part/": 23,
    "/events.json": 6,
    "/t/part/events.json": 8,
    "/events.csv": 6,
    "/t/part/events.csv": 8,
    "/events.timelinejs.json": 10,
    "/events.ics": 9,
    "/t/part/events.ics": 10,
    "/events.atom": 7,
    "/t/part/events.atom": 8,
    "/events.feed.json": 7,
    "/corrections.atom": 2,
    "/sitemap.xml": 2,
    "/sitemap-pages.xml": 6,
    "sitemap of events": 2,
    "/sitemap-news.xml": 2,
    "/robots.txt": 0,
    "/card.png": 14,
    "/t/part/card.png": 15,
    "/embed/?topic=war": 22,
    "/share/": 15,
    "/oembed?url=http://127.0.0.1:8000/t/part/": 15,
    "event card": 10,
    "/t/": 7,
    "/corrections/": 3,
    "/d/": 5,
    "document": 21,
    "post": 23,
    "post at an event": 25,
    "event": 21,
    "/healthz": 0,
    "/readyz": 1,
}


def fill(number: int) -> None:
    """Make events with all that could cost queries: topics, people, place, two sources, a
    correction."""
    topics, people = (
        [make_topic("War"), make_topic("Peace")],
        [make_person(n) for n in ("Ada", "Bob")],
    )
    posts, place = [make_post(), make_post()], make_place("Yalta")
    events = []
    for n in range(number):
        event = Event(title=f"Event {n}", slug="event", place=place, lane=topics[0])
        event.state, event.date_text = Event.State.PUBLISHED, "2014-03-18"
        event.set_date(parse("2014-03-18"))
        events.append(event)
    events = Event.objects.bulk_create(events)
    about, with_people = Event.topics.through, Event.people.through
    about.objects.bulk_create([about(event=e, topic=topic) for e in events for topic in topics])
    with_people.objects.bulk_create(
        [with_people(event=e, person=person) for e in events for person in people]
    )
    Citation.objects.bulk_create(
        [Citation(event=event, post=post, exact="some words") for event in events for post in posts]
    )
    Correction.objects.bulk_create(
        [Correction(event=event, kind="update", was="a", now_says="b") for event in events]
    )
    search_words.refresh(event.pk for event in events)
    with connection.cursor() as cursor:
        # With outdated statistics, PostgreSQL chooses full scans that take minutes.
        cursor.execute("ANALYZE")


def addresses() -> dict[str, str]:
    made = {
        "sitemap of events": f"/sitemap-events-{Event.objects.all()[0].pk // SITEMAP_SIZE}.xml",
        "event": Event.objects.all()[0].get_absolute_url(),
        "event card": f"/e/{Event.objects.all()[0].public_id}/card.png",
        "document": Document.objects.all()[0].get_absolute_url(),
        "post": (post := Post.objects.all()[0].get_absolute_url()),
        "post at an event": f"{post}?event={Event.objects.all()[0].public_id}",
    }
    return {name: made.get(name, name) for name in LIMITS}


def count(address: str, **options: Any) -> int:
    with CaptureQueriesContext(connection) as captured:
        response = Client().get(address, **options)
    assert response.status_code == 200
    return len(captured)


def test_three_events_cost_as_many_statements_as_three_hundred() -> None:
    make_timeline("part", query="topic=war")
    fill(3)
    few = {name: count(address) for name, address in addresses().items()}
    fragment = count("/", headers=HTMX)
    # A search result of several pages has its best matches above the list: one query for their
    # ids, and one for the headlines of the candidates.
    few[SEARCH] += 2
    fill(297)
    many = {name: count(address) for name, address in addresses().items()}
    assert many == few
    assert count("/", headers=HTMX) == fragment


@pytest.mark.parametrize("name", LIMITS)
def test_a_page_costs_few_statements(
    name: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    make_timeline("part", query="topic=war")
    fill(3)
    address = addresses()[name]
    with django_assert_max_num_queries(LIMITS[name]):
        assert Client().get(address).status_code == 200
