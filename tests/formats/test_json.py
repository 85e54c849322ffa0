"""`/events.json`: the public contract, key by key."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
import time_machine
from django.test import Client

from tests.factories import make_citation, make_document, make_event, make_post, make_timeline
from tests.test_querysets import HANDPICKED, save_dates
from timeline import queries
from timeline.dates.edtf import parse
from timeline.models import Correction, Event

pytestmark = pytest.mark.django_db

MOMENT = "2025-03-18T10:00:00-04:00"
SITE = "http://127.0.0.1:8000"


@pytest.fixture
def meeting(db: None) -> Event:
    document = make_document(
        "Trump speaks with Putin",
        public_id="bcdfghjk",
        publisher="Reuters",
        url="https://paper.example/live",
    )
    with time_machine.travel("2026-11-23T10:00:00Z", tick=False):
        event = make_event(
            "Clinton meets Putin",
            "2000-06-03",
            public_id="k3v9x2mt",
            summary="They meet in Moscow.",
            date_text="June 3, 2000",
            topics=["Meetings"],
            people=["Vladimir Putin", "Bill Clinton"],
            place="Moscow",
            cite=False,
        )
    make_citation(
        event,
        make_post(document, number=6, anchor="post-6"),
        exact="June 3, 2000 - Moscow",
        prefix="met on",
        suffix="for talks",
        supports=["date", "place"],
        date_as_written="June 3, 2000",
    )
    return event


def test_the_answer_is_the_contract(reader: Client, meeting: Event) -> None:
    response = reader.get("/events.json?topic=meetings&utm=x")
    assert response.status_code == 200
    assert response["Content-Type"] == "application/json"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert response.json() == {
        "count": 1,
        "count_is_exact": True,
        "next": None,
        "query": {"topic": ["meetings"]},
        "description": "Events about Meetings.",
        "events": [
            {
                "id": "k3v9x2mt",
                "url": f"{SITE}/e/k3v9x2mt/clinton-meets-putin/",
                "title": "Clinton meets Putin",
                "summary": "They meet in Moscow.",
                "date": {
                    "text": "June 3, 2000",
                    "edtf": "2000-06-03",
                    "earliest": "2000-06-03",
                    "latest": "2000-06-03",
                    "precision": "day",
                    "display": "3 June 2000",
                },
                "topics": ["meetings"],
                "people": ["bill-clinton", "vladimir-putin"],
                "place": "moscow",
                "citations": [
                    {
                        "post": f"{SITE}/d/bcdfghjk/6/",
                        "document": "Trump speaks with Putin",
                        "publisher": "Reuters",
                        "original": "https://paper.example/live#post-6:~:text="
                        "met%20on-,June%203%2C%202000%20%2D%20Moscow,-for%20talks",
                        "quote": "June 3, 2000 - Moscow",
                        "supports": ["date", "place"],
                        "date_as_written": "June 3, 2000",
                        "note": "",
                    }
                ],
                "corrections": 0,
                "updated": "2026-11-23T10:00:00Z",
            }
        ],
    }


def test_the_keys_come_in_the_order_of_the_contract(reader: Client, meeting: Event) -> None:
    data = reader.get("/events.json").json()
    assert list(data) == ["count", "count_is_exact", "next", "query", "description", "events"]
    assert list(data["events"][0]) == (
        [
            "id",
            "url",
            "title",
            "summary",
            "date",
            "topics",
            "people",
            "place",
            "citations",
            "corrections",
            "updated",
        ]
    )


def test_corrections_are_counted_and_a_missing_place_is_null(
    reader: Client, uncertain_event: Event
) -> None:
    for _number in range(2):
        Correction.objects.create(event=uncertain_event, kind="update", was="a", now_says="b")
    [event] = reader.get("/events.json").json()["events"]
    assert (event["corrections"], event["place"], event["people"]) == (2, None, [])


@pytest.mark.parametrize(
    ("edtf", "earliest", "latest", "precision"),
    [
        ("17XX", "1700-01-01", "1799-12-31", "century"),
        ("1783~", "1783-01-01", "1783-12-31", "year"),
        ("2014-02/2014-03-18", "2014-02-01", "2014-03-18", "month"),
        ("2014/..", "2014-01-01", None, "year"),
        ("../2014", None, "2014-12-31", "year"),
        ("-0043-03-15", "-0043-03-15", "-0043-03-15", "day"),
        ("0000", "0000-01-01", "0000-12-31", "year"),
        ("Y12345", "+12345-01-01", "+12345-12-31", "year"),
        (
            "2025-03-18T10:00:00-04:00",
            "2025-03-18T10:00:00-04:00",
            "2025-03-18T10:00:00-04:00",
            "second",
        ),
        ("2014-21", "2014-03-01", "2014-05-31", "season"),
    ],
)
def test_bounds_are_iso_strings_and_an_open_side_is_null(
    reader: Client, edtf: str, earliest: str | None, latest: str | None, precision: str
) -> None:
    make_event(date=edtf)
    [event] = reader.get("/events.json").json()["events"]
    date = event["date"]
    assert (date["edtf"], date["earliest"], date["latest"]) == (edtf, earliest, latest)
    assert date["precision"] == precision


@pytest.mark.parametrize("sort", ["oldest", "newest"])
@pytest.mark.parametrize("path", ["/events.json", "/t/all/events.json"])
def test_next_leads_through_every_event_once(
    reader: Client, monkeypatch: pytest.MonkeyPatch, path: str, sort: str
) -> None:
    make_timeline("all")
    monkeypatch.setattr(queries, "ORPHANS", 0)
    monkeypatch.setattr(queries, "PAGE_SIZE", 4)
    save_dates([*HANDPICKED, *["2014-03-18"] * 5])
    address: str | None = f"{path}?from=../3000&sort={sort}"
    seen: list[Any] = []
    while address:
        data = reader.get(address).json()
        assert data["count"] == Event.objects.count()
        assert data["query"]["from"] == "../3000"
        assert len(seen) <= data["count"]
        seen += [event["id"] for event in data["events"]]
        address = data["next"]
        assert address is None or address.startswith(f"{SITE}{path}?from=..%2F3000")
        address = address and address.removeprefix(SITE)
    assert len(seen) == len(set(seen)) == Event.objects.count()


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("topic=nope", "topic"),
        ("person=nope", "person"),
        ("place=nope", "place"),
        ("source=nope", "source"),
        ("from=soonish", "from"),
        ("from=2015&to=2014", "to"),
        ("dates=maybe", "dates"),
        ("sort=up", "sort"),
        ("after=x", "after"),
    ],
)
def test_a_bad_value_is_a_problem_that_names_its_parameter(
    reader: Client, query: str, parameter: str
) -> None:
    response = reader.get(f"/events.json?{query}")
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    problem = response.json()
    assert problem["status"] == 400
    assert problem["type"] == "about:blank"
    assert problem["title"] == "Bad Request"
    assert [error["parameter"] for error in problem["errors"]] == [parameter]
    assert problem["errors"][0]["detail"] in problem["detail"]
    assert parameter in problem["detail"]


def test_several_bad_values_are_all_named(reader: Client) -> None:
    problem = reader.get("/events.json?topic=nope&sort=up&from=soonish").json()
    assert {error["parameter"] for error in problem["errors"]} == {"topic", "sort", "from"}


def test_data_is_not_escaped_for_html_and_keeps_every_script(reader: Client) -> None:
    make_event("Путин & Трамп 🕊", summary="«да»")
    response = reader.get("/events.json")
    assert "Путин & Трамп 🕊" in response.content.decode()


def test_a_timeline_has_data_of_its_own(reader: Client) -> None:
    make_event("In", topics=["War"])
    make_event("Out")
    make_timeline("war", query="topic=war")
    data = reader.get("/t/war/events.json").json()
    assert [event["title"] for event in data["events"]] == ["In"]
    assert data["query"] == {}, "what the timeline asks by itself is not the reader's query"


def test_updated_is_utc_whatever_the_zone(reader: Client, meeting: Event) -> None:
    Event.objects.update(updated_at=datetime.datetime.fromisoformat("2027-11-23T12:00:00+02:00"))
    assert reader.get("/events.json").json()["events"][0]["updated"] == "2027-11-23T10:00:00Z"
    assert parse("2000-06-03").lower == meeting.date_lower


def test_a_saved_timeline_is_named_in_the_description(reader: Client) -> None:
    make_timeline("talks", title="Talks", query="topic=calls")
    make_event("A call", topics=["Calls"])
    data = reader.get("/t/talks/events.json").json()
    assert data["description"] == "From “Talks”: Everything."
    data = reader.get("/t/talks/events.json?from=2014").json()
    assert data["description"] == "From “Talks”: Events possibly from 1 January 2014 onwards."
