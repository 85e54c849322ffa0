"""The admin's list of events: its contents, its order, and the cost of finding a page."""

from __future__ import annotations

import datetime
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.factories import make_citation, make_event, make_post, make_topic
from timeline.dates.edtf import parse
from timeline.models import Event, search_words

pytestmark = pytest.mark.django_db

LIST = reverse("admin:timeline_event_changelist")
DRAFT = Event.State.DRAFT


@pytest.fixture
def events(db: None) -> None:
    soon = timezone.now() + datetime.timedelta(days=1)
    make_event("A treaty", "2014-03-18", topics=["War", "Trade"], people=["Ada Lovelace"])
    make_event("Hearsay", "2013", importance=5, state=DRAFT, cite=False)
    make_event("Well known", "2012-05", topics=["Trade"], place="Zürich", publish_at=soon)
    for number in (1, 2):  # cite one post twice, then another post
        well_known = Event.objects.get(title="Well known")
        make_citation(well_known, make_post() if number == 2 else None)
    make_citation(Event.objects.get(title="A treaty"))


def titles(desk: Client, **asked: Any) -> list[str]:
    response = desk.get(LIST, asked)
    assert response.status_code == 200
    return [event.title for event in response.context["cl"].result_list]


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ({}, ["Well known", "Hearsay", "A treaty"]),
        ({"o": "1"}, ["A treaty", "Hearsay", "Well known"]),
        ({"o": "-2"}, ["A treaty", "Hearsay", "Well known"]),
        ({"o": "-4"}, ["Hearsay", "Well known", "A treaty"]),
        ({"sources": "0"}, ["Hearsay"]),
        ({"sources": "1"}, ["A treaty"]),
        ({"sources": "2"}, ["Well known"]),
        ({"topics__id__exact": "TRADE"}, ["Well known", "A treaty"]),
        ({"topics__id__exact": "TRADE", "q": "zurich"}, ["Well known"]),
        ({"topics__id__exact": "0"}, []),
        ({"topics__id__exact": "x"}, []),
        ({"importance": "5"}, ["Hearsay"]),
        ({"importance": "9"}, []),
        ({"importance": "3"}, ["Well known", "A treaty"]),
        ({"state__exact": "draft"}, ["Hearsay"]),
        ({"embargo": "waiting"}, ["Well known"]),
        ({"q": "trea"}, ["A treaty"]),
        ({"q": "lovelace treaty"}, ["A treaty"]),
        ({"q": "nothing of this"}, []),
    ],
)
def test_filters_order_and_search(
    desk: Client, events: None, asked: dict[str, str], shown: list[str]
) -> None:
    trade = str(make_topic("Trade").pk)
    sent = {key: trade if value == "TRADE" else value for key, value in asked.items()}
    assert titles(desk, **sent) == shown


def test_an_event_is_found_by_the_id_in_its_address(desk: Client, events: None) -> None:
    public_id = Event.objects.get(title="Hearsay").public_id
    assert titles(desk, q=f" {public_id} ") == ["Hearsay"]


def many(number: int) -> None:
    """Create this many events, every fifth of them a draft."""
    made = []
    for year in range(1000, 1000 + number):
        event = Event(title=f"Event {year}", state=DRAFT if year % 5 == 0 else "published")
        event.set_date(parse(str(year)))
        made.append(event)
    search_words.refresh(event.pk for event in Event.objects.bulk_create(made))


@pytest.mark.parametrize("asked", [{}, {"state__exact": "published"}, {"o": "-1"}, {"o": "-2"}])
def test_pages_follow_each_other(desk: Client, asked: dict[str, str]) -> None:
    """Pages near the beginning, in the middle and near the end are found in different ways."""
    many(620)
    found = Event.objects.filter(**({"state": "published"} if "state__exact" in asked else {}))
    order = {"-1": ("-title", "-pk"), "-2": ("-date_sort",)}.get(asked.get("o", ""), ("date_sort",))
    pages = [titles(desk, **asked, p=str(page)) for page in range(1, -(-found.count() // 50) + 1)]
    assert [title for page in pages for title in page] == [
        event.title for event in found.order_by(*order)
    ]


def test_a_page_near_the_end_is_found_from_there(desk: Client) -> None:
    many(620)
    [keys] = [
        sql for sql in statements(desk, {"p": "13"}) if '"timeline_event"."id" AS "pk"' in sql
    ]
    assert '"timeline_event"."date_sort" DESC' in keys
    assert "OFFSET" not in keys


ASKED = [
    {},
    {"o": "4"},
    {"o": "3", "p": "2"},
    {"q": "event"},
    {"state__exact": "published", "p": "2"},
    {"importance": "3"},
    {"sources": "0"},
    {"precision": "year"},
]


def statements(desk: Client, asked: dict[str, str]) -> list[str]:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert desk.get(LIST, asked).status_code == 200
    return [query["sql"] for query in queries]


@pytest.mark.parametrize("asked", ASKED)
def test_finding_a_page_costs_no_more_with_more_events(desk: Client, asked: dict[str, str]) -> None:
    """Full rows are loaded by id, and only for the events that the page shows."""
    many(110)
    statements(desk, asked)  # fills the process's caches
    few = statements(desk, asked)
    many(330)
    more = statements(desk, asked)
    assert len(more) == len(few)
    whole = [sql for sql in more if '"timeline_event"."summary"' in sql]
    assert len(whole) == 1
    assert re.search(r'WHERE "timeline_event"."id" IN \((\d+, )*\d+\) ORDER BY', whole[0])
    assert not any("DISTINCT" in sql for sql in more)


def plan(statement: Any) -> str:
    return str(statement.explain())


def test_indexes_lead_to_what_an_import_and_the_sources_ask(events: None) -> None:
    if connection.vendor == "sqlite":
        assert "event_title" in plan(Event.objects.filter(title__in=["A treaty", "Hearsay"]))
    names = connection.introspection.get_constraints(connection.cursor(), "timeline_citation")
    assert names["citation_event_post"]["columns"] == ["event_id", "post_id"]
