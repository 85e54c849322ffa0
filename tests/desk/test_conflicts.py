"""Two editors, one event: no edit is lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from reversion.models import Version

from tests.desk.forms import change_address, correction, errors, form, form_of
from tests.desk.racing import race
from tests.factories import make_citation, make_document, make_event, make_person, make_post
from timeline.desk.related import related_digests
from timeline.models import Correction, Document, Event, Person, Place, Post, Topic


def test_the_second_of_two_saves_sees_both_texts(desk: Client, draft_event: Event) -> None:
    address = change_address(draft_event)
    person = make_person("Ada")
    first, second = form(desk, address, title="Hers"), form(desk, address, title="Mine")
    assert desk.post(address, first | {"people": [person.pk]}).status_code == 302
    response = desk.post(address, second)
    assert response.status_code == 200
    draft_event.refresh_from_db()
    assert draft_event.title == "Hers"
    found = response.context["adminform"].form
    assert "You have saved this event yourself" in str(found.non_field_errors())
    assert found["title"].value() == "Mine"
    differences = {each.label: (each.theirs, each.mine) for each in found.conflict.differences}
    assert differences == {"Title": ("Hers", "Mine"), "People": ("Ada", "")}
    assert found.conflict.by == "editor"


def test_having_seen_both_an_editor_merges_field_by_field(desk: Client, draft_event: Event) -> None:
    address = change_address(draft_event)
    person = make_person("Ada")
    hers = form(desk, address, title="Hers", people=[person.pk], publish_at_0="2030-01-01")
    mine = form(desk, address, title="Mine", summary="Mine, too.")
    assert desk.post(address, hers | {"publish_at_1": "10:00:00"}).status_code == 302
    response = desk.post(address, mine)
    token = response.context["adminform"].form["seen_token"].value()
    merged = mine | {"seen_token": token, "take_theirs": ["title", "people", "publish_at"]}
    assert desk.post(address, merged).status_code == 302
    draft_event.refresh_from_db()
    assert (draft_event.title, draft_event.summary) == ("Hers", "Mine, too.")
    assert list(draft_event.people.all()) == [person]
    assert draft_event.publish_at is not None


@pytest.mark.parametrize("by_form", [True, False], ids=["of the event", "of its document"])
def test_a_form_that_was_open_before_the_first_correction_is_saved(
    desk: Client, by_form: bool
) -> None:
    event = make_event("Before")
    address = change_address(event)
    sent = form(desk, address, summary="Mine.", no_change="on")
    if by_form:
        told = correction("correction", "It was so.", "It is so.")
        assert desk.post(address, form(desk, address, title="Hers", **told)).status_code == 302
        response = desk.post(address, sent)
        assert "You have saved this event yourself" in errors(response)
        assert "It is so." in response.content.decode()
        sent = form_of(response, take_theirs="title")
    else:
        Correction.objects.create(event=event, kind="update", was="It was so.", now_says="It is.")
    assert desk.post(address, sent).status_code == 302
    event.refresh_from_db()
    assert event.summary == "Mine."


@pytest.mark.parametrize(
    ("saved_by", "sends_token", "said"),
    [
        ("ben", True, "ben saved this event while you were writing."),
        ("", True, "Somebody saved this event while you were writing."),
        ("editor", True, "You have saved this event yourself since you opened this form."),
        ("ben", False, "Your browser didn’t say which version of this event you had opened."),
    ],
)
def test_nobody_is_said_to_have_saved_who_has_not(
    desk: Client, draft_event: Event, saved_by: str, sends_token: bool, said: str
) -> None:
    address = change_address(draft_event)
    sent = form(desk, address, title="Mine")
    User.objects.create_user("ben")
    draft_event.updated_by = User.objects.filter(username=saved_by).first()
    draft_event.save()
    found = errors(desk.post(address, sent if sends_token else sent | {"seen_token": ""}))
    assert f"{said} Your text is still in the form" in found
    assert [one for one in ("ben", "Somebody", "yourself") if one in found] == [
        one for one in ("ben", "Somebody", "yourself") if one in said
    ]


@pytest.mark.parametrize("token", ["", "x", "00000000-0000-0000-0000-000000000000", "\x00"])
def test_a_form_without_the_right_token_saves_nothing(
    desk: Client, draft_event: Event, token: str
) -> None:
    address = change_address(draft_event)
    response = desk.post(address, form(desk, address, title="New", seen_token=token))
    assert response.status_code == 200
    draft_event.refresh_from_db()
    assert draft_event.title == "An unfinished draft"


def test_a_tab_that_was_open_before_covers_neither_a_program_nor_a_data_set(
    desk: Client, dataset: None
) -> None:
    event = Event.objects.first()
    assert event
    address = change_address(event)
    old = form(desk, address, title="From an old tab", no_change="on")
    event.title = "Changed by a program"
    event.save()
    assert desk.post(address, old).status_code == 200
    old = form(desk, address, title="From an old tab", no_change="on")
    Event.objects.filter(pk=event.pk).delete()
    call_command("load_dataset", verbosity=0)
    assert desk.post(address, old).status_code in {200, 404}
    assert not Event.objects.filter(title="From an old tab").exists()


def test_a_tab_that_was_open_before_a_revert_does_not_cover_it(
    desk: Client, draft_event: Event
) -> None:
    address = change_address(draft_event)
    desk.post(address, form(desk, address, title="First"))
    opened_on_the_first = form(desk, address, title="From an old tab")
    desk.post(address, form(desk, address, title="Second"))
    first = Version.objects.get_for_object(draft_event).last()
    assert first
    back = reverse("admin:timeline_event_revision", args=[draft_event.pk, first.pk])
    assert desk.post(back, form(desk, back)).status_code == 302
    draft_event.refresh_from_db()
    assert draft_event.title == "First"
    assert desk.post(address, opened_on_the_first).status_code == 200
    draft_event.refresh_from_db()
    assert draft_event.title == "First"


def test_a_revert_does_not_cover_what_was_saved_meanwhile(desk: Client, draft_event: Event) -> None:
    address = change_address(draft_event)
    desk.post(address, form(desk, address, title="First"))
    first = Version.objects.get_for_object(draft_event).last()
    assert first
    back = reverse("admin:timeline_event_revision", args=[draft_event.pk, first.pk])
    opened = form(desk, back)
    desk.post(address, form(desk, address, title="Meanwhile"))
    response = desk.post(back, opened)
    assert response.status_code == 200
    assert "Two texts of one event" in response.content.decode()
    draft_event.refresh_from_db()
    assert draft_event.title == "Meanwhile"


def test_who_goes_back_sees_what_was_saved_meanwhile_beside_the_older_version(
    desk: Client, draft_event: Event
) -> None:
    address = change_address(draft_event)
    desk.post(address, form(desk, address, title="First", summary="Old."))
    first = Version.objects.get_for_object(draft_event).last()
    assert first
    desk.post(address, form(desk, address, title="Second", summary="New."))
    back = reverse("admin:timeline_event_revision", args=[draft_event.pk, first.pk])
    opened = form(desk, back)
    desk.post(address, form(desk, address, title="Meanwhile"))
    response = desk.post(back, opened)
    found = {
        one.name: (one.theirs, one.mine, one.side)
        for one in response.context["conflict"].differences
    }
    assert found == {"title": ("Meanwhile", "First", "both"), "summary": ("New.", "Old.", "here")}
    again = form_of(response, take_theirs="title")
    assert desk.post(back, again).status_code == 302
    draft_event.refresh_from_db()
    assert (draft_event.title, draft_event.summary) == ("Meanwhile", "Old.")


@pytest.mark.django_db(transaction=True)
def test_of_racing_processes_exactly_one_wins(editor: User) -> None:
    """Each has its own memory and connection, like a server's worker processes."""
    event = make_event("Before", state=Event.State.DRAFT)
    address = change_address(event)
    answers = race(editor, address, "title")
    won = [number for number, (status, _page) in enumerate(answers) if status == 302]
    assert len(won) == 1
    event.refresh_from_db()
    assert event.title == f"Racer {won[0]}"
    for number, (status, page) in enumerate(answers):
        if number not in won:
            assert status == 200
            assert f"Racer {number}" in page
            assert event.title in page


