"""A source's words for one date do not silently pass for another date."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.desk.forms import IN_THEIR_ZONE, change_address, form
from tests.factories import make_citation, make_event
from timeline.models import Event

pytestmark = pytest.mark.django_db

CITED = "citations-0-date_as_written"


@pytest.fixture
def event(db: None) -> Event:
    return make_event("X", "17XX", date_text="18th century", state=Event.State.DRAFT)


def send(desk: Client, event: Event, **changes: Any) -> Any:
    address = change_address(event)
    response = desk.post(address, form(desk, address, **changes))
    event.refresh_from_db()
    return response


def test_a_new_date_asks_for_the_sources_words(desk: Client, event: Event) -> None:
    response = send(desk, event, date="1783")
    assert response.status_code == 200
    assert event.date_edtf == "17XX"
    found = response.context["adminform"].form
    assert "“18th century” is what the source says about the old date" in str(
        found.errors["date_text"]
    )
    assert 'name="words_stay" value="date_text 1783"' in response.content.decode()


@pytest.mark.parametrize(
    ("answer", "text", "cited"),
    [
        ({"words_stay": ["date_text 1783"]}, "18th century", "18th century"),
        ({"date_text": "", "words_stay": [f"{CITED} 1783"]}, "1783", "18th century"),
        ({"date_text": "in 1783", "words_stay": [f"{CITED} 1783"]}, "in 1783", "18th century"),
        ({"date_text": "in 1783", CITED: "in 1783"}, "in 1783", "in 1783"),
        ({"date_text": "", CITED: ""}, "1783", ""),
    ],
)
def test_the_editor_answers(
    desk: Client, event: Event, answer: dict[str, Any], text: str, cited: str
) -> None:
    assert send(desk, event, date="1783", **answer).status_code == 302
    assert (event.date_edtf, event.date_text) == ("1783", text)
    assert event.citations.get().date_as_written == cited


def test_new_words_of_the_event_ask_for_those_of_its_citations(desk: Client, event: Event) -> None:
    make_citation(event, exact="elsewhere", date_as_written="in the time of Catherine")
    response = send(desk, event, date_text="the 1700s")
    [asked, other] = response.context["inline_admin_formsets"][0].formset.forms
    assert "“18th century” is what the source says about the old date" in str(
        asked.errors["date_as_written"]
    )
    assert not other.errors, "it says something of its own"
    assert f'value="{CITED} 17XX"' in response.content.decode()
    answer = {"words_stay": [f"{CITED} 17XX"]}
    assert send(desk, event, date_text="the 1700s", **answer).status_code == 302


def test_an_answer_stays_given_where_something_else_is_refused(desk: Client, event: Event) -> None:
    """It holds for the date that it was given for; another date is asked about."""
    answers = ["date_text 1783", f"{CITED} 1783"]
    response = send(desk, event, date="1783", date_tz="Nowhere/Land", words_stay=answers)
    assert set(response.context["adminform"].form.errors) == {"date_tz"}
    for answer in answers:
        hidden = f'<input type="hidden" name="words_stay" value="{answer}">'
        assert hidden in response.content.decode()
    response = send(desk, event, date="1784", words_stay=answers)
    assert set(response.context["adminform"].form.errors) == {"date_text"}
    assert send(desk, event, date="1783", words_stay=answers).status_code == 302


def test_what_is_asked_about_is_not_said_to_have_changed(desk: Client) -> None:
    event = make_event("X", "17XX", date_text="18th century")
    found = send(desk, event, date="1783").context["adminform"].form
    assert "date_text" in found.errors
    assert "Changed: Date." in " ".join(found.errors["correction_kind"])


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Y"},
        {"date": "17XX"},
        {"date": "18th century"},
        {"date": "1783", "date_text": "in 1783", "citations-0-DELETE": "on"},
    ],
)
def test_nobody_is_asked_where_nothing_is_left_behind(
    desk: Client, event: Event, change: dict[str, Any]
) -> None:
    assert send(desk, event, **change).status_code == 302


def test_words_that_were_the_date_itself_follow_it(desk: Client) -> None:
    event = make_event("X", "1783", state=Event.State.DRAFT, cite=False)
    assert send(desk, event, date="1784").status_code == 302
    assert (event.date_edtf, event.date_text) == ("1784", "1784")


def test_so_do_those_that_the_desk_took_from_the_date(desk: Client) -> None:
    event = make_event("X", "1783", state=Event.State.DRAFT, cite=False)
    assert send(desk, event, date="3 June 2000", date_text="").status_code == 302
    assert (event.date_edtf, event.date_text) == ("2000-06-03", "3 June 2000")
    assert send(desk, event, date="4 June 2000").status_code == 302
    assert (event.date_edtf, event.date_text) == ("2000-06-04", "4 June 2000")


@pytest.mark.parametrize(
    ("words", "cited"),
    [
        ("3 June 2000", {"exact": "They met on 3 June 2000"}),
        ("3 June 2000", {"date_as_written": "3 June 2000"}),
        ("the previous Saturday", {}),
        ("June 2000", {}),
    ],
)
def test_but_not_what_a_source_said(desk: Client, words: str, cited: dict[str, Any]) -> None:
    """A citation has these words, or the desk would not write the date in this way."""
    event = make_event("X", "2000-06-03", date_text=words, state=Event.State.DRAFT, cite=False)
    make_citation(event, **{"date_as_written": "", **cited})
    found = send(desk, event, date="4 June 2000").context["adminform"].form
    assert f"“{words}” is what the source says about the old date" in str(found.errors["date_text"])


@pytest.mark.parametrize("change", [{"date": "1785"}, {"date_tz": "Europe/Moscow"}], ids=str)
def test_a_new_date_is_held_against_what_each_citation_says(
    desk: Client, change: dict[str, str]
) -> None:
    """So are citations whose words differ from the event's, even if they were not edited."""
    event = make_event("X", "1783", state=Event.State.DRAFT, cite=False)
    make_citation(event, date_as_written="in 1783")
    make_citation(event, exact="elsewhere", date_as_written="in Catherine's time")
    response = send(desk, event, **change)
    if "date_tz" in change:
        assert response.status_code == 302, "the year is the same"
        return
    [asked, other] = response.context["inline_admin_formsets"][0].formset.forms
    assert "“in 1783” says 1783, but the date of the event is 1785" in str(asked.errors["note"])
    assert not other.errors
    noted = {**change, "citations-0-note": "The post is a year or two off."}
    assert send(desk, event, **noted).status_code == 302
    assert event.date_edtf == "1785"


