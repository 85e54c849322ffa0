"""Objects deleted at the desk can be restored completely."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from pytest_django import Settings
from reversion.models import Version

from tests.desk.forms import change_address, errors, form
from tests.factories import make_citation, make_event, make_person, make_post
from timeline.models import Citation, Document, Event, Person, Place, Post, Topic
from timeline.models.versions import keep_version

pytestmark = pytest.mark.django_db

LIST = reverse("admin:timeline_event_recoverlist")


@pytest.fixture
def event(db: None) -> Event:
    """An event loaded by a program, which nobody ever saved at the desk."""
    event = make_event(
        "A draft", "17XX", topics=["War"], people=["Ada"], place="Yalta", state=Event.State.DRAFT
    )
    make_citation(event, make_post(), exact="other words")
    return event


def delete(desk: Client, event: Event) -> None:
    address = reverse("admin:timeline_event_delete", args=[event.pk])
    assert desk.post(address, {"post": "yes"}).status_code == 302
    assert not Event.objects.exists()
    assert not Citation.objects.exists()


def recover_address(event: Event) -> str:
    [version] = Version.objects.get_deleted(Event)
    return reverse("admin:timeline_event_recover", args=[version.pk])


def test_who_deletes_an_event_reads_of_what_goes_with_it_alone(desk: Client, event: Event) -> None:
    address = reverse("admin:timeline_event_delete", args=[event.pk])
    context = desk.get(address).context
    assert dict(context["model_count"]) == {"events": 1, "citations": 2}
    [_itself, cited] = context["deleted_objects"]
    assert cited == ["Citation: “some words”", "Citation: “other words”"]


@pytest.mark.parametrize("model", [Event, Person])
def test_what_is_brought_back_is_said_to_be_back(
    desk: Client, event: Event, model: type[Model]
) -> None:
    found = event if model is Event else make_person("Grace Hopper")
    name = found._meta.model_name
    desk.post(reverse(f"admin:timeline_{name}_delete", args=[found.pk]), {"post": "yes"})
    [version] = Version.objects.get_deleted(model)
    response = recover(desk, reverse(f"admin:timeline_{name}_recover", args=[version.pk]))
    address = reverse(f"admin:timeline_{name}_change", args=[version.object_id])
    [said] = [str(one) for one in response.context["messages"] if "“" in str(one)]
    assert said == f'The {name} “<a href="{address}">{version.object_repr}</a>” was recovered.'


def test_a_deleted_event_comes_back_with_all_that_it_had(
    desk: Client, editor: User, event: Event
) -> None:
    pk, public_id, created = event.pk, event.public_id, event.created_at
    delete(desk, event)
    address = recover_address(event)
    page = desk.get(LIST).content.decode()
    assert "A draft" in page
    assert address in page
    assert "<td>editor</td>" in page, "who deleted it"
    assert not Event.objects.exists(), "looking brings nothing back"
    sent = form(desk, address, reason="It was needed after all")
    assert not Event.objects.exists()
    response = desk.post(address, sent)
    assert response.status_code == 302, response.context["errors"]
    back = Event.objects.get()
    assert (back.pk, back.public_id, back.title) == (pk, public_id, "A draft")
    assert (back.date_edtf, back.date_text) == ("17XX", "17XX")
    assert abs(back.created_at - created) < datetime.timedelta(milliseconds=1)
    assert [person.name for person in back.people.all()] == ["Ada"]
    assert [topic.name for topic in back.topics.all()] == ["War"]
    assert back.place
    assert back.place.name == "Yalta"
    assert back.lane
    assert back.lane.name == "War"
    assert [one.exact for one in back.citations.all()] == ["some words", "other words"]
    assert list(Event.objects.all().matching("draft ada")) == [back]
    newest = Version.objects.get_for_object(back).first()
    assert newest
    assert newest.revision.user == editor
    assert newest.revision.comment.startswith("It was needed after all")
    assert "There are no deleted" in desk.get(LIST).content.decode()


def test_colleagues_are_told_why_it_is_back(desk: Client, event: Event) -> None:
    delete(desk, event)
    address = recover_address(event)
    sent = form(desk, address)
    response = desk.post(address, sent)
    assert response.status_code == 200
    assert "reason" in response.context["adminform"].form.errors
    assert not Event.objects.exists()


def test_it_may_be_changed_on_the_way_back(desk: Client, event: Event) -> None:
    delete(desk, event)
    address = recover_address(event)
    sent = form(desk, address, reason="Needed", title="Another title")
    assert desk.post(address, sent).status_code == 302
    assert Event.objects.get().title == "Another title"


def test_of_four_eyes_nobody_publishes_what_they_bring_back(
    desk: Client, event: Event, settings: Settings
) -> None:
    settings.FOUR_EYES = True
    keep_version(event, "", User.objects.create(username="mara"))
    delete(desk, event)
    address = recover_address(event)
    response = desk.post(address, form(desk, address, reason="Needed", state="published"))
    assert "publish what you changed" in errors(response)
    assert not Event.objects.exists()


def test_many_deleted_at_once_come_back_one_by_one(desk: Client, event: Event) -> None:
    other = make_event("Another draft", state=Event.State.DRAFT)
    sent: dict[str, Any] = {
        "action": "delete_selected",
        "_selected_action": [event.pk, other.pk],
        "post": "yes",
    }
    desk.post(reverse("admin:timeline_event_changelist"), sent)
    assert not Event.objects.exists()
    versions = {version.object_repr: version for version in Version.objects.get_deleted(Event)}
    assert set(versions) == {"A draft", "Another draft"}
    address = reverse("admin:timeline_event_recover", args=[versions["A draft"].pk])
    assert desk.post(address, form(desk, address, reason="Needed")).status_code == 302
    assert Event.objects.get().title == "A draft"


GONE = [
    (Person, "people"),
    (Topic, "topics"),
    (Place, "place"),
    (Post, "citation"),
    (User, ""),
]


@pytest.mark.parametrize(("model", "name"), GONE)
def test_it_comes_back_without_what_was_deleted_since(
    desk: Client, event: Event, model: type[Model], name: str
) -> None:
    event.created_by = User.objects.create(username="mara")
    event.save()
    delete(desk, event)
    remove_all(model)
    response = recover(desk, recover_address(event))
    assert_without(response, name)
    assert Event.objects.get().title == "A draft"


@pytest.mark.parametrize(("model", "name"), [pair for pair in GONE if pair[0] is not Post])
def test_a_version_is_gone_back_to_without_what_was_deleted_since(
    desk: Client, event: Event, model: type[Model], name: str
) -> None:
    event.created_by = User.objects.create(username="mara")
    event.save()
    address = change_address(event)
    desk.post(address, form(desk, address, title="First"))
    first = Version.objects.get_for_object(event).get()
    desk.post(address, form(desk, address, title="Second", people=[], topics=[], place=""))
    remove_all(model)
    response = recover(desk, reverse("admin:timeline_event_revision", args=[event.pk, first.pk]))
    assert_without(response, name)
    event.refresh_from_db()
    assert event.title == "First"


def remove_all(model: type[Model]) -> None:
    """Delete all objects of the model, except the user at the desk."""
    found = model._default_manager.all()
    (found.exclude(username="editor") if model is User else found).delete()


def recover(desk: Client, address: str) -> Any:
    response = desk.post(address, form(desk, address, reason="Needed"), follow=True)
    connection.check_constraints()  # as databases do at the end of a transaction
    return response


def assert_without(response: Any, name: str) -> None:
    page = response.content.decode()
    assert response.status_code == 200
    assert ("Left out because it has been deleted since" in page) == bool(name)
    assert f"deleted since: {name}." in page or not name


def test_what_cannot_be_without_it_stays_away(desk: Client) -> None:
    post = make_post()
    desk.post(reverse("admin:timeline_post_delete", args=[post.pk]), {"post": "yes"})
    [version] = Version.objects.get_deleted(Post)
    Document.objects.all().delete()
    address = reverse("admin:timeline_post_recover", args=[version.pk])
    page = desk.get(address, follow=True).content.decode()
    assert (
        "This post can’t be recovered because its document was deleted. Recover that first." in page
    )
    assert not Post.objects.exists()


@pytest.mark.parametrize("way", ["page", "list"])
def test_the_posts_of_a_deleted_document_are_not_lost(desk: Client, way: str) -> None:
    """They were loaded by a program: no version of them was ever saved at the desk."""
    post = make_post(headline="First", text="Its own words")
    make_post(post.document, headline="Second")
    if way == "page":
        address = reverse("admin:timeline_document_delete", args=[post.document.pk])
        assert desk.post(address, {"post": "yes"}).status_code == 302
    else:
        sent = {"action": "delete_selected", "_selected_action": [post.document.pk], "post": "yes"}
        desk.post(reverse("admin:timeline_document_changelist"), sent)
    assert not Post.objects.exists()
    for model in (Document, Post):
        version = Version.objects.get_deleted(model).order_by("pk")[0]
        address = reverse(f"admin:timeline_{model._meta.model_name}_recover", args=[version.pk])
        assert desk.post(address, form(desk, address)).status_code == 302
    assert (Document.objects.get().pk, Post.objects.get().document_id) == (post.document.pk,) * 2
    assert (Post.objects.get().headline, Post.objects.get().text) == ("First", "Its own words")


def test_other_things_come_back_too(desk: Client) -> None:
    person = make_person("Ada")
    desk.post(reverse("admin:timeline_person_delete", args=[person.pk]), {"post": "yes"})
    [version] = Version.objects.get_deleted(Person)
    address = reverse("admin:timeline_person_recover", args=[version.pk])
    assert desk.post(address, form(desk, address)).status_code == 302
    assert Person.objects.get().name == "Ada"


def test_what_is_taken_meanwhile_is_named_with_the_way_to_mend_it(desk: Client) -> None:
    person = make_person("Ada")
    desk.post(reverse("admin:timeline_person_delete", args=[person.pk]), {"post": "yes"})
    other = Person.objects.create(name="Ada <B>", slug="ada")
    change = reverse("admin:timeline_person_change", args=[other.pk])
    [version] = Version.objects.get_deleted(Person)
    address = reverse("admin:timeline_person_recover", args=[version.pk])
    for response in (desk.get(address, follow=True), desk.post(address, {}, follow=True)):
        page = response.content.decode()
        assert "This can’t be restored: slug “ada” is taken by the person" in page
        assert f'<a href="{change}">Ada &lt;B&gt;</a>. Change it there' in page
        assert "missing dependency" not in page
    assert Person.objects.get() == other
    assert desk.post(change, form(desk, change, slug="ada-b")).status_code == 302
    assert desk.post(address, form(desk, address, slug="ada-a")).status_code == 302
    assert set(Person.objects.values_list("slug", flat=True)) == {"ada-a", "ada-b"}


def test_an_id_or_a_number_is_taken_too(desk: Client, event: Event) -> None:
    post = make_post(headline="First")
    desk.post(reverse("admin:timeline_post_delete", args=[post.pk]), {"post": "yes"})
    make_post(post.document, number=post.number)
    [version] = Version.objects.get_deleted(Post)
    address = reverse("admin:timeline_post_recover", args=[version.pk])
    page = desk.get(address, follow=True).content.decode()
    assert f"document “A live page” and number “{post.number}” is taken by the post" in page

    delete(desk, event)
    make_event("Imported again", public_id=event.public_id)
    page = desk.get(recover_address(event), follow=True).content.decode()
    assert f"public id “{event.public_id}” is taken by the event" in page
    assert "Delete that one first, or leave this one as it is." in page


def test_an_older_version_whose_slug_is_taken_is_not_gone_back_to(desk: Client) -> None:
    person = make_person("Ada")
    address = reverse("admin:timeline_person_change", args=[person.pk])
    for slug in ("ada", "ada-l"):
        assert desk.post(address, form(desk, address, slug=slug)).status_code == 302
    Person.objects.create(name="Another", slug="ada")  # bypasses the desk, which would refuse it
    [_newer, first] = Version.objects.get_for_object(person)
    back = reverse("admin:timeline_person_revision", args=[person.pk, first.pk])
    assert "slug “ada” is taken by the person" in desk.get(back, follow=True).content.decode()


def test_an_event_that_is_there_is_not_recovered_over_itself(desk: Client, event: Event) -> None:
    address = change_address(event)
    desk.post(address, form(desk, address, title="First"))
    desk.post(address, form(desk, address, title="Second"))
    first = Version.objects.get_for_object(event).last()
    assert first
    recover = reverse("admin:timeline_event_recover", args=[first.pk])
    assert desk.get(recover).status_code == 302
    assert desk.post(recover, form(desk, address, reason="x")).status_code == 302
    event.refresh_from_db()
    assert event.title == "Second"
