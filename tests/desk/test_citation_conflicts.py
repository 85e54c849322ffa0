"""Two editors, one citation: changes, deletions and additions made elsewhere are shown."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.desk.forms import change_address, citation, form
from tests.factories import make_citation, make_event, make_post
from timeline.models import Citation, Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(db: None) -> Event:
    """A draft with two citations."""
    event = make_event("X", state=Event.State.DRAFT)
    make_citation(event, make_post(), exact="other words", position=1)
    return event


def conflicts(response: Any) -> dict[str, str]:
    return {one.label: one.kind for one in response.context["citation_conflicts"]}


def sides(response: Any, label: str) -> dict[str, str]:
    """Return {field label: where it was changed} for one citation."""
    [found] = [one for one in response.context["citation_conflicts"] if one.label == label]
    return {each.label: each.side for each in found.differences}


def again(response: Any, sent: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return what the browser sends when the conflict page is submitted as it is."""
    context = response.context
    formset = context["inline_admin_formsets"][0].formset
    kept = {key: value for key, value in sent.items() if not key.startswith("citations-")}
    for one in ("seen_token", "opened"):
        kept[one] = context["adminform"].form[one].value()
    for bound in (field for each in (formset.management_form, *formset) for field in each):
        value = bound.value()
        if value not in (None, False):
            kept[bound.html_name] = value
    return {**kept, **more}


def exacts(event: Event) -> list[str]:
    return [one.exact for one in event.citations.all()]


def test_each_field_says_where_it_was_changed(desk: Client, event: Event) -> None:
    address = change_address(event)
    mine = form(desk, address, **{"citations-0-exact": "mine", "citations-0-note": "my note"})
    hers = {"citations-0-exact": "hers", "citations-0-prefix": "hers too"}
    assert desk.post(address, form(desk, address, **hers)).status_code == 302
    response = desk.post(address, mine)
    assert response.status_code == 200
    assert conflicts(response) == {"hers": "changed"}
    assert sides(response, "hers") == {
        "Phrase": "both",
        "Words before": "there",
        "How the date was read": "here",
    }
    page = response.content.decode()
    for name, ticked in (("exact", ""), ("prefix", " checked"), ("note", "")):
        assert f'name="take_theirs" value="citations-0-{name}"{ticked}>' in page
    assert exacts(event)[0] == "hers"


def test_a_citation_is_merged_field_by_field(desk: Client, event: Event) -> None:
    address = change_address(event)
    mine = form(desk, address, **{"citations-0-exact": "mine", "citations-0-note": "my note"})
    other = make_post()
    hers = {
        "citations-0-exact": "hers",
        "citations-0-post": other.pk,
        "citations-0-supports": ["place"],
    }
    desk.post(address, form(desk, address, **hers))
    response = desk.post(address, mine)
    theirs = ["citations-0-post", "citations-0-supports", "citations-0-exact"]
    assert desk.post(address, again(response, mine, take_theirs=theirs)).status_code == 302
    found = event.citations.first()
    assert found
    assert (found.exact, found.note, found.post) == ("hers", "my note", other)
    assert found.supports == ["place"]


def test_a_citation_that_was_deleted_there_may_stand_or_go(desk: Client, event: Event) -> None:
    address = change_address(event)
    for leave_out in (False, True):
        Citation.objects.filter(event=event).delete()
        make_citation(event)
        make_citation(event, make_post(), exact="other words", position=1)
        mine = form(desk, address, **{"citations-0-exact": "mine"})
        desk.post(address, form(desk, address, **{"citations-0-DELETE": "on"}))
        response = desk.post(address, mine)
        assert response.status_code == 200
        assert conflicts(response) == {"mine": "deleted there"}
        assert exacts(event) == ["other words"]
        [gone] = response.context["citation_conflicts"]
        more = {gone.delete_name: "on"} if leave_out else {}
        assert f'name="{gone.delete_name}"' in response.content.decode()
        assert desk.post(address, again(response, mine, **more)).status_code == 302
        assert set(exacts(event)) == ({"other words"} if leave_out else {"mine", "other words"})


