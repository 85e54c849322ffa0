"""Two tabs edit one document, post, person, place, topic or timeline: no update is lost."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from reversion.models import Version

from tests.desk.forms import errors, form, form_of
from tests.desk.racing import RACERS, race
from tests.factories import (
    make_document,
    make_person,
    make_place,
    make_post,
    make_timeline,
    make_topic,
)
from timeline.desk.events import EventAdmin
from timeline.desk.recoverable import RecoverableAdmin
from timeline.models import Document, Person, Post

#: Kind → a function that makes one, and two of its fields.
KINDS: dict[str, tuple[Any, str, str]] = {
    "document": (make_document, "headline", "language"),
    "person": (make_person, "name", "wikidata_id"),
    "place": (make_place, "name", "wikidata_id"),
    "post": (make_post, "headline", "text"),
    "timeline": (make_timeline, "title", "standfirst"),
    "topic": (make_topic, "name", "slug"),
}
SAID = "changed this while you were writing"


def change_of(one: Model) -> str:
    return reverse(f"admin:timeline_{one._meta.model_name}_change", args=[one.pk])


def differences(response: Any) -> dict[str, tuple[str, str, str]]:
    """Map labels to the stored value, the form's value, and where it was changed."""
    return {
        each.label: (each.theirs, each.mine, each.side)
        for _heading, some in response.context["conflicts"]
        for each in some
    }


def test_each_kind_is_tried_here() -> None:
    kept = {
        model._meta.model_name
        for model, one in admin.site._registry.items()
        if isinstance(one, RecoverableAdmin) and not isinstance(one, EventAdmin)
    }
    assert kept == set(KINDS)


@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS)
def test_the_second_of_two_saves_sees_both_texts(desk: Client, kind: str) -> None:
    make, name, other = KINDS[kind]
    one = make()
    address = change_of(one)
    hers = form(desk, address, **{name: "Hers", other: "q1" if other == "slug" else "Q1"})
    mine = form(desk, address, **{name: "Mine"})
    before = getattr(one, other)
    assert desk.post(address, hers).status_code == 302
    response = desk.post(address, mine)
    assert response.status_code == 200
    assert SAID in errors(response)
    label, also = (one._meta.get_field(each).verbose_name.capitalize() for each in (name, other))
    there = "q1" if other == "slug" else "Q1"
    found = {key.casefold(): value for key, value in differences(response).items()}
    assert found == {
        label.casefold(): ("Hers", "Mine", "both"),
        also.casefold(): (there, before, "there"),
    }
    page = response.content.decode()
    assert f'name="take_theirs" value="{other}" checked>' in page
    assert response.context["adminform"].form[name].value() == "Mine"
    one.refresh_from_db()
    assert (getattr(one, name), getattr(one, other)) == ("Hers", there)
    # After both were shown, my field is saved, and the one that I did not touch is kept.
    assert desk.post(address, form_of(response, take_theirs=other)).status_code == 302
    one.refresh_from_db()
    assert (getattr(one, name), getattr(one, other)) == ("Mine", there)


@pytest.mark.django_db
def test_who_saved_the_same_or_changed_nothing_covers_nothing(desk: Client) -> None:
    ada = make_person("Ada")
    address = change_of(ada)
    one, other, third = (form(desk, address, name="Countess") for _tab in range(3))
    assert desk.post(address, one).status_code == 302
    assert desk.post(address, other).status_code == 302
    # A stale form does not undo the change without asking.
    assert desk.post(address, third | {"name": "Ada"}).status_code == 200
    ada.refresh_from_db()
    assert ada.name == "Countess"


@pytest.mark.django_db
@pytest.mark.parametrize("opened", ["", "x", "[]", '{"slug": 1}', "[" * 5000])
def test_a_form_that_does_not_say_what_it_was_opened_on_covers_nothing(
    desk: Client, opened: str
) -> None:
    ada = make_person("Ada")
    response = desk.post(change_of(ada), {"name": "B", "slug": "ada", "opened": opened})
    assert response.status_code == 200
    assert SAID in errors(response)
    ada.refresh_from_db()
    assert ada.name == "Ada"