@pytest.mark.parametrize(("words", "zone", "read"), IN_THEIR_ZONE)
def test_what_each_citation_says_has_its_own_zone(
    desk: Client, words: str, zone: str, read: str
) -> None:
    event = make_event("X", "1783", date_tz=zone, state=Event.State.DRAFT, cite=False)
    make_citation(event, date_as_written=words)
    asked = send(desk, event, date="1785").context["inline_admin_formsets"][0].formset.forms[0]
    assert f"“{words}” says {read}, but the date" in str(asked.errors["note"])


def test_an_old_contradiction_keeps_nobody_from_another_change(desk: Client) -> None:
    event = make_event("X", "1785", state=Event.State.DRAFT, cite=False)
    make_citation(event, date_as_written="in 1783")
    assert send(desk, event, title="Y").status_code == 302


def test_another_zone_alone_leaves_the_words_of_a_source(desk: Client) -> None:
    """They were typed in their own field, and no citation has them."""
    words = "10 a.m. on March 18, 2025"
    event = make_event(
        "X", "2025-03-18T10:00:00", date_text=words, state=Event.State.DRAFT, cite=False
    )
    found = send(desk, event, date_tz="Europe/Berlin").context["adminform"].form
    assert f"“{words}” is what the source says about the old date" in str(found.errors["date_text"])
    answer = {"words_stay": ["date_text 2025-03-18T10:00:00"]}
    assert send(desk, event, date_tz="Europe/Berlin", **answer).status_code == 302
    assert (event.date_text, event.date_tz) == (words, "Europe/Berlin")
    event = make_event("Y", "1783-06-03", date_text="June 3, 1783", state=Event.State.DRAFT)
    event.citations.update(date_as_written="")
    assert send(desk, event, date_calendar="J").status_code == 200
    assert event.date_text == "June 3, 1783"


@pytest.mark.parametrize(
    ("date", "said"),
    [
        ("2025-03-30T02:30:00", "Clocks in that zone skipped"),
        ("2025-10-26T02:30:00", "Clocks in that zone showed"),
    ],
)
def test_another_zone_alone_is_asked_what_its_clocks_showed(
    desk: Client, date: str, said: str
) -> None:
    event = make_event("X", date, state=Event.State.DRAFT, cite=False)
    found = send(desk, event, date_tz="Europe/Berlin").context["adminform"].form
    assert said in str(found.errors["date"])
    assert event.date_tz == ""
    assert send(desk, event, date_tz="Europe/Nowhere").status_code == 200
    assert send(desk, event, date_tz="Asia/Tokyo").status_code == 302
