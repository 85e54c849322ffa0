"""Reverting an object to an older version changes that object alone."""

from __future__ import annotations

import datetime
import json
from typing import Any

import pytest
import reversion
import time_machine
from django.contrib.auth.models import User
from django.db import models
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings
from reversion.models import Version

from tests.desk.forms import change_address, correction, form
from tests.factories import (
    make_citation,
    make_document,
    make_event,
    make_person,
    make_place,
    make_post,
    make_timeline,
    make_topic,
)
from timeline.desk.events import EventAdmin
from timeline.models import Citation, Document, Event

pytestmark = pytest.mark.django_db

_REASON = {"reason": "The older words were better"}
LATER = datetime.datetime(2099, 1, 1, tzinfo=datetime.UTC)


def address_of(thing: models.Model, page: str = "change", *more: Any) -> str:
    name = f"admin:timeline_{thing._meta.model_name}_{page}"
    return reverse(name, args=[thing.pk, *more])


def back_to_first(thing: models.Model) -> str:
    first = Version.objects.get_for_object(thing).last()
    assert first
    return address_of(thing, "revision", first.pk)


# --- what was saved at the same time --------------------------------------------------------------


@pytest.fixture
def document(desk: Client) -> Document:
    """A document saved together with two posts.

    The first post has been edited since, and is cited by an event that readers see.
    """
    add = reverse("admin:timeline_document_add")
    posts = {
        "posts-TOTAL_FORMS": "2",
        "posts-0-number": "1",
        "posts-0-headline": "Old post",
        "posts-1-number": "2",
        "posts-1-headline": "Second post",
    }
    fields = {
        "publisher": "The Paper",
        "headline": "Old headline",
        "short_name": "Live page",
        "url": "https://paper.example/live",
        "published_on": "2025-03-18",
    }
    assert desk.post(add, form(desk, add, **fields, **posts)).status_code == 302
    document = Document.objects.get()
    post = document.posts.get(number=1)
    change = address_of(post)
    sent = form(desk, change, number=9, headline="New post", summary="What it says.")
    assert desk.post(change, sent).status_code == 302
    make_citation(make_event(cite=False), post)
    change = address_of(document)
    sent = form(desk, change, headline="New headline", no_change="on")
    assert desk.post(change, sent).status_code == 302
    return document


def test_an_older_document_leaves_its_posts_alone(
    desk: Client, reader: Client, document: Document
) -> None:
    there = f"/d/{document.public_id}/9/"
    assert reader.get(there).status_code == 200
    back = back_to_first(document)
    page = form(desk, back, no_change="on")
    assert (page["headline"], page["posts-1-headline"]) == ("Old headline", "New post"), "as shown"
    assert desk.post(back, page).status_code == 302
    document.refresh_from_db()
    assert document.headline == "Old headline"
    found = document.posts.values_list("number", "headline", "summary")
    assert set(found) == {(2, "Second post", ""), (9, "New post", "What it says.")}
    assert reader.get(there).status_code == 200


def test_an_older_post_leaves_its_document_and_the_others_alone(
    desk: Client, document: Document
) -> None:
    first, second = document.posts.get(number=9), document.posts.get(number=2)
    change = address_of(second)
    assert desk.post(change, form(desk, change, headline="Another")).status_code == 302
    back = back_to_first(second)
    assert desk.post(back, form(desk, back)).status_code == 302
    for thing in (document, first, second):
        thing.refresh_from_db()
    assert (second.headline, first.headline) == ("Second post", "New post")
    assert (first.number, document.headline) == (9, "New headline")


def test_the_address_of_a_cited_post_stays_with_an_older_version_too(
    desk: Client, document: Document
) -> None:
    post = document.posts.get(number=9)
    back = back_to_first(post)
    response = desk.post(back, form(desk, back))
    assert response.status_code == 200
    assert "number" in response.context["adminform"].form.errors
    sent = form(desk, back, number=9, no_change="on")
    assert desk.post(back, sent).status_code == 302
    post.refresh_from_db()
    assert (post.number, post.headline) == (9, "Old post")


def test_what_a_post_of_the_same_save_would_need_forbids_nothing(
    desk: Client, document: Document
) -> None:
    """The older post's number is taken by now, which doesn't matter: that post isn't reverted."""
    make_post(document, number=1)
    back = back_to_first(document)
    assert desk.post(back, form(desk, back, no_change="on")).status_code == 302
    document.refresh_from_db()
    assert document.headline == "Old headline"


