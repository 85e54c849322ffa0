"""Comparing with an older version: fields, people, topics and citations, word by word."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse
from reversion.models import Version

from tests.desk.forms import change_address, citation, form
from tests.factories import (
    make_citation,
    make_event,
    make_person,
    make_place,
    make_post,
    make_topic,
)
from timeline.desk.citations import CitationForm
from timeline.desk.compare import diff_texts
from timeline.desk.event_form import NON_MODEL_FIELDS, EventForm
from timeline.models import Event
from timeline.models.versions import keep_version

pytestmark = pytest.mark.django_db


def first_version(event: Event) -> Version:
    version = Version.objects.get_for_object(event).last()
    assert version
    return version


@pytest.mark.parametrize(
    ("before", "after", "pieces"),
    [
        ("a b c", "a b c", "=a b c"),
        ("a b c", "a x c", "=a |-b|+x|= c"),
        ("", "a", "+a"),
        ("a", "", "-a"),
        ("", "", ""),
        ("war  and peace", "war and peace", "=war|-  |+ |=and peace"),
    ],
)
def test_words_are_compared(before: str, after: str, pieces: str) -> None:
    assert "|".join(f"{p.sign}{p.text}" for p in diff_texts(before, after)) == pieces


def test_of_many_lines_only_those_that_differ_are_compared_word_by_word() -> None:
    lines = [f"{name}: words of {number}" for number in range(200) for name in ("note", "phrase")]
    after = [line.replace("note: words", "note: other words") for line in lines]
    pieces = list(diff_texts("\n".join(lines), "\n".join([*after, "", "more"])))
    assert [piece.text for piece in pieces if piece.sign == "-"] == []
    added = [piece.text for piece in pieces if piece.sign == "+"]
    assert added[:-1] == ["other "] * 200 or added[:-1] == [" other"] * 200
    assert added[-1].endswith("more")
    assert "".join(p.text for p in pieces if p.sign != "+") == "\n".join(lines)


def test_everything_that_an_editor_writes_is_compared(desk: Client) -> None:
    event = make_event("The old title", state=Event.State.DRAFT)
    address, post = change_address(event), make_post()
    keep_version(event, "As it was.")
    sent = form(
        desk,
        address,
        title="The new title",
        date="June 2000",
        people=[make_person("Ada").pk],
        topics=[make_topic("War").pk],
        place=make_place("Yalta").pk,
        **citation(post, 1, exact="<b>other</b> words"),
    )
    sent |= {"citations-TOTAL_FORMS": "2", "words_stay": "citations-0-date_as_written June 2000"}
    assert desk.post(address, sent).status_code == 302
    version = first_version(event)
    history = desk.get(reverse("admin:timeline_event_history", args=[event.pk])).content.decode()
    compare = reverse("admin:timeline_event_compare", args=[event.pk, version.pk])
    assert compare in history
    response = desk.get(compare)
    changed = {change.label for change in response.context["changes"]}
    assert changed == {
        "title",
        "date",
        "EDTF",
        "date in words",
        "place",
        "people",
        "topics",
        "citations",
    }
    page = response.content.decode()
    assert "<del>old</del> <ins>new</ins>" in page, "words put in stand apart from those taken out"
    assert "its embargo (“Not before”)" in page
    for shown in ("<del>old</del>", "<ins>new</ins>", "<ins>Ada</ins>", "<ins>Yalta</ins>"):
        assert shown in page
    assert "<b>other</b>" not in page
    assert not desk.get(
        reverse("admin:timeline_event_compare", args=[event.pk, Version.objects.latest("pk").pk])
    ).context.get("changes")


def test_versions_of_one_minute_have_names_of_their_own(desk: Client) -> None:
    event = make_event("X", state=Event.State.DRAFT)
    for second in (7, 8):
        keep_version(event, "Again.")
        revision = Version.objects.get_for_object(event)[0].revision
        revision.date_created = datetime.datetime(2026, 11, 29, 23, 6, second, tzinfo=datetime.UTC)
        revision.save()
    history = desk.get(reverse("admin:timeline_event_history", args=[event.pk])).content.decode()
    version = first_version(event)
    compare = reverse("admin:timeline_event_compare", args=[event.pk, version.pk])
    assert "29 Nov 2026, 23:06:07 UTC" in history
    assert "29 Nov 2026, 23:06:08 UTC" in history
    assert "29 Nov 2026, 23:06:07 UTC" in desk.get(compare).content.decode()


#: For each field of the forms of an event and a citation, a value that differs from a new one's.
OTHERWISE: dict[str, Any] = {
    "title": "Another",
    "label": "Annexed",
    "summary": "More.",
    "date": "2000",
    "date_text": "the turn",
    "date_tz": "Europe/Moscow",
    "date_calendar": "J",
    "topics": lambda: [make_topic("War").pk],
    "people": lambda: [make_person("Ada").pk],
    "place": lambda: make_place("Yalta").pk,
    "importance": 5,
    "state": "in_review",
    "publish_at": ["2030-01-02", "03:04"],
    "citations-0-post": lambda: make_post(headline="Another").pk,
    "citations-0-exact": "other words",
    "citations-0-prefix": "words before",
    "citations-0-suffix": "words after",
    "citations-0-date_as_written": "on Friday",
    "citations-0-note": "By the desk.",
    "citations-0-supports": ["place"],
    "citations-0-position": "7",
}
FIELDS = [name for name in EventForm.base_fields if name not in NON_MODEL_FIELDS]
CITED = [f"citations-0-{name}" for name in CitationForm.base_fields if name != "opened"]


@pytest.mark.parametrize("name", [*FIELDS, *CITED])
def test_no_field_that_an_editor_can_change_is_forgotten(desk: Client, name: str) -> None:
    event = make_event("X", state=Event.State.DRAFT, people=["Kept"])
    address = change_address(event)
    keep_version(event, "As it was.")
    value = OTHERWISE[name]() if callable(OTHERWISE[name]) else OTHERWISE[name]
    sent = {name: value}
    if name == "publish_at":
        sent = {f"{name}_0": value[0], f"{name}_1": value[1]}
    sent = form(desk, address, **sent)
    sent["words_stay"] = [
        f"{one} {sent['date']}" for one in ("date_text", "citations-0-date_as_written")
    ]
    assert desk.post(address, sent).status_code == 302
    version = first_version(event)
    compare = reverse("admin:timeline_event_compare", args=[event.pk, version.pk])
    changed = {change.label for change in desk.get(compare).context["changes"]}
    assert changed
    assert ("people" in changed) == (name == "people")


def test_what_was_deleted_since_has_no_name_and_many_citations_ask_once(
    desk: Client, django_assert_max_num_queries: Any
) -> None:
    event = make_event("X", state=Event.State.DRAFT, people=["Ada"])
    for number in range(20):
        make_citation(event, make_post(number=number + 100))
    keep_version(event, "As it was.")
    event.people.clear()
    make_person("Ada").delete()
    version = first_version(event)
    compare = reverse("admin:timeline_event_compare", args=[event.pk, version.pk])
    with django_assert_max_num_queries(25):
        [change] = desk.get(compare).context["changes"]
    assert (change.label, [piece.text for piece in change.pieces]) == ("people", ["?"])


def test_columns_of_an_import_are_compared(desk: Client) -> None:
    event = make_event(extra={"media.url": "https://paper.example/old.png", "mood": "calm"})
    keep_version(event, "As it was.")
    version = first_version(event)
    event.extra = {"media.url": "https://paper.example/new.png", "mood": "calm"}
    event.save()
    response = desk.get(reverse("admin:timeline_event_compare", args=[event.pk, version.pk]))
    assert [change.label for change in response.context["changes"]] == ["kept from an import"]
    page = response.content.decode()
    assert "<del>https://paper.example/old.png</del>" in page
    assert "<ins>https://paper.example/new.png</ins>" in page


def test_nobody_goes_back_past_his_rights(desk: Client) -> None:
    """A writer can't unpublish an event by reverting it to a version that was a draft."""
    event = make_event("X", state=Event.State.DRAFT)
    address = change_address(event)
    desk.post(address, form(desk, address, title="As a draft"))
    desk.post(address, form(desk, address, state="published"))
    back = reverse("admin:timeline_event_revision", args=[event.pk, first_version(event).pk])
    writer = User.objects.create_user("writer", is_staff=True)
    writer.groups.add(Group.objects.get(name="Writer"))
    client = Client()
    client.force_login(writer)
    assert client.get(back).status_code == 403
    assert client.post(back, {}).status_code == 403
    # An editor who reverts it changes the content only: the event stays published.
    sent = form(desk, back, no_change="on")
    assert sent["state"] == "published"
    assert desk.post(back, sent | {"state": "draft"}).status_code == 200
    event.refresh_from_db()
    assert event.state == "published"


def test_going_back_asks_for_a_word_whatever_it_changes(desk: Client) -> None:
    event = make_event("X")
    address = change_address(event)
    desk.post(address, form(desk, address, importance=5))
    back = reverse("admin:timeline_event_revision", args=[event.pk, first_version(event).pk])
    for sent in (form(desk, back), form(desk, back, title="Typed while going back")):
        response = desk.post(back, sent)
        assert response.status_code == 200
        assert "correction_kind" in response.context["adminform"].form.errors
    event.refresh_from_db()
    assert event.title == "X"
