"""Changing what readers have seen requires a correction, or a statement that none is needed."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from reversion.models import Version

from tests.desk.forms import change_address, citation, correction, errors, form
from tests.factories import make_citation, make_event, make_place, make_post
from timeline.models import Correction, Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(db: None) -> Event:
    return make_event("X", "2014-03-18")


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Y"},
        {"summary": "Another summary."},
        {"date": "2014-03-19"},
        {"date": "March 2014"},
        {"place": "Yalta"},
        {"citations-0-exact": "other words"},
        {"date_text": "in the year 1066"},
        {"date_calendar": "J"},
        {"state": "retracted"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_change_of_meaning_has_to_be_told(
    desk: Client, event: Event, change: dict[str, Any]
) -> None:
    address = change_address(event)
    if "place" in change:
        change = {"place": make_place(change["place"]).pk}
    response = desk.post(address, form(desk, address, **change))
    assert response.status_code == 200
    assert "reader" in errors(response).lower()
    assert Correction.objects.count() == 0
    told = correction("retraction" if "state" in change else "update", "It was so.", "It is so.")
    sent = form(desk, address, **change, **told)
    sent["words_stay"] = f"citations-0-date_as_written {sent['date']}"  # see test_words.py
    assert desk.post(address, sent).status_code == 302
    assert Correction.objects.get().event == event


def test_a_zone_counts_where_readers_are_shown_it(desk: Client) -> None:
    for date, expected in (("2025-03-18T10:00:00", 200), ("2025-03-18", 302)):
        event = make_event(date, date, date_tz="America/New_York")
        make_citation(event, make_post(), exact="other words")
        address = change_address(event)
        response = desk.post(address, form(desk, address, date_tz="Europe/Moscow"))
        assert response.status_code == expected, date


def test_what_readers_have_seen_does_not_vanish_until_later(
    desk: Client, reader: Client, event: Event
) -> None:
    address = change_address(event)
    later = {"publish_at_0": "2099-01-01", "publish_at_1": "00:00:00"}
    response = desk.post(address, form(desk, address, **later))
    assert "Retract it instead" in str(response.context["adminform"].form.errors["publish_at"])
    assert reader.get(event.get_absolute_url()).status_code == 200
    told = correction("retraction", "It was so.", "It was not.")
    response = desk.post(address, form(desk, address, state="retracted", **told, **later))
    errors_there = response.context["adminform"].form.errors
    assert "is shown at once" in str(errors_there["publish_at"]), "it is being retracted"
    earlier = {"publish_at_0": "2020-01-01", "publish_at_1": "00:00:00"}
    assert desk.post(address, form(desk, address, **earlier)).status_code == 302


@pytest.mark.parametrize(
    "change",
    [{"importance": 5}, {"label": "Yes"}, {"date": "March 18, 2014"}, {"publish_at_0": ""}],
)
def test_what_changes_no_meaning_needs_no_word(
    desk: Client, event: Event, change: dict[str, Any]
) -> None:
    address = change_address(event)
    response = desk.post(address, form(desk, address, **change))
    assert response.status_code == 302, errors(response)


def test_an_editor_may_say_that_the_meaning_is_the_same(desk: Client, event: Event) -> None:
    address = change_address(event)
    assert desk.post(address, form(desk, address, title="Y", no_change="on")).status_code == 302
    assert Correction.objects.count() == 0


def test_nobody_retracts_without_saying_why(desk: Client, event: Event) -> None:
    address = change_address(event)
    sent = form(desk, address, state="retracted", no_change="on")
    assert "why it is retracted" in errors(desk.post(address, sent))


def test_what_was_taken_back_returns_with_a_word_to_readers(desk: Client, event: Event) -> None:
    address = change_address(event)
    told = correction("retraction", "It was so.", "It was not.")
    assert desk.post(address, form(desk, address, state="retracted", **told)).status_code == 302
    for sent in ({}, {"no_change": "on"}, {"no_change": "on", "title": "Y"}):
        response = desk.post(address, form(desk, address, state="published", **sent))
        assert "why it is published again" in errors(response)
    told = correction("update", "It was not.", "It was so, after all.")
    assert desk.post(address, form(desk, address, state="published", **told)).status_code == 302


def test_a_retraction_is_worded_better_afterwards(desk: Client, event: Event) -> None:
    address = change_address(event)
    for now_says in ("It was not.", "It was not so: the post that it rests on is gone."):
        told = correction("retraction", "It was so.", now_says)
        response = desk.post(address, form(desk, address, state="retracted", **told))
        assert response.status_code == 302, errors(response)
    assert next(iter(event.corrections.all())).now_says == now_says


@pytest.mark.parametrize("missing", ["correction_kind", "was", "now_says"])
def test_half_a_correction_is_none(desk: Client, event: Event, missing: str) -> None:
    address = change_address(event)
    told = correction("update", "It was so.", "It is so.") | {missing: ""}
    response = desk.post(address, form(desk, address, title="Y", **told))
    assert response.status_code == 200
    assert "both texts" in errors(response)
    assert Correction.objects.count() == 0


def test_readers_are_not_told_and_not_told_of_the_same(desk: Client, event: Event) -> None:
    address = change_address(event)
    told = correction("update", "It was so.", "It is so.") | {"no_change": "on"}
    assert "not both" in errors(desk.post(address, form(desk, address, title="Y", **told)))
    assert Correction.objects.count() == 0


def test_what_stays_public_is_no_retraction(desk: Client, event: Event) -> None:
    address = change_address(event)
    told = correction("retraction", "It was so.", "It was not.")
    response = desk.post(address, form(desk, address, title="Y", **told))
    assert "A retraction withdraws the event" in errors(response)
    assert Correction.objects.count() == 0


def test_a_draft_changes_without_a_word(desk: Client, draft_event: Event) -> None:
    address = change_address(draft_event)
    assert desk.post(address, form(desk, address, title="Y")).status_code == 302


@pytest.mark.parametrize("state", ["draft", "published"])
def test_what_nobody_has_seen_is_not_corrected(
    desk: Client, draft_event: Event, state: str
) -> None:
    """The correction would become public with the event, and protect a draft from deletion."""
    address = change_address(draft_event)
    told = correction("correction", "It was so.", "It is so.")
    response = desk.post(address, form(desk, address, state=state, **told))
    assert "Readers haven’t seen this event" in errors(response)
    assert "It was so." in response.content.decode()
    assert not Correction.objects.exists()


def test_nor_is_an_older_version_of_it(desk: Client, draft_event: Event) -> None:
    address = change_address(draft_event)
    for title in ("First", "Second"):
        desk.post(address, form(desk, address, title=title))
    old = Version.objects.get_for_object(draft_event)[1]
    back = reverse("admin:timeline_event_revision", args=[draft_event.pk, old.pk])
    assert "correction_kind" not in desk.get(back).content.decode()
    assert desk.post(back, form(desk, back)).status_code == 302


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("publisher", "Another Paper"),
        ("headline", "Another page"),
        ("short_name", "Another"),
        ("url", "https://another.example/"),
        ("published_on", "2025-03-19"),
    ],
)
def test_another_source_is_told_to_the_readers_of_all_that_cites_it(
    desk: Client, event: Event, field: str, value: str
) -> None:
    other, draft = make_event("Y"), make_event("Z", state="draft")
    make_citation(other, make_post(), exact="of the same page")
    document = event.citations.get().post.document
    address = reverse("admin:timeline_document_change", args=[document.pk])
    response = desk.post(address, form(desk, address, **{field: value}))
    said = str(response.context["adminform"].form.errors["correction_kind"])
    assert "Events that readers see cite this." in said
    assert "to all 2 events" in response.content.decode()
    half = form(desk, address, **{field: value}, correction_kind="update")
    assert desk.post(address, half).status_code == 200
    document.refresh_from_db()
    assert str(getattr(document, field)) != value
    told = correction("correction", "It said A.", "It says B.")
    assert desk.post(address, form(desk, address, **{field: value}, **told)).status_code == 302
    assert {one.event for one in Correction.objects.all()} == {event, other}
    assert not draft.corrections.exists()
    assert "It says B." in desk.get(event.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("headline", "Another post"),
        ("summary", "It says something else."),
        ("posted", "at noon"),
        ("published_at_0", "2025-03-19"),
        ("anchor", "#another"),
    ],
)
def test_what_the_source_says_changes_with_a_word_to_the_readers_of_what_cites_it(
    desk: Client, event: Event, field: str, value: str
) -> None:
    post = event.citations.get().post
    post.published_at = datetime.datetime(2025, 3, 18, 9, 30, 15, 123, tzinfo=datetime.UTC)
    post.save()
    beside, draft = make_event("Y", cite=False), make_event("Z", state="draft")
    make_citation(beside, make_post())
    address = reverse("admin:timeline_post_change", args=[post.pk])
    response = desk.post(address, form(desk, address, **{field: value}))
    assert "correction_kind" in response.context["adminform"].form.errors
    assert "to the 1 event that" in response.content.decode()
    sent = form(desk, address, **{field: value}, no_change="on", reason="Typo")
    assert desk.post(address, sent).status_code == 302
    assert not Correction.objects.exists()
    version = Version.objects.get_for_object(post).first()
    assert version
    assert version.revision.comment.startswith("Typo. No change of meaning – ")
    told = correction("correction", "It said A.", "It says B.")
    back = form(desk, address, headline="Back", **told)
    assert desk.post(address, back).status_code == 302
    assert Correction.objects.get().event == event
    assert not beside.corrections.exists()
    assert not draft.corrections.exists()


def test_what_readers_do_not_see_of_a_post_changes_without_a_word(
    desk: Client, event: Event
) -> None:
    cited = event.citations.get().post
    cited.published_at = datetime.datetime(2025, 3, 18, 9, 30, 15, 123, tzinfo=datetime.UTC)
    cited.save()
    uncited = make_post()
    for post, change in ((cited, {"text": "Its words."}), (uncited, {"headline": "Another"})):
        address = reverse("admin:timeline_post_change", args=[post.pk])
        assert desk.post(address, form(desk, address, **change)).status_code == 302
    assert not Correction.objects.exists()


def test_a_post_beside_its_document_points_to_its_own_form(desk: Client, event: Event) -> None:
    post, uncited = event.citations.get().post, make_post()
    address = reverse("admin:timeline_document_change", args=[post.document_id])
    for field in ("headline", "posted"):
        sent = form(desk, address, **{f"posts-0-{field}": "Another"}, no_change="on")
        assert "Change it in its own form" in desk.post(address, sent).content.decode()
    sent = form(desk, address, **{"posts-1-headline": "Another"})
    assert desk.post(address, sent).status_code == 302
    uncited.refresh_from_db()
    assert uncited.headline == "Another"


def test_a_slip_of_the_pen_in_a_source_is_kept_in_its_history(desk: Client, event: Event) -> None:
    document = event.citations.get().post.document
    address = reverse("admin:timeline_document_change", args=[document.pk])
    sent = form(desk, address, headline="A page, live", no_change="on", reason="Typo")
    assert desk.post(address, sent).status_code == 302
    assert not Correction.objects.exists()
    version = Version.objects.get_for_object(document).first()
    assert version
    assert version.revision.comment.startswith("Typo. No change of meaning – ")


def test_who_sends_a_form_twice_tells_readers_once(desk: Client, event: Event) -> None:
    document = event.citations.get().post.document
    address = reverse("admin:timeline_document_change", args=[document.pk])
    first = correction("clarification", "It said A.", "It says B.")
    sent = form(desk, address, headline="Another page", **first)
    for _time in range(2):
        assert desk.post(address, sent).status_code == 302
    own = change_address(event)
    for said in (first, correction("update", "It said B.", "It says C.")):
        for _time in range(2):
            assert desk.post(own, form(desk, own, **said)).status_code == 302
    assert [one.kind for one in event.corrections.all()] == ["update", "clarification"]
    # After a different correction in between, the first one is news again.
    assert desk.post(own, form(desk, own, **first)).status_code == 302
    assert event.corrections.count() == 3


@pytest.mark.parametrize(
    ("kind", "field"), [("event", "title"), ("document", "headline"), ("post", "headline")]
)
def test_each_change_is_told_also_in_the_words_of_the_last_one(
    desk: Client, event: Event, kind: str, field: str
) -> None:
    post = event.citations.get().post
    key = {"event": event.pk, "document": post.document_id, "post": post.pk}[kind]
    address = reverse(f"admin:timeline_{kind}_change", args=[key])
    told = correction("correction", "The number was wrong.", "It is corrected.")
    for text in ("Twelve", "Fifteen", "Twelve"):
        sent = form(desk, address, **{field: text}, **told)
        assert desk.post(address, sent).status_code == 302
    assert event.corrections.count() == 3


def test_going_back_to_another_source_is_told_too(desk: Client, event: Event) -> None:
    document = event.citations.get().post.document
    address = reverse("admin:timeline_document_change", args=[document.pk])
    for url in ("https://first.example/", "https://second.example/"):
        assert desk.post(address, form(desk, address, url=url, no_change="on")).status_code == 302
    first = Version.objects.get_for_object(document).last()
    assert first
    back = reverse("admin:timeline_document_revision", args=[document.pk, first.pk])
    assert "correction_kind" in desk.post(back, form(desk, back)).context["adminform"].form.errors
    told = correction("correction", "second.example", "first.example")
    assert desk.post(back, form(desk, back, **told)).status_code == 302
    document.refresh_from_db()
    assert document.url == "https://first.example/"
    assert event.corrections.count() == 1


@pytest.mark.parametrize("state", ["draft", "published"])
def test_what_readers_know_no_source_by_changes_without_a_word(desk: Client, state: str) -> None:
    document = make_event("X", state=state).citations.get().post.document
    address = reverse("admin:timeline_document_change", args=[document.pk])
    change = {"summary": "More.", "archive_url": "https://archive.example/1"}
    if state == "draft":
        change["url"] = "https://another.example/"
        assert "no_change" not in desk.get(address).content.decode()
    assert desk.post(address, form(desk, address, **change)).status_code == 302
    assert not Correction.objects.exists()


@pytest.mark.parametrize(
    ("was", "now_says"), [("\u200b", "It is so."), ("It was so.", "\u2060"), ("\u3164", "\u200b")]
)
def test_a_word_to_readers_can_be_seen(desk: Client, was: str, now_says: str) -> None:
    event = make_event("Before")
    address = change_address(event)
    told = correction("correction", was, now_says)
    response = desk.post(address, form(desk, address, title="After", **told))
    assert response.status_code == 200
    assert "This has no visible characters" in str(response.context["adminform"].form.errors)
    assert not event.corrections.exists()


def test_a_phrase_can_be_seen(desk: Client) -> None:
    event, post = make_event("X", state=Event.State.DRAFT, cite=False), make_post()
    address = change_address(event)
    response = desk.post(address, form(desk, address) | citation(post, exact="\u200b"))
    assert response.status_code == 200
    assert "This has no visible characters" in response.content.decode()