@pytest.mark.django_db
def test_what_a_program_wrote_is_not_covered_either(desk: Client) -> None:
    post = make_post(headline="Before")
    address = change_of(post)
    mine = form(desk, address, headline="Mine")
    Post.objects.update(headline="By a program")
    assert SAID in errors(desk.post(address, mine))
    assert Post.objects.get().headline == "By a program"


@pytest.mark.django_db
def test_an_error_of_mine_does_not_hide_what_was_changed_there(desk: Client) -> None:
    place = make_place("Yalta")
    address = change_of(place)
    mine = form(desk, address, name="Mine", latitude="91")
    desk.post(address, form(desk, address, name="Hers"))
    response = desk.post(address, mine)
    assert SAID in errors(response)
    assert "latitude" in response.context["adminform"].form.errors
    again = form_of(response, latitude="44.5")
    assert desk.post(address, again).status_code == 302


@pytest.mark.django_db
def test_a_moment_that_a_form_shows_to_the_second_is_no_change(desk: Client) -> None:
    document = make_document(captured_at="2025-03-18T10:00:00.123456Z")
    address = change_of(document)
    assert desk.post(address, form(desk, address, headline="New")).status_code == 302


# --- posts as rows of their document --------------------------------------------------------------


@pytest.mark.django_db
def test_both_moments_are_shown_by_the_clock_of_the_form(desk: Client) -> None:
    day = datetime.datetime(2025, 3, 18, 13, 9, tzinfo=datetime.UTC)
    post = make_post(make_document(time_zone="America/New_York"), published_at=day)
    address = change_of(post)
    mine = form(desk, address, published_at_1="09:30")
    assert desk.post(address, form(desk, address, published_at_1="10:00")).status_code == 302
    response = desk.post(address, mine)
    assert differences(response) == {
        "Published at": ("2025-03-18 10:00:00", "2025-03-18 09:30", "both")
    }


@pytest.mark.django_db
def test_a_document_covers_no_edit_of_its_posts(desk: Client) -> None:
    first, second = make_post(headline="First"), make_post(headline="Second")
    address = change_of(first.document)
    mine = form(desk, address, **{"posts-0-posted": "at noon"})
    assert desk.post(change_of(first), form(desk, change_of(first), headline="Hers")).status_code
    assert desk.post(change_of(second), form(desk, change_of(second), text="T")).status_code == 302
    response = desk.post(address, mine)
    assert response.status_code == 200
    assert differences(response) == {"Headline": ("Hers", "First", "there")}
    page = response.content.decode()
    assert SAID in page
    assert 'name="take_theirs" value="posts-0-headline" checked>' in page
    first.refresh_from_db()
    assert (first.headline, first.posted) == ("Hers", "")
    sent = form_of(response, take_theirs="posts-0-headline")
    assert desk.post(address, sent).status_code == 302
    first.refresh_from_db()
    assert (first.headline, first.posted) == ("Hers", "at noon")


@pytest.mark.django_db
def test_what_was_changed_there_is_deleted_knowingly(desk: Client) -> None:
    post = make_post(headline="First")
    address = change_of(post.document)
    mine = form(desk, address, **{"posts-0-DELETE": "on"})
    desk.post(change_of(post), form(desk, change_of(post), headline="Hers"))
    response = desk.post(address, mine)
    assert response.status_code == 200
    assert "Somebody changed a row that you marked for deletion" in errors(response)
    assert Post.objects.exists()
    assert desk.post(address, form_of(response)).status_code == 302
    assert not Post.objects.exists()


