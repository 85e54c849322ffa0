"""Double clicks, and second clicks because nothing has happened yet."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from reversion.models import Version

from tests.desk.forms import ADD, change_address, citation, correction, errors, form
from tests.desk.racing import RACERS, race_with, signed_in
from tests.factories import make_event, make_post
from timeline.models import Correction, Document, Event

TWICE = "This was already saved: the form was sent twice and counted once."


def test_an_event_is_added_once(desk: Client) -> None:
    post = make_post()
    sent = form(desk, ADD, title="Once", date="2000") | citation(post, date_as_written="")
    first = desk.post(ADD, sent | {"_save": "Save"})
    assert first.status_code == 302
    second = desk.post(ADD, sent | {"_save": "Save"})
    assert (second.status_code, second["Location"]) == (302, first["Location"])
    event = Event.objects.get(title="Once")
    assert event.citations.count() == 1
    assert Version.objects.get_for_object(event).count() == 1
    assert [str(said) for said in get_messages(second.wsgi_request)][-1] == TWICE


def test_where_the_second_click_leads_is_its_own_choice(desk: Client) -> None:
    sent = form(desk, ADD, title="Once", date="2000")
    desk.post(ADD, sent | {"_save": "Save"})
    second = desk.post(ADD, sent | {"_continue": "Save and continue editing"})
    assert second["Location"] == change_address(Event.objects.get(title="Once"))


def test_another_text_is_another_event(desk: Client) -> None:
    for title in ("One", "Another"):
        assert desk.post(ADD, form(desk, ADD, title=title, date="2000")).status_code == 302
    assert Event.objects.filter(title__in=["One", "Another"]).count() == 2


def test_what_was_deleted_since_is_added_anew(desk: Client) -> None:
    sent = form(desk, ADD, title="Once", date="2000")
    desk.post(ADD, sent)
    Event.objects.filter(title="Once").delete()
    assert desk.post(ADD, sent).status_code == 302
    assert Event.objects.filter(title="Once").count() == 1


def test_a_change_is_saved_once_and_told_once(desk: Client) -> None:
    event, post = make_event("Before"), make_post()
    address = change_address(event)
    told = correction("correction", "It was so.", "It is so.")
    sent = form(desk, address, title="After", **told) | citation(
        post, number=event.citations.count(), date_as_written=""
    )
    first = desk.post(address, sent)
    assert first.status_code == 302, errors(first)
    before = Version.objects.get_for_object(event).count()
    cited = event.citations.count()
    second = desk.post(address, sent)
    assert (second.status_code, second["Location"]) == (302, first["Location"])
    assert [str(said) for said in get_messages(second.wsgi_request)][-1] == TWICE
    assert event.citations.count() == cited
    assert Correction.objects.filter(event=event).count() == 1
    assert Version.objects.get_for_object(event).count() == before


def test_after_a_colleagues_save_the_same_form_meets_it(desk: Client, draft_event: Event) -> None:
    address = change_address(draft_event)
    sent = form(desk, address, title="Mine")
    desk.post(address, sent)
    assert desk.post(address, form(desk, address, title="Hers")).status_code == 302
    response = desk.post(address, sent)
    assert "You have saved this event yourself" in errors(response)
    draft_event.refresh_from_db()
    assert draft_event.title == "Hers"


def test_who_may_change_nothing_any_more_is_told_so(
    desk: Client, editor: User, draft_event: Event
) -> None:
    address = change_address(draft_event)
    sent = form(desk, address, title="Mine")
    assert desk.post(address, sent).status_code == 302
    editor.user_permissions.clear()
    assert desk.post(address, sent).status_code == 403


@pytest.mark.django_db(transaction=True)
def test_at_the_same_moment_one_event_is_added(editor: User) -> None:
    browser = signed_in(editor)
    sent = form(browser, ADD, title="Once", date="2000")
    answers = race_with(browser, ADD, [sent] * RACERS)
    assert {status for status, _page in answers} == {302}
    assert Event.objects.filter(title="Once").count() == 1


@pytest.mark.django_db(transaction=True)
def test_at_the_same_moment_one_change_is_saved(editor: User) -> None:
    event = make_event("Before", state=Event.State.DRAFT)
    browser, address = signed_in(editor), change_address(event)
    answers = race_with(browser, address, [form(browser, address, title="After")] * RACERS)
    assert {status for status, _page in answers} == {302}
    assert Version.objects.get_for_object(event).count() == 1


def test_a_document_is_added_once(desk: Client) -> None:
    address = reverse("admin:timeline_document_add")
    sent = form(
        desk,
        address,
        publisher="Reuters",
        headline="Once",
        short_name="Once",
        url="https://example.org/once",
        published_on="2025-03-18",
        time_zone="UTC",
    )
    first = desk.post(address, sent)
    assert first.status_code == 302, errors(first)
    second = desk.post(address, sent)
    assert second.status_code == 302
    assert Document.objects.filter(headline="Once").count() == 1
    assert [str(said) for said in get_messages(second.wsgi_request)][-1] == TWICE
    desk.post(address, {**sent, "headline": "Another"})
    assert Document.objects.filter(headline="Another").exists()


def test_a_merger_of_events_is_told_once(desk: Client) -> None:
    kept, other = make_event("Kept"), make_event("Other")
    address = reverse("admin:timeline_event_merge", args=[kept.pk, other.pk])
    asked = desk.get(address).context["form"]
    sent = {**asked.tokens, "reason": "The same", "no_change": "on"}
    first = desk.post(address, sent)
    assert first.status_code == 302
    second = desk.post(address, sent)
    assert (second.status_code, second["Location"]) == (302, first["Location"])
    assert [str(said) for said in get_messages(second.wsgi_request)][-1] == TWICE
    assert Version.objects.get_for_object(kept).count() == 1
    by_another_form = desk.post(address, {**sent, "reason": "Another"})
    assert "already been merged into another event" in by_another_form.context["refusal"]


@pytest.mark.parametrize("filters", ["", "?state__exact=draft"])
def test_many_are_changed_once(desk: Client, filters: str) -> None:
    """Also when the list no longer shows the events, since they are no drafts any more."""
    drafts = [make_event(f"Draft {number}", state=Event.State.DRAFT) for number in range(2)]
    address = reverse("admin:timeline_event_changelist") + filters
    keys = [str(event.pk) for event in drafts]
    chosen = {"action": "publish_selected", "_selected_action": keys, "index": "0"}
    shown = desk.post(address, chosen).context["fingerprint"]
    sent = {**chosen, "confirmed": "1", "shown": shown}
    assert desk.post(address, sent).status_code == 302
    second = desk.post(address, sent)
    assert second.status_code == 302
    assert [str(said) for said in get_messages(second.wsgi_request)][-1] == TWICE
    for event in drafts:
        assert Version.objects.get_for_object(event).count() == 1
