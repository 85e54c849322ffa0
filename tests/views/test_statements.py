"""How many statements a page costs: a number that the number of events does not change."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from tests.factories import make_citation, make_event, make_post, make_timeline
from timeline.models import Correction, Document, Event, Post

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}
#: Address → the most statements it may cost.
LIMITS = {
    "/": 20,
    "/?from=2014&to=2015&topic=war&q=event": 24,
    "/t/part/": 22,
    "/events.json": 6,
    "/t/part/events.json": 8,
    "/t/": 6,
    "/corrections/": 2,
    "/d/": 2,
    "document": 4,
    "post": 8,
    "event": 20,
    "/healthz": 0,
    "/readyz": 1,
}


def fill(number: int) -> None:
    """Events that each cost something: topics, people, a place, two sources, a correction."""
    post, other = make_post(), make_post()
    for n in range(number):
        event = make_event(
            f"Event {n}",
            "2014-03-18",
            topics=["War", "Peace"],
            people=["Ada", "Bob"],
            place="Yalta",
            cite=False,
        )
        make_citation(event, post)
        make_citation(event, other)
        Correction.objects.create(event=event, kind="update", was="a", now_says="b")
    make_timeline("part", query="topic=war")


def addresses() -> dict[str, str]:
    made = {
        "event": Event.objects.all()[0].get_absolute_url(),
        "document": Document.objects.all()[0].get_absolute_url(),
        "post": Post.objects.all()[0].get_absolute_url(),
    }
    return {name: made.get(name, name) for name in LIMITS}


def count(address: str, **options: Any) -> int:
    with CaptureQueriesContext(connection) as captured:
        response = Client().get(address, **options)
    assert response.status_code == 200
    return len(captured)


def test_three_events_cost_as_many_statements_as_many() -> None:
    fill(3)
    few = {name: count(address) for name, address in addresses().items()}
    fragment = count("/", headers=HTMX)
    post = Post.objects.all()[0]
    for n in range(297):
        event = make_event(
            f"More {n}", topics=["War", "Peace"], people=["Ada", "Bob"], place="Yalta", cite=False
        )
        make_citation(event, post)
        Correction.objects.create(event=event, kind="update", was="a", now_says="b")
    many = {name: count(address) for name, address in addresses().items()}
    assert many == few
    assert count("/", headers=HTMX) == fragment


@pytest.mark.parametrize("name", LIMITS)
def test_a_page_costs_few_statements(
    name: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    fill(3)
    address = addresses()[name]
    with django_assert_max_num_queries(LIMITS[name]):
        assert Client().get(address).status_code == 200