def test_one_that_was_deleted_by_a_program_is_a_conflict_too(desk: Client, event: Event) -> None:
    """Such a deletion does not change the event's token."""
    address = change_address(event)
    mine = form(desk, address, title="Y", **{"citations-1-exact": "mine"})
    event.citations.filter(exact="other words").delete()
    response = desk.post(address, mine)
    assert response.status_code == 200
    assert conflicts(response) == {"mine": "deleted there"}
    assert "A citation was deleted while you were writing" in response.content.decode()
    event.refresh_from_db()
    assert event.title == "X"
    assert desk.post(address, again(response, mine)).status_code == 302
    assert exacts(event) == ["some words", "mine"]


def test_deleted_in_both_is_no_conflict(desk: Client, event: Event) -> None:
    address = change_address(event)
    mine = form(desk, address, **{"citations-1-DELETE": "on"})
    event.citations.filter(exact="other words").delete()
    assert desk.post(address, mine).status_code == 302
    assert exacts(event) == ["some words"]


def test_deleting_what_was_changed_there_says_so(desk: Client, event: Event) -> None:
    address = change_address(event)
    mine = form(desk, address, **{"citations-0-DELETE": "on"})
    desk.post(address, form(desk, address, **{"citations-0-exact": "hers"}))
    response = desk.post(address, mine)
    assert conflicts(response) == {"hers": "deleted here"}
    assert exacts(event) == ["hers", "other words"]


def test_what_was_added_there_stays(desk: Client, event: Event) -> None:
    address = change_address(event)
    mine = form(desk, address, title="Mine")
    sent = form(desk, address, **citation(make_post(), 2, exact="added"))
    assert desk.post(address, sent).status_code == 302
    response = desk.post(address, mine)
    assert conflicts(response) == {"added": "added there"}
    assert desk.post(address, again(response, mine)).status_code == 302
    assert set(exacts(event)) == {"some words", "other words", "added"}


def test_new_ones_of_two_editors_both_stand(desk: Client, event: Event) -> None:
    address = change_address(event)
    mine = form(desk, address, **citation(make_post(), 2, exact="mine"))
    desk.post(address, form(desk, address, **citation(make_post(), 2, exact="hers")))
    response = desk.post(address, mine)
    assert desk.post(address, again(response, mine)).status_code == 302
    assert set(exacts(event)) == {"some words", "other words", "mine", "hers"}


@pytest.mark.parametrize("opened", ["", "x", "[]", '{"exact": 1}', "[" * 5000, "\x00"])
def test_a_form_that_does_not_say_what_it_was_opened_on_covers_nothing(
    desk: Client, event: Event, opened: str
) -> None:
    address = change_address(event)
    mine = form(desk, address, title="Mine", opened=opened)
    mine |= {"citations-0-opened": opened, "citations-0-exact": "mine"}
    desk.post(address, form(desk, address, **{"citations-0-exact": "hers"}))
    response = desk.post(address, mine)
    assert response.status_code == 200
    assert sides(response, "hers") == {"Phrase": "both"}
    assert exacts(event)[0] == "hers"


@pytest.mark.parametrize(
    "changes",
    [
        {"citations-TOTAL_FORMS": "999999999"},
        {"citations-INITIAL_FORMS": "999999999"},
        {"citations-INITIAL_FORMS": "x"},
        {"citations-0-id": "x"},
        {"citations-0-id": "٣"},
        {"citations-0-id": "999999999999999999999999"},
        {"take_theirs": ["citations-77-exact", "x", "citations-٣-exact"]},
    ],
)
def test_odd_numbers_are_answered(desk: Client, event: Event, changes: dict[str, Any]) -> None:
    address = change_address(event)
    assert desk.post(address, form(desk, address, **changes)).status_code in {200, 302}
    assert len(exacts(event)) == 2


def test_fields_that_only_the_colleague_changed_are_taken_over(desk: Client, event: Event) -> None:
    """Their boxes are ticked: who only wrote a summary must not restore the old title."""
    address = change_address(event)
    mine = form(desk, address, summary="Mine")
    desk.post(address, form(desk, address, title="Hers", importance=5))
    response = desk.post(address, mine)
    found = {each.label: each.side for each in response.context["conflict"].differences}
    assert found == {"Title": "there", "Importance": "there", "Summary": "here"}
    assert 'value="title" checked>' in response.content.decode()
    assert 'value="summary">' in response.content.decode()


def test_what_is_cited_anew_stands_last(desk: Client, event: Event) -> None:
    formset = desk.get(change_address(event)).context["inline_admin_formsets"][0].formset
    assert formset.empty_form["position"].value() == 2