@pytest.mark.parametrize(
    ("make", "field"),
    [
        (make_event, "title"),
        (make_document, "headline"),
        (make_post, "headline"),
        (make_person, "name"),
        (make_place, "name"),
        (make_topic, "name"),
        (make_timeline, "title"),
    ],
)
def test_of_many_in_one_revision_only_the_one_that_is_asked_for_comes_back(
    desk: Client, make: Any, field: str
) -> None:
    one, other = make(), make(**{"slug" if make is make_timeline else field: "other"})
    with reversion.create_revision():  # as a script or a merger may do
        one.save()
        other.save()
    for thing in (one, other):
        setattr(thing, field, "Since then")
        thing.save()
    back = back_to_first(one)
    more = {"no_change": "on", "reason": "Better"} if make is make_event else {}
    assert desk.post(back, form(desk, back, **more)).status_code == 302
    for thing in (one, other):
        thing.refresh_from_db()
    assert getattr(one, field) != "Since then"
    assert getattr(other, field) == "Since then"


# --- the citations of an event --------------------------------------------------------------------


def test_the_citations_of_an_event_are_its_own(desk: Client) -> None:
    """Its old citations come back, newer ones are deleted, and those of other events stay."""
    one, other = (make_event(title, state=Event.State.DRAFT) for title in ("One", "Other"))
    with reversion.create_revision():
        one.save()
        other.save()
    Citation.objects.all().delete()
    make_citation(one, exact="one's since then")
    make_citation(other, exact="other's since then")
    back = back_to_first(one)
    assert desk.post(back, form(desk, back)).status_code == 302
    assert [citation.exact for citation in one.citations.all()] == ["some words"]
    assert [citation.exact for citation in other.citations.all()] == ["other's since then"]


@pytest.mark.parametrize(("publish_at", "asked"), [(None, "correction_kind"), (LATER, "state")])
def test_a_version_that_cites_otherwise_is_a_change_though_it_says_the_same(
    desk: Client, settings: Settings, publish_at: datetime.datetime | None, asked: str
) -> None:
    """Readers are told of it; and with four eyes, it needs a second person before publication."""
    settings.FOUR_EYES = True
    event = make_event("X", publish_at=publish_at)
    with reversion.create_revision():
        event.save()
    event.citations.update(exact="since then")
    response = go_back(desk, event)
    assert response.context["adminform"].form.errors.keys() == {asked}
    assert event.citations.get().exact == "since then"
    settings.FOUR_EYES = False
    assert go_back(desk, event, no_change="on").status_code == 302
    assert event.citations.get().exact == "some words"


def test_of_many_that_were_deleted_only_the_one_that_is_asked_for_comes_back(
    desk: Client,
) -> None:
    events = [make_event(title, state=Event.State.DRAFT) for title in ("One", "Other")]
    with reversion.create_revision():
        for event in events:
            event.save()
    Event.objects.all().delete()
    version = Version.objects.get_deleted(Event).get(object_repr="One")
    address = reverse("admin:timeline_event_recover", args=[version.pk])
    assert desk.post(address, form(desk, address, reason="Needed")).status_code == 302
    assert [event.title for event in Event.objects.all()] == ["One"]
    assert Citation.objects.count() == 1


# --- the status of an event -----------------------------------------------------------------------


def published(desk: Client, **more: Any) -> Event:
    """Return an event first saved as a draft, then published under another title."""
    event = make_event("X", state=Event.State.DRAFT)
    change = change_address(event)
    assert desk.post(change, form(desk, change, title="First words")).status_code == 302
    sent = form(desk, change, title="Second words", state="published", **more)
    assert desk.post(change, sent).status_code == 302
    event.refresh_from_db()
    return event


def go_back(desk: Client, event: Event, **sent: Any) -> Any:
    back = back_to_first(event)
    response = desk.post(back, form(desk, back, **_REASON, **sent))
    event.refresh_from_db()
    return response


def test_a_retraction_outlasts_an_older_version(desk: Client, reader: Client) -> None:
    event = published(desk)
    first_published, change = event.published_at, change_address(event)
    told = correction("retraction", "It was so.", "It was not.")
    assert desk.post(change, form(desk, change, state="retracted", **told)).status_code == 302
    assert go_back(desk, event, no_change="on").status_code == 302
    assert (event.title, event.state) == ("First words", "retracted")
    assert event.published_at == first_published
    assert reader.get(event.get_absolute_url()).status_code == 410
    for page in ("/corrections/", "/corrections.atom"):
        assert "It was not." in reader.get(page).content.decode()
    sent = form(desk, change, title="Another", state="draft", no_change="on")
    assert "Retract it instead" in str(
        desk.post(change, sent).context["adminform"].form.errors["state"]
    )


