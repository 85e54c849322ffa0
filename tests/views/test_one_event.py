"""`/e/<id>/…`: a single event in each of its formats."""

from __future__ import annotations

import json
from typing import Any

import icalendar
import pytest
from django.db import OperationalError
from django.test import Client

from tests.factories import make_citation, make_event
from tests.public_state import while_unchanged
from tests.web import json_ld, links, metas, parse, text
from timeline.models import Correction, Event

SITE = "http://127.0.0.1:8000"


@pytest.fixture
def event(db: None) -> Event:
    event = make_event("A vote", "17XX", summary="They vote.", public_id="bcdfghjk", cite=False)
    make_citation(event, date_as_written="in the 18th century")
    return event


def test_its_data_is_what_the_list_says_of_it(reader: Client, event: Event) -> None:
    make_event("Another")
    [listed] = [
        one
        for one in json.loads(reader.get("/events.json").content)["events"]
        if one["id"] == "bcdfghjk"
    ]
    response = reader.get("/e/bcdfghjk/event.json")
    assert json.loads(response.content) == listed
    assert response["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("form", ["event.json", "event.ics", "event.atom"])
@pytest.mark.parametrize("wrong", ["abc", "bcdfghjk2", "BCDFGHJK", "%00", "bcdfghj%0A", "vcdfghjk"])
def test_programs_are_told_of_an_unknown_id_in_their_own_form(
    reader: Client, event: Event, form: str, wrong: str
) -> None:
    response = reader.get(f"/e/{wrong}/{form}")
    assert response.status_code == 404
    assert response["Content-Type"] == "application/problem+json"
    assert response["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("wrong", ["abc", "bad!", "%00", "zzzzzzzz"])
def test_a_frame_may_show_that_it_is_not_there(reader: Client, event: Event, wrong: str) -> None:
    response = reader.get(f"/e/{wrong}/embed/")
    assert response.status_code == 404
    assert "frame-ancestors *" in response["Content-Security-Policy"]
    assert "X-Frame-Options" not in response


def test_a_frame_may_show_that_the_database_is_away(
    reader: Client, event: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away() -> str:
        raise OperationalError("gone")

    monkeypatch.setattr("timeline.views.caching.public_state", away)
    for address in ("/e/bcdfghjk/embed/", "/embed/"):
        response = reader.get(address)
        assert (response.status_code, response["Retry-After"]) == (503, "30")
        assert "frame-ancestors *" in response["Content-Security-Policy"]
        assert "X-Frame-Options" not in response


def test_its_calendar_holds_it_alone_and_only_what_calendars_reach(
    reader: Client, event: Event
) -> None:
    make_event("Another")
    response = reader.get("/e/bcdfghjk/event.ics")
    assert response["Content-Disposition"] == 'attachment; filename="bcdfghjk.ics"'
    calendar = icalendar.Calendar.from_ical(b"".join(response))
    [found] = calendar.walk("VEVENT")
    assert str(found["summary"]) == "A vote (18th century, exact day unknown)"
    make_event("Before all calendars", "-0043", public_id="cdfghjkm")
    left_out = icalendar.Calendar.from_ical(b"".join(reader.get("/e/cdfghjkm/event.ics")))
    assert not left_out.walk("VEVENT")
    assert left_out["x-newsdesk-left-out"] == "1"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"summary": "They vote."}, "They vote."),
        ({}, "18th century. Source: Live page."),
        ({"cite": False}, "18th century"),
    ],
)
def test_one_without_a_summary_describes_itself_by_its_date(
    reader: Client, db: None, fields: dict[str, Any], words: str
) -> None:
    event = make_event("A vote", "17XX", public_id="bcdfghjk", **fields)
    page = parse(reader.get(event.get_absolute_url()))
    assert metas(page, "description") == [words]
    assert [e.get("content") for e in page.iter() if e.get("property") == "og:description"] == [
        words
    ]
    assert json_ld(page)[0]["description"] == words
    calendar = icalendar.Calendar.from_ical(b"".join(reader.get("/e/bcdfghjk/event.ics")))
    assert calendar["description"] == words
    feed = reader.get("/e/bcdfghjk/event.atom").content.decode()
    assert f"<subtitle>{words}</subtitle>" in feed


@pytest.mark.usefixtures("transactional_db")
def test_its_feed_changes_with_it(reader: Client, event: Event) -> None:
    first = reader.get("/e/bcdfghjk/event.atom")
    assert first.content.count(b"<entry>") == 1
    Correction.objects.create(event=event, kind="update", was="It was.", now_says="It is.")
    again = reader.get("/e/bcdfghjk/event.atom", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 200
    assert again.content != first.content


def test_its_embed_shows_the_date_with_its_evidence(reader: Client, event: Event) -> None:
    response = reader.get("/e/bcdfghjk/embed/?theme=dark")
    assert "frame-ancestors *" in response["Content-Security-Policy"]
    assert "X-Frame-Options" not in response
    assert not response.cookies
    page = parse(response)
    assert metas(page, "robots") == ["noindex"]
    assert metas(page, "color-scheme") == ["dark"]
    assert links(page, "canonical") == [f"{SITE}/e/bcdfghjk/a-vote/"]
    shown = text(page.find(".//main"))
    assert "18th century" in shown
    assert "in the 18th century" in text(page.find(".//q"))
    assert all(link.get("target") == "_blank" for link in page.iter("a"))


@pytest.mark.parametrize(
    "form", ["event.json", "event.ics", "event.atom", "embed/", "embed/?theme=dark"]
)
def test_what_was_merged_leads_on_and_who_has_it_already_is_told_so(
    reader: Client, event: Event, form: str
) -> None:
    make_event("Merged", public_id="cdfghjkm", state="merged", merged_into=event)
    moved = reader.get(f"/e/cdfghjkm/{form}")
    assert (moved.status_code, moved["Location"]) == (301, f"/e/bcdfghjk/{form}")

    def ask_twice() -> int:
        tag = reader.get(f"/e/bcdfghjk/{form}")["ETag"]
        return reader.get(f"/e/bcdfghjk/{form}", headers={"If-None-Match": tag}).status_code

    assert while_unchanged(ask_twice) == 304


def test_a_title_takes_no_address_from_the_embed(reader: Client) -> None:
    event = make_event("Embed", public_id="cdfghjkm")
    assert event.get_absolute_url() == "/e/cdfghjkm/event-embed/"
    assert reader.get(event.get_absolute_url()).status_code == 200