@pytest.mark.django_db
def test_a_post_that_was_deleted_there_is_said_to_be(desk: Client) -> None:
    address = change_of(make_post(headline="First").document)
    for removed in (True, False):
        post = make_post(headline="Second")
        mine = form(desk, address, headline="Mine", **{"posts-1-headline": "Mine, too"})
        post.delete()
        response = desk.post(address, mine)
        assert response.status_code == 200
        page = response.content.decode()
        assert "It was deleted while you were writing" in page
        assert 'value="Mine, too"' in page
        assert Document.objects.get().headline != "Mine"
        again = form_of(response, **({"posts-1-DELETE": "on"} if removed else {}))
        assert desk.post(address, again).status_code == 302
        assert Document.objects.get().headline == "Mine"
        Document.objects.update(headline="Before")
        found = [*Post.objects.values_list("headline", flat=True)]
        assert found == (["First"] if removed else ["First", "Mine, too"])


# --- older versions -------------------------------------------------------------------------------


def versions(desk: Client, person: Person, *names: str) -> str:
    """Save the person under these names, and return the address of the first version."""
    address = change_of(person)
    for name in names:
        assert desk.post(address, form(desk, address, name=name)).status_code == 302
    first = Version.objects.get_for_object(person).last()
    assert first
    return reverse("admin:timeline_person_revision", args=[person.pk, first.pk])


@pytest.mark.django_db
def test_an_older_version_is_gone_back_to(desk: Client) -> None:
    ada = make_person("Ada")
    back = versions(desk, ada, "First", "Second")
    assert desk.post(back, form(desk, back)).status_code == 302
    ada.refresh_from_db()
    assert ada.name == "First"


@pytest.mark.django_db
def test_going_back_covers_nothing_that_was_saved_meanwhile(desk: Client) -> None:
    ada = make_person("Ada")
    back = versions(desk, ada, "First", "Second")
    opened = form(desk, back)
    versions(desk, ada, "Meanwhile")
    response = desk.post(back, opened)
    assert response.status_code == 200
    assert differences(response) == {"Name": ("Meanwhile", "First", "both")}
    ada.refresh_from_db()
    assert ada.name == "Meanwhile"
    assert desk.post(back, form_of(response)).status_code == 302
    ada.refresh_from_db()
    assert ada.name == "First"


@pytest.mark.django_db
def test_a_tab_that_was_open_before_a_return_does_not_cover_it(desk: Client) -> None:
    ada = make_person("Ada")
    back = versions(desk, ada, "First", "Second")
    mine = form(desk, change_of(ada), name="Mine")
    assert desk.post(back, form(desk, back)).status_code == 302
    assert SAID in errors(desk.post(change_of(ada), mine))


@pytest.mark.django_db
def test_what_was_deleted_is_recovered(desk: Client, editor: User) -> None:
    ada = make_person("Ada")
    versions(desk, ada, "First")
    delete = reverse("admin:timeline_person_delete", args=[ada.pk])
    assert desk.post(delete, {"post": "yes"}).status_code == 302
    version = Version.objects.get_deleted(Person).get()
    address = reverse("admin:timeline_person_recover", args=[version.pk])
    assert desk.post(address, form(desk, address, name="Back")).status_code == 302
    assert Person.objects.get().name == "Back"


# --- view-only users, and races -------------------------------------------------------------------


@pytest.mark.django_db
def test_who_only_looks_is_shown_nothing_of_it(viewer: Client) -> None:
    for address in (change_of(make_post()), change_of(make_post().document)):
        assert "pened" not in viewer.get(address).content.decode()


@pytest.mark.django_db(transaction=True)
def test_of_racing_processes_exactly_one_wins(editor: User) -> None:
    person = make_person("Before")
    address = change_of(person)
    answers = race(editor, address, "name")
    won = [number for number, (status, _page) in enumerate(answers) if status == 302]
    assert len(won) == 1
    person.refresh_from_db()
    assert person.name == f"Racer {won[0]}"
    for number, (status, page) in enumerate(answers):
        if number not in won:
            assert status == 200
            assert f"Racer {number}" in page
            assert person.name in page
    assert len(answers) == RACERS
