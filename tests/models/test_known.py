"""An object that a public event stops referring to stays known, whatever writes the change."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from tests.factories import make_document, make_event, make_person, make_post, make_topic
from timeline.models import Citation, Document, Event, Known
from timeline.models.changes import key_of
from timeline.models.versions import keep_version
from timeline.models.visibility import is_known_to_readers, requires_publisher

pytestmark = pytest.mark.django_db


def named(event: Event) -> list[Document]:
    """Return the topics, people, place and documents that an event refers to."""
    things = [*event.topics.all(), *event.people.all(), event.place]
    return [*things, *Document.objects.filter(posts__citations__event=event)]  # type: ignore[list-item]


def emptied(event: Event) -> None:
    event.topics.clear()
    event.people.clear()
    event.citations.all().delete()
    Event.objects.filter(pk=event.pk).update(place=None)


def changed(event: Event) -> None:
    Event.topics.through.objects.update(topic=make_topic("Other"))
    Event.people.through.objects.update(person=make_person("Other"))
    Citation.objects.update(post=make_post(make_document()))
    event.place = None
    event.save()


@pytest.mark.parametrize("let_go", [emptied, changed])
@pytest.mark.parametrize(
    ("fields", "known"),
    [
        ({}, True),
        ({"state": "draft"}, False),
        ({"publish_at": timezone.now() + timedelta(days=900)}, False),
        ({"state": "retracted", "published_at": timezone.now() - timedelta(days=1)}, True),
    ],
)
def test_what_an_event_named_when_it_was_out_is_known(
    let_go: Callable[[Event], None],
    fields: dict[str, Any],
    known: bool,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    event = make_event("X", topics=["War"], people=["Ada"], place="Yalta", **fields)
    things = named(event)
    assert len(things) == 4
    let_go(event)
    for thing in things:
        with django_assert_num_queries(4):
            assert is_known_to_readers(thing) == requires_publisher(thing) == known


def test_what_is_published_under_an_embargo_is_not_known_yet_but_for_publishers() -> None:
    later = timezone.now() + timedelta(days=900)
    event = make_event("X", topics=["War"], people=["Ada"], place="Yalta", publish_at=later)
    for thing in named(event):
        assert (is_known_to_readers(thing), requires_publisher(thing)) == (False, True)


def test_what_was_let_go_of_before_there_was_a_table_is_found_in_versions() -> None:
    migration = import_module("timeline.migrations.0016_known")
    events = [
        make_event(state, state=state, topics=[state], people=[state], place=state, cite=False)
        for state in ("published", "draft")
    ]
    for event in events:
        Citation.objects.create(event=event, post=make_post(make_document()), exact="x")
        keep_version(event, "")
    out, private = map(named, events)
    for event in events:
        emptied(event)
        keep_version(event, "")
    Known.objects.all().delete()
    migration.fill(apps, SimpleNamespace(connection=connection))
    assert {known.key for known in Known.objects.all()} == set(map(key_of, out))
    assert not any(map(is_known_to_readers, private))