def test_readers_see_an_event_since_when_they_have_seen_it(desk: Client) -> None:
    event = published(desk)
    since = timezone.now() - datetime.timedelta(days=30)
    Event.objects.filter(pk=event.pk).update(published_at=since)
    assert go_back(desk, event, no_change="on").status_code == 302
    assert (event.title, event.state, event.published_at) == ("First words", "published", since)


def test_an_embargo_and_a_preview_link_outlast_an_older_version(
    desk: Client, reader: Client
) -> None:
    event = published(desk, publish_at_0="2099-01-01", publish_at_1="00:00:00")
    desk.post(reverse("admin:timeline_event_preview", args=[event.pk]), {"make": "1"})
    event.refresh_from_db()
    until, token = event.publish_at, event.preview_token
    assert go_back(desk, event).status_code == 302
    assert (event.title, event.state, event.publish_at) == ("First words", "published", until)
    assert event.preview_token == token
    assert "First words" in reader.get(f"/preview/{token}/").content.decode()
    assert reader.get(event.get_absolute_url()).status_code == 404


def test_a_version_from_before_those_without_a_first_publication_says_none(desk: Client) -> None:
    event = published(desk)
    since, first = event.published_at, Version.objects.get_for_object(event).last()
    assert first
    [said] = json.loads(first.serialized_data)
    said["fields"] |= {"published_at": None, "preview_token": None, "state": "draft"}
    Version.objects.filter(pk=first.pk).update(serialized_data=json.dumps([said]))
    assert go_back(desk, event, no_change="on").status_code == 302
    assert (event.title, event.published_at) == ("First words", since)


def test_what_was_deleted_under_an_embargo_was_not_published_when_that_ended(
    desk: Client, editor: User
) -> None:
    event = published(desk, publish_at_0="2099-01-01", publish_at_1="00:00:00")
    desk.post(reverse("admin:timeline_event_delete", args=[event.pk]), {"post": "yes"})
    version = Version.objects.get_deleted(Event).get()
    with time_machine.travel("2100-01-01"):
        desk.force_login(editor)
        address = reverse("admin:timeline_event_recover", args=[version.pk])
        assert desk.post(address, form(desk, address, **_REASON, state="draft")).status_code == 302
    assert Event.objects.get().published_at is None


def test_every_field_of_an_event_is_known_to_be_what_it_says_or_where_it_stands() -> None:
    """A new field has to be added either here or to `EventAdmin.not_reverted`."""
    columns = {field.name for field in Event._meta.concrete_fields}
    assert columns - set(EventAdmin.not_reverted) == {
        *("id", "title", "slug", "label", "summary", "lane", "announced", "place"),
        *("importance", "extra"),
        *("date_text", "date_edtf", "date_tz", "date_calendar", "date_lower", "date_upper"),
        *("date_sort", "date_precision", "date_instant", "date_month_day"),
    }


@pytest.mark.parametrize("state", ["draft", "embargoed", "published", "retracted"])
def test_colleagues_are_told_why_an_older_version_of_what_was_published_is_back(
    desk: Client, state: str
) -> None:
    fields: Any = {"publish_at": LATER} if state == "embargoed" else {}
    event = make_event("X", state=Event.State.DRAFT, **fields)
    change = change_address(event)
    assert desk.post(change, form(desk, change, title="First words")).status_code == 302
    event.refresh_from_db()
    if state != "draft":
        event.state = Event.State.PUBLISHED
        event.save()
    if state == "retracted":
        event.state = Event.State.RETRACTED
        event.save()
    back = back_to_first(event)
    response = desk.post(back, form(desk, back, no_change="on"))
    assert response.status_code == (302 if state == "draft" else 200)
    if state != "draft":
        assert response.context["adminform"].form.errors.keys() == {"reason"}
        sent = form(desk, back, no_change="on", **_REASON)
        assert desk.post(back, sent).status_code == 302
        newest = Version.objects.get_for_object(event)[0]
        assert newest.revision.comment.startswith(_REASON["reason"])
