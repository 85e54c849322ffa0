"""Bulk actions on events: confirmation, reasons, a version for each; filters and gaps."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from reversion.models import Version

from tests.desk.forms import change_address, form
from tests.factories import make_citation, make_event, make_person, make_post, make_topic
from timeline.answers import live_index
from timeline.desk import recoverable
from timeline.models import Document, Event, Person, Post

pytestmark = pytest.mark.django_db

LIST = reverse("admin:timeline_event_changelist")
DRAFT = Event.State.DRAFT


@pytest.fixture
def drafts(db: None) -> list[Event]:
    """Two events ready to be published, and one without a citation."""
    events = [make_event(f"Draft {number}", state=DRAFT) for number in range(2)]
    return [*events, make_event("Hearsay", state=DRAFT, cite=False)]


def choose(events: list[Event], action: str, **more: str) -> dict[str, Any]:
    keys = [str(event.pk) for event in events]
    return {"action": action, "_selected_action": keys, "index": "0", **more}


def confirm(client: Client, events: list[Event], action: str, **more: str) -> Any:
    """Select the events for an action and confirm the page that is shown."""
    asked = client.post(LIST, choose(events, action))
    shown = asked.context["fingerprint"] if asked.status_code == 200 else ""
    sent = choose(events, action, confirmed="1", shown=shown, **more)
    return client.post(LIST, sent, follow=True)


def states() -> dict[str, str]:
    return dict(Event.objects.values_list("title", "state"))


def test_publishing_asks_first_and_says_what_stays(desk: Client, drafts: list[Event]) -> None:
    page = desk.post(LIST, choose(drafts, "publish_selected")).content.decode()
    assert "2 events will change" in page
    assert "Hearsay: It has no citation." in page
    assert set(states().values()) == {"draft"}
    done = confirm(desk, drafts, "publish_selected")
    assert "2 events changed" in done.content.decode()
    assert states() == {"Draft 0": "published", "Draft 1": "published", "Hearsay": "draft"}


@pytest.mark.parametrize("state", ["published", "retracted"])
def test_what_readers_have_seen_is_published_by_no_action(desk: Client, state: str) -> None:
    event = make_event("Out")
    event.state = state
    event.save()
    asked = desk.post(LIST, choose([event], "publish_selected"))
    assert "Out: It is already published, or it was retracted." in asked.content.decode()
    confirm(desk, [event], "publish_selected")
    assert states() == {"Out": state}
    assert not Version.objects.exists()


def edited(event: Event) -> None:
    event.title = "Libel"
    event.save()


@pytest.mark.parametrize(
    ("meanwhile", "seen_again"),
    [
        (edited, "Libel"),
        (lambda _event: make_event("Late", state=DRAFT), "Late"),
        (lambda _event: Document.objects.update(url="https://evil.example/"), "Draft 0"),
        (lambda _event: Post.objects.update(headline="Libel"), "Draft 0"),
        (lambda _event: Person.objects.update(name="Libel"), "Draft 0"),
    ],
)
def test_only_what_was_shown_is_published(
    desk: Client, drafts: list[Event], meanwhile: Callable[[Event], object], seen_again: str
) -> None:
    drafts[0].people.add(make_person("Ada"))
    asked = desk.post(LIST, choose(drafts[:1], "publish_selected", select_across="1"))
    meanwhile(drafts[0])
    shown = asked.context["fingerprint"]
    sent = choose(drafts[:1], "publish_selected", select_across="1", confirmed="1", shown=shown)
    again = desk.post(LIST, sent)
    page = again.content.decode()
    assert "have changed since they were shown" in page
    assert seen_again in page
    assert set(states().values()) == {"draft"}
    desk.post(LIST, sent | {"shown": again.context["fingerprint"]})
    assert "published" in set(states().values())


def test_every_event_that_is_changed_keeps_a_version(
    desk: Client, editor: User, drafts: list[Event]
) -> None:
    address = change_address(drafts[0])
    opened_before = form(desk, address, title="From an old tab")
    confirm(desk, drafts, "publish_selected")
    for event in drafts[:2]:
        [version] = Version.objects.get_for_object(event)
        assert version.field_dict["state"] == "published"
        assert version.revision.user == editor
        assert version.revision.comment == "Publish the selected events"
        event.refresh_from_db()
        assert event.updated_by == editor
    assert desk.post(address, opened_before).status_code == 200, "an old tab covers nothing"


def test_going_back_with_one_of_many_leaves_the_others(desk: Client, drafts: list[Event]) -> None:
    first, second = drafts[:2]
    confirm(desk, drafts, "publish_selected")
    address = change_address(second)
    sent = form(desk, address, title="Changed since", no_change="on")
    assert desk.post(address, sent).status_code == 302
    [version] = Version.objects.get_for_object(first)
    back = reverse("admin:timeline_event_revision", args=[first.pk, version.pk])
    assert desk.post(back, form(desk, back, no_change="on", reason="Why")).status_code == 302
    second.refresh_from_db()
    assert second.title == "Changed since"


def test_too_many_at_once_are_refused(
    desk: Client, drafts: list[Event], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recoverable, "MAX_AT_ONCE", 2)
    for action in ("publish_selected", "delete_selected"):
        page = desk.post(LIST, choose(drafts[:1], action, select_across="1"), follow=True)
        assert "You selected 3, but an action can take at most 2 at once" in page.content.decode()
        assert page.redirect_chain, "nothing is offered to be confirmed"
    monkeypatch.setattr(recoverable, "MAX_AT_ONCE", 3)
    page = desk.post(LIST, choose(drafts[:1], "publish_selected", select_across="1"))
    assert "2 events will change" in page.content.decode()


def test_tagging_asks_for_the_topic(desk: Client, drafts: list[Event]) -> None:
    topic = make_topic("War")
    assert "Topic" in desk.post(LIST, choose(drafts, "tag_selected")).content.decode()
    missing = confirm(desk, drafts, "tag_selected")
    assert missing.status_code == 200
    assert "required" in missing.content.decode()
    confirm(desk, drafts, "tag_selected", topic=str(topic.pk))
    assert topic.events.count() == 3
    assert {event.lane for event in Event.objects.all()} == {topic}


@pytest.mark.parametrize("action", ["publish_selected", "tag_selected"])
def test_many_cost_as_few_statements_as_one(desk: Client, action: str) -> None:
    topic = str(make_topic("War").pk)
    counts = []
    for number in (1, 1, 20):  # the first run fills the process's caches
        events = [make_event(f"Event {each}", state=DRAFT) for each in range(number)]
        with CaptureQueriesContext(connection) as queries:
            confirm(desk, events, action, topic=topic)
        counts.append(len(queries))
        assert {Version.objects.get_for_object(event).count() for event in events} == {1}
    assert counts[1] == counts[2]


def test_who_may_not_publish_is_not_offered_it(drafts: list[Event]) -> None:
    writer = User.objects.create_user("writer", is_staff=True)
    names = ["view_event", "change_event"]
    writer.user_permissions.set(Permission.objects.filter(codename__in=names))
    client = Client()
    client.force_login(writer)
    assert "publish_selected" not in client.get(LIST).content.decode()
    confirm(client, drafts, "publish_selected")
    assert set(states().values()) == {"draft"}
    published = make_event("Out")
    topic = make_topic("War")
    confirm(client, [*drafts, published], "tag_selected", topic=str(topic.pk))
    assert {event.title for event in topic.events.all()} == {"Draft 0", "Draft 1", "Hearsay"}


def test_of_four_eyes_the_other_pair_publishes(
    desk: Client, editor: User, drafts: list[Event], settings: Any
) -> None:
    settings.FOUR_EYES = True
    Event.objects.filter(title="Draft 0").update(created_by=editor)
    page = desk.post(LIST, choose(drafts, "publish_selected")).content.decode()
    assert "Draft 0: Somebody else" in page


def test_of_four_eyes_nobody_tags_what_a_colleague_approved(desk: Client, settings: Any) -> None:
    event = make_event("Approved", publish_at=timezone.now() + datetime.timedelta(days=1))
    topic = make_topic("War")
    settings.FOUR_EYES = True
    page = desk.post(LIST, choose([event], "tag_selected")).content.decode()
    assert "Approved: Somebody else approved it as it is" in page
    confirm(desk, [event], "tag_selected", topic=str(topic.pk))
    assert not topic.events.exists()
    settings.FOUR_EYES = False
    confirm(desk, [event], "tag_selected", topic=str(topic.pk))
    assert topic.events.exists()


def test_the_list_is_narrowed_to_what_needs_work(desk: Client) -> None:
    now, day = timezone.now(), datetime.timedelta(days=1)
    make_event("Uncited", "2014", cite=False)
    make_event("Single", "2014-03")
    twice = make_event("Twice", "2014-03-18")
    make_citation(twice, make_post(), exact="again")
    make_event("Waiting", "2014-03-18T10:00:00Z", publish_at=now + day)
    make_event("Overdue", "201X", state=DRAFT, publish_at=now - day)
    Event.objects.filter(title="Uncited").update(updated_at=now - 10 * day)
    for query, titles in {
        "sources=0": {"Uncited"},
        "sources=1": {"Single", "Waiting", "Overdue"},
        "sources=2": {"Twice"},
        "precision=day": {"Twice", "Waiting"},
        "precision=month": {"Single"},
        "precision=year": {"Uncited", "Overdue"},
        "embargo=waiting": {"Waiting"},
        "embargo=overdue": {"Overdue"},
        "changed=7": {"Single", "Twice", "Waiting", "Overdue"},
        "changed=30": {"Uncited", "Single", "Twice", "Waiting", "Overdue"},
    }.items():
        found = desk.get(f"{LIST}?{query}").context["cl"].queryset
        assert {event.title for event in found} == titles, query


def test_gaps_are_shown_by_topic_and_period(desk: Client, reader: Client) -> None:
    for year in (1944, 1954, 1954, 2014):
        make_event(f"Event {year}", str(year), topics=["Crimea"], cite=year == 1944)
    make_event("A call", "2025-03-18", topics=["Calls"], state=DRAFT)
    make_event("Ever since", "2014/..", topics=["Crimea"], cite=False)
    address = reverse("admin:timeline_event_gaps")
    context = desk.get(address).context
    assert (context["total"], context["uncited"], context["single"]) == (6, 4, 2)
    assert context["vague"] == 5
    assert sum(sum(period.counts) for period in context["periods"]) == 6
    assert (context["periods"][0].name, context["periods"][-1].name) == ("1944", "Open-ended")
    assert sorted(context["periods"][-1].counts) == [0, 1]
    assert any(not any(period.counts) for period in context["periods"])
    assert {lane.name for lane in context["lanes"]} == {"Crimea", "Calls"}
    assert reader.get(address).status_code == 302


@pytest.mark.parametrize(
    ("query", "number"),
    [("sources=0", "uncited"), ("sources=1", "single"), ("precision=year", "vague")],
)
def test_gaps_lead_to_lists_of_as_many_events_as_they_count(
    desk: Client, query: str, number: str
) -> None:
    kept = make_event("Kept", "1944")
    make_event("Uncited", "1945", cite=False)
    for title, is_cited in (("Merged", True), ("Merged and uncited", False)):
        make_event(title, "1944", state=Event.State.MERGED, merged_into=kept, cite=is_cited)
    counted = desk.get(reverse("admin:timeline_event_gaps")).context[number]
    assert desk.get(f"{LIST}?{query}").context["cl"].result_count == counted
    merged = desk.get(f"{LIST}?{query}&state__exact=merged").context["cl"].result_count
    assert merged == {"uncited": 1, "single": 1, "vague": 2}[number]


@pytest.mark.parametrize("is_in_memory", [False, True])
def test_gaps_count_each_event_once_whatever_readers_see_of_it(
    desk: Client, monkeypatch: pytest.MonkeyPatch, is_in_memory: bool
) -> None:
    later = timezone.now() + datetime.timedelta(days=1)
    for year in range(1900, 1960):
        state = list(Event.State)[year % 4]
        topics = [["Crimea"], ["Calls"], []][year % 3]
        make_event(f"Event {year}", str(year), topics=topics, state=state)
    make_event("Under embargo", "1905", topics=["Crimea"], publish_at=later)
    make_event("Ever since", "1910/..", state=DRAFT)
    if is_in_memory:
        columns = live_index.load()
        monkeypatch.setattr("timeline.desk.gaps.keeper.answers", columns.answers)
    context = desk.get(reverse("admin:timeline_event_gaps")).context
    assert [lane.slug for lane in context["lanes"]] == ["calls", "crimea", ""]
    sums = [
        sum(column)
        for column in zip(*(period.counts for period in context["periods"]), strict=True)
    ]
    assert sums == [20, 21, 21]
    assert context["periods"][-1].counts == [0, 0, 1]


@pytest.mark.parametrize("is_in_memory", [False, True])
def test_gaps_between_half_open_dates_are_those_of_the_time_that_is_known(
    desk: Client, monkeypatch: pytest.MonkeyPatch, is_in_memory: bool
) -> None:
    make_event("Ever since", "1990/..")
    make_event("Up to then", "../2005", state=DRAFT)
    if is_in_memory:
        columns = live_index.load()
        monkeypatch.setattr("timeline.desk.gaps.keeper.answers", columns.answers)
    periods = desk.get(reverse("admin:timeline_event_gaps")).context["periods"]
    names = [period.name for period in periods]
    assert (names[0], names[-2:]) == ("1990", ["2005", "Open-ended"])
    assert periods[-1].counts == [2]


@pytest.mark.parametrize("is_in_memory", [False, True])
def test_gaps_say_of_no_period_what_is_known_of_many(
    desk: Client, monkeypatch: pytest.MonkeyPatch, is_in_memory: bool
) -> None:
    for year in range(1700, 2000, 20):
        make_event(f"Event {year}", f"{year}-03-05", topics=["Crimea"])
    make_event("In the century", "17XX", topics=["Crimea"])
    make_event("In the century, too", "17XX", state=DRAFT)
    make_event("All the end of it", "199X", topics=["Crimea"])
    make_event("Ever since", "1990/..", state=DRAFT)
    if is_in_memory:
        columns = live_index.load()
        monkeypatch.setattr("timeline.desk.gaps.keeper.answers", columns.answers)
    context = desk.get(reverse("admin:timeline_event_gaps")).context
    assert [lane.slug for lane in context["lanes"]] == ["crimea", ""]
    counted = {period.name: period.counts for period in context["periods"] if any(period.counts)}
    assert (counted["1700"], counted["1700 and beyond"]) == ([1, 0], [1, 1])
    assert (counted["1990–99"], counted["Open-ended"]) == ([1, 0], [0, 1])
    assert sum(sum(period.counts) for period in context["periods"]) == 19


@pytest.mark.parametrize(("number", "said"), [(1, "Of 1 event,"), (2, "Of 2 events,")])
def test_gaps_are_told_of_one_event_and_of_several(desk: Client, number: int, said: str) -> None:
    for _number in range(number):
        make_event()
    assert said in desk.get(reverse("admin:timeline_event_gaps")).content.decode()


def test_a_desk_without_events_has_no_gaps_to_show(desk: Client) -> None:
    assert desk.get(reverse("admin:timeline_event_gaps")).status_code == 200