@pytest.mark.parametrize(
    ("meanwhile", "name"),
    [
        (lambda: Document.objects.update(url="https://evil.example/"), "“A live page”"),
        (lambda: Post.objects.update(summary="Libel"), "“Post number 1”"),
        (lambda: Person.objects.update(name="Mallory"), "“Mallory”"),
        (lambda: Place.objects.update(name="Nowhere"), "“Nowhere”"),
        (lambda: Topic.objects.update(name="Crime"), "“Crime”"),
        (lambda: Post.objects.update(text="Kept here now."), ""),
        (lambda: Person.objects.update(description="Known."), ""),
    ],
)
@pytest.mark.parametrize("state", ["published", "in_review"])
def test_who_publishes_has_seen_its_sources_and_names(
    desk: Client, meanwhile: Callable[[], object], name: str, state: str
) -> None:
    event = make_event("X", state="draft", topics=["War"], people=["Ada"], place="Yalta")
    address = change_address(event)
    sent = form(desk, address, state=state, title="Typed")
    meanwhile()
    asked = desk.post(address, sent)
    if not name or state != "published":
        assert asked.status_code == 302
        return
    assert f"was changed while this form was open: {name}. Your text is still" in errors(asked)
    assert Event.objects.get().state == "draft"
    assert desk.post(address, form_of(asked)).status_code == 302
    assert (Event.objects.get().state, Event.objects.get().title) == ("published", "Typed")


def test_who_publishes_is_told_of_both_at_once(desk: Client) -> None:
    event = make_event("X", state="draft", people=["Ada"])
    address = change_address(event)
    sent = form(desk, address, state="published", title="Typed")
    event.save()
    Person.objects.update(name="Mallory")
    asked = desk.post(address, sent)
    assert "“Mallory”" in errors(asked)
    assert asked.context["conflict"]
    assert desk.post(address, form_of(asked)).status_code == 302


@pytest.mark.django_db
def test_sources_and_names_are_read_in_a_constant_number_of_statements(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    event = make_event("X", state="draft", cite=False)
    for number in range(3):
        make_citation(event, make_post(make_document()))
        event.people.add(make_person(f"Person {number}"))
        with django_assert_num_queries(5):
            assert len(related_digests([event])) == 3 * (number + 1)
