"""Saved timelines keep working when the subjects that their queries name are changed."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.desk.forms import form
from tests.factories import make_event, make_person, make_timeline, make_topic
from tests.web import parse, titles
from timeline.models import Event, Timeline, Topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def war(db: None) -> Topic:
    make_event("A battle", topics=["War"], people=["Ada"])
    make_event("A treaty", topics=["Peace"])
    make_timeline("wars", query="topic=war&person=ada")
    return Topic.objects.get(slug="war")


def shown(reader: Client) -> list[str]:
    return titles(parse(reader.get("/t/wars/")))


def test_a_query_follows_what_it_names_to_another_slug(reader: Client, war: Topic) -> None:
    war.slug = "wars & battles"
    war.save()
    assert Timeline.objects.get().query == "topic=wars+%26+battles&person=ada"
    assert shown(reader) == ["A battle"]


def test_of_two_with_the_same_slug_only_the_one_meant_is_followed(war: Topic) -> None:
    other = make_person("War")
    other.slug = "wars"
    other.save()
    assert Timeline.objects.get().query == "topic=war&person=ada"


def test_what_is_gone_leaves_nothing_and_not_everything(reader: Client, war: Topic) -> None:
    war.delete()
    assert shown(reader) == []
    assert "0 events" in reader.get("/t/").content.decode()
    assert reader.get("/t/wars/events.json").json()["count"] == 0


def test_what_only_drafts_have_leaves_nothing_yet(reader: Client, war: Topic) -> None:
    battle = Event.objects.get(title="A battle")
    battle.state = Event.State.DRAFT
    battle.save()
    assert shown(reader) == []
    battle.state = Event.State.PUBLISHED
    battle.save()
    assert shown(reader) == ["A battle"]


def test_the_desk_may_save_what_only_drafts_have_yet(desk: Client) -> None:
    make_event("A draft", topics=["Secret"], state="draft")
    timeline = make_timeline("secret", query="")
    address = reverse("admin:timeline_timeline_change", args=[timeline.pk])
    sent = form(desk, address, query="topic=secret", state="published")
    assert desk.post(address, sent).status_code == 302
    assert Timeline.objects.get().query == "topic=secret"


@pytest.mark.parametrize("at_once", [False, True])
def test_what_a_saved_timeline_asks_for_is_not_deleted(
    desk: Client, war: Topic, at_once: bool
) -> None:
    sent: dict[str, object] = {"post": "yes"}
    if at_once:
        address = reverse("admin:timeline_topic_changelist")
        sent |= {"action": "delete_selected", "_selected_action": [war.pk]}
    else:
        address = reverse("admin:timeline_topic_delete", args=[war.pk])
    page = desk.post(address, sent).content.decode()
    assert "which asks for it" in page
    assert Topic.objects.filter(pk=war.pk).exists()
    make_topic("Other")
    Event.objects.update(published_at=None)  # else readers would know its subjects
    for model in (Timeline, Event):
        model.objects.all().delete()
    assert desk.post(address, sent).status_code == 302
    assert not Topic.objects.filter(pk=war.pk).exists()
