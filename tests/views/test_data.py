"""What all data endpoints have in common: conditional requests, HEAD, CORS, errors."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.db import OperationalError
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from tests.factories import make_citation, make_event, make_timeline, make_topic
from timeline import queries
from timeline.cursors import Cursor
from timeline.models import Citation, Correction, Document, Event, Post, Timeline

pytestmark = pytest.mark.django_db

NAMES = ["json", "csv", "timelinejs.json", "ics", "atom", "feed.json"]
ADDRESSES = [f"{scope}events.{name}" for scope in ("/", "/t/all/") for name in NAMES]
EVERY = [*ADDRESSES, "/corrections.atom"]
NOW = datetime.datetime(2026, 3, 1, 12, tzinfo=datetime.UTC)
LATER = NOW + datetime.timedelta(hours=1)


@pytest.fixture(autouse=True)
def site(db: None) -> None:
    with time_machine.travel(NOW - datetime.timedelta(days=9), tick=False):
        make_event("A call", topics=["War"], people=["Ada"], place="Yalta", public_id="bcdfghjk")
        make_event("An embargoed speech", publish_at=LATER)
        make_timeline("all")


def body(response: Any) -> bytes:
    return b"".join(response) if response.streaming else bytes(response.content)


@pytest.mark.parametrize("address", EVERY)
def test_who_has_it_gets_304(reader: Client, address: str) -> None:
    first: Any = reader.get(address)
    tag = first["ETag"]
    assert tag.startswith('W/"'), "compression on the way changes the bytes"
    assert first["Cache-Control"] == "public, no-cache"
    for given in (tag, f'"other", {tag}', "*", tag.removeprefix("W/")):
        same: Any = reader.get(address, headers={"If-None-Match": given})
        assert (same.status_code, body(same)) == (304, b""), given
        assert same["ETag"] == tag
        assert same["Cache-Control"] == "public, no-cache"
        assert same["Access-Control-Allow-Origin"] == "*"
    other: Any = reader.get(address, headers={"If-None-Match": '"other"'})
    assert (other.status_code, body(other)) == (200, body(first))


def event() -> Event:
    return Event.objects.get(public_id="bcdfghjk")


CHANGES: dict[str, Callable[[], object]] = {
    "an edit": lambda: event().save(),
    "an update past the models": lambda: Event.objects.update(title="Other"),
    "a retraction": lambda: Event.objects.update(state="retracted"),
    "a deletion": lambda: event().delete(),
    "a new event": lambda: make_event("New", cite=False),
    "a topic of the event": lambda: event().topics.add(make_topic("Peace")),
    "a topic's name": lambda: make_topic("War").save(),
    "a person": lambda: event().people.update(name="Bob"),
    "a citation": lambda: make_citation(event()),
    "a citation's words": lambda: Citation.objects.update(exact="others"),
    "a post": lambda: Post.objects.update(headline="Other"),
    "a document": lambda: Document.objects.update(publisher="Other"),
    "a correction": lambda: Correction.objects.create(
        event=event(), kind="update", was="a", now_says="b"
    ),
    "the title of the timeline": lambda: Timeline.objects.update(title="Other"),
    "the query of the timeline": lambda: Timeline.objects.update(query="topic=war"),
}


# PostgreSQL versions changes by transaction id, so each change needs its own transaction.
@pytest.mark.usefixtures("transactional_db")
@pytest.mark.parametrize("change", CHANGES)
def test_every_change_counts(reader: Client, change: str) -> None:
    with time_machine.travel(NOW, tick=False):
        tags = {address: reader.get(address)["ETag"] for address in EVERY}
        CHANGES[change]()
        for address, tag in tags.items():
            again = reader.get(address, headers={"If-None-Match": tag})
            assert again.status_code == 200, address
            assert again["ETag"] != tag


def test_the_end_of_an_embargo_counts(reader: Client) -> None:
    with time_machine.travel(NOW, tick=False) as now:
        tags = {address: reader.get(address)["ETag"] for address in ADDRESSES}
        now.move_to(LATER - datetime.timedelta(seconds=1))
        for address, tag in tags.items():
            assert reader.get(address, headers={"If-None-Match": tag}).status_code == 304
        now.move_to(LATER)
        for address, tag in tags.items():
            response: Any = reader.get(address, headers={"If-None-Match": tag})
            assert response.status_code == 200, address
            assert b"An embargoed speech" in body(response)


@pytest.mark.parametrize("address", ["/events.json?from=last%20year", "/t/lately/events.json"])
def test_last_year_is_another_one_next_year(reader: Client, address: str) -> None:
    make_timeline("lately", query="from=last+year")
    with time_machine.travel(LATER, tick=False) as now:
        tag = reader.get(address)["ETag"]
        now.shift(datetime.timedelta(days=1))
        assert reader.get(address, headers={"If-None-Match": tag}).status_code == 304
        now.shift(datetime.timedelta(days=365))
        assert reader.get(address, headers={"If-None-Match": tag}).status_code == 200


def test_every_query_has_its_own_tag(reader: Client) -> None:
    addresses = [*EVERY, "/events.json?topic=war", "/events.json?sort=newest"]
    assert len({reader.get(address)["ETag"] for address in addresses}) == len(addresses)


def test_another_site_has_other_tags(reader: Client, settings: Settings) -> None:
    tag = reader.get("/events.json")["ETag"]
    settings.SITE_URL = "https://elsewhere.example"
    assert reader.get("/events.json")["ETag"] != tag


@pytest.mark.parametrize("name", NAMES)
def test_304_costs_one_statement(
    reader: Client, name: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    tag = reader.get(f"/events.{name}")["ETag"]
    with django_assert_num_queries(1):
        reader.get(f"/events.{name}", headers={"If-None-Match": tag})
    tag = reader.get(f"/t/all/events.{name}?from=2014")["ETag"]
    with django_assert_num_queries(2):  # one more, to look up the timeline
        reader.get(f"/t/all/events.{name}?from=2014", headers={"If-None-Match": tag})


@pytest.mark.parametrize("address", EVERY)
def test_head_is_get_without_a_body(reader: Client, address: str) -> None:
    full: Any = reader.get(address)
    head: Any = reader.head(address)
    assert head.status_code == 200
    assert body(head) == b""
    assert dict(head.headers) == dict(full.headers)
    assert reader.head(address, headers={"If-None-Match": full["ETag"]}).status_code == 304


def test_head_reads_no_archive(reader: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "CHUNK", 2)
    for _number in range(9):
        make_event(cite=False)
    for name in ("csv", "ics"):
        response: Any = reader.head(f"/events.{name}")
        assert response.streaming
        assert list(response.streaming_content) == []


ERRORS = {
    "/events.{}?topic=nothing": 400,
    "/events.{}?after=x": 400,
    "/t/nothing/events.{}": 404,
    "/t/\x00/events.{}": 404,
}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("address", ERRORS)
def test_other_origins_read_errors_too(reader: Client, name: str, address: str) -> None:
    response = reader.get(address.format(name))
    assert response.status_code == ERRORS[address]
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["status"] == ERRORS[address]
    assert response.json()["title"]
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "ETag" not in response.headers


@pytest.mark.parametrize("name", ["json", "csv", "timelinejs.json", "ics"])
def test_what_leads_on_in_a_feed_leads_nowhere_else(reader: Client, name: str) -> None:
    after = Cursor.of_change(NOW, 1).encode()
    assert reader.get(f"/events.atom?after={after}").status_code == 200
    refused = reader.get(f"/events.{name}?after={after}")
    assert refused.status_code == 400
    [error] = refused.json()["errors"]
    assert error["parameter"] == "after"


@pytest.mark.parametrize("name", NAMES)
def test_a_moved_timeline_is_followed_by_other_origins(reader: Client, name: str) -> None:
    saved = Timeline.objects.get()
    saved.slug = "moved"
    saved.save()
    response = reader.get(f"/t/all/events.{name}?from=2014&x=y")
    assert response.status_code == 301
    assert response["Location"] == f"/t/moved/events.{name}?from=2014&x=y"
    assert response["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("address", EVERY)
def test_other_origins_may_ask_with_the_tag_they_were_given(reader: Client, address: str) -> None:
    """The CORS preflight for cross-origin requests with If-None-Match."""
    response = reader.options(address)
    assert response.status_code == 204
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Access-Control-Allow-Headers"] == "If-None-Match"
    assert response["Access-Control-Allow-Methods"] == "GET, HEAD"


@pytest.mark.parametrize("address", EVERY)
def test_nothing_is_sent_there(reader: Client, address: str) -> None:
    response = reader.post(address, {"a": "b"})
    assert response.status_code == 405
    assert response["Content-Type"] == "application/problem+json"
    assert response["Allow"] == "GET, HEAD"
    assert response["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("address", EVERY)
def test_a_database_that_is_away_is_said_to_programs(
    reader: Client, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away() -> str:
        raise OperationalError("gone")

    monkeypatch.setattr("timeline.views.caching.public_state", away)
    response = reader.get(address)
    assert response.status_code == 503
    assert response["Content-Type"] == "application/problem+json"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Retry-After"] == "30"


def test_a_query_of_too_many_fields_is_a_problem_too(reader: Client) -> None:
    response = reader.get("/events.json?" + "&".join(f"a{n}=" for n in range(6_000)))
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    assert response["Access-Control-Allow-Origin"] == "*"
