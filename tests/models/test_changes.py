"""The change log misses no write."""

from __future__ import annotations

import datetime
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import sleep
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection, transaction

from tests.factories import make_citation, make_event, make_person, make_timeline, make_topic
from tests.public_state import stable_state
from timeline.models import Event, Person, Post, Topic
from timeline.models.changes import Change, changes_since, changes_so_far, public_state

pytestmark = pytest.mark.django_db(transaction=True)

WAYS: list[tuple[str, Callable[[Event], object]]] = [
    ("saved", lambda event: event.save()),
    ("updated", lambda event: Event.objects.filter(pk=event.pk).update(importance=1)),
    ("topics", lambda event: event.topics.add(make_topic("War"))),
    ("people", lambda event: event.people.add(make_person("Ada"))),
    ("cited", lambda event: make_citation(event)),
    ("cited no more", lambda event: event.citations.all().delete()),
    ("deleted", lambda event: Event.objects.filter(pk=event.pk).delete()),
]


@pytest.mark.parametrize(("way", "change"), WAYS, ids=[way for way, _ in WAYS])
def test_every_way_of_writing_an_event_is_noted(
    way: str, change: Callable[[Event], object]
) -> None:
    event = make_event()
    pk, seen = event.pk, changes_so_far()
    assert changes_since(seen)[0] == set()
    change(event)
    assert pk in changes_since(seen)[0]


def test_a_citation_that_moves_concerns_both_events() -> None:
    one, other = make_event(), make_event()
    seen = changes_so_far()
    one.citations.update(event=other)
    assert changes_since(seen)[0] == {one.pk, other.pk}


@pytest.mark.parametrize("model", [Topic, Person, Post])
def test_a_name_is_noted_apart_from_events(model: type[Topic] | type[Person] | type[Post]) -> None:
    make_event(topics=["War"], people=["Ada"])
    seen = changes_so_far()
    field = "headline" if model is Post else "name"
    model._default_manager.update(**{field: "Another"})
    changed, _ = changes_since(seen)
    assert changed
    assert max(changed) < 0


@pytest.mark.parametrize(
    ("name", "column", "value", "is_of_events"),
    [
        ("topic", "description", "Another.", False),
        ("topic", "name", "Another", False),
        ("topic", "position", 9, True),
        ("person", "description", "Another.", False),
        ("person", "name", "Another", True),
        ("place", "latitude", 44, False),
        ("place", "name", "Another", True),
    ],
)
def test_saving_a_name_writes_its_events_where_they_follow_from_what_changed(
    name: str, column: str, value: object, is_of_events: bool
) -> None:
    """A subject may have hundreds of thousands of events."""
    event = make_event(topics=["War"], people=["Ada"], place="Yalta")
    saved: Any = {"topic": event.topics.get(), "person": event.people.get(), "place": event.place}[
        name
    ]
    seen = changes_so_far()
    setattr(saved, column, value)
    saved.save()
    assert (event.pk in changes_since(seen)[0]) == is_of_events


def test_changes_are_told_once() -> None:
    event, seen = make_event(), changes_so_far()
    event.save()
    changed, seen = changes_since(seen)
    assert changed == {event.pk}
    assert changes_since(seen)[0] == set()
    event.save()
    assert changes_since(seen)[0] == {event.pk}


def test_what_is_rolled_back_is_not_noted() -> None:
    event, seen = make_event(), changes_so_far()
    with transaction.atomic():
        event.save()
        transaction.set_rollback(True)
    assert changes_since(seen)[0] == set()


@contextmanager
def being_saved(event: Event) -> Iterator[None]:
    """Run the block while another transaction has written the event; it commits afterwards."""
    has_written, may_commit = threading.Event(), threading.Event()

    def write_slowly() -> None:
        with transaction.atomic():
            event.save()
            has_written.set()
            may_commit.wait(10)
        connection.close()

    thread = threading.Thread(target=write_slowly)
    thread.start()
    assert has_written.wait(10)
    yield
    may_commit.set()
    thread.join()


@pytest.mark.postgres  # SQLite has one writer: transactions can't overtake each other
def test_a_transaction_that_is_overtaken_is_still_told() -> None:
    slow, quick, seen = make_event(), make_event(), changes_so_far()
    with being_saved(slow):
        quick.save()
        changed, seen = changes_since(seen)
        assert changed == {quick.pk}
        assert changes_since(seen)[0] == set()
    assert changes_since(seen)[0] == {slow.pk}


@pytest.mark.any_database  # on PostgreSQL, versions are transaction ids
def test_a_number_is_not_given_out_again_after_a_backup_was_restored() -> None:
    """A reader's browser may still have a page cached under the lost version."""
    event = make_event()
    backup = list(Change.objects.values_list("key", "version"))
    event.save()
    lost = public_state().text
    Change.objects.all().delete()
    Change.objects.bulk_create(Change(key=key, version=version) for key, version in backup)
    sleep(1)  # the clock behind the versions has a resolution of one second
    event.save()
    assert public_state().text != lost


@pytest.mark.postgres  # on SQLite, versions continue from the time
def test_numbers_from_another_server_go_with_the_next_migration() -> None:
    event = make_event()
    Change.objects.create(key=-8, version=2**60)
    assert "-8@" in public_state().text, "never settled"
    call_command("migrate", verbosity=0)
    assert "-8@" not in public_state().text
    assert Change.objects.filter(key=event.pk).exists()


def test_triggers_come_back_after_a_migration_made_a_table_anew() -> None:
    event = make_event()
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER timeline_event_noted_changed")
        else:
            cursor.execute("DROP TRIGGER timeline_event_changed ON timeline_event")
    seen = changes_so_far()
    Event.objects.update(importance=1)
    assert changes_since(seen)[0] == set()
    call_command("migrate", verbosity=0)
    seen = changes_so_far()
    Event.objects.update(importance=2)
    assert changes_since(seen)[0] == {event.pk}


def test_the_public_state_is_another_after_every_change() -> None:
    event = make_event(people=["Ada"])
    timeline = make_timeline()
    seen = [stable_state()]
    for change in (
        lambda: event.save(),
        lambda: Person.objects.update(name="Bob"),
        lambda: timeline.save(),
        lambda: Event.objects.all().delete(),
    ):
        change()
        state = stable_state()
        assert state not in seen
        seen.append(state)


@pytest.mark.django_db  # uncommitted changes are listed individually, whatever else is running
def test_the_public_state_is_another_after_an_embargo() -> None:
    now = datetime.datetime(2026, 3, 1, 12, tzinfo=datetime.UTC)
    hour = datetime.timedelta(hours=1)
    with time_machine.travel(now, tick=False) as clock:
        make_event(publish_at=now + hour)
        make_event(publish_at=now + 2 * hour)
        seen = [public_state().text]
        for _number in range(2):
            clock.shift(hour - datetime.timedelta(seconds=1))
            assert public_state().text == seen[-1]
            clock.shift(datetime.timedelta(seconds=1))
            assert public_state().text not in seen
            seen.append(public_state().text)
        clock.shift(hour)
        assert public_state().text == seen[-1]


@pytest.mark.django_db
def test_the_public_state_says_when_an_embargo_ends_it() -> None:
    now = datetime.datetime(2026, 3, 1, 12, tzinfo=datetime.UTC)
    hour = datetime.timedelta(hours=1)
    with time_machine.travel(now, tick=False) as clock:
        assert public_state().until is None
        make_event(publish_at=now + 2 * hour)
        make_event(publish_at=now + hour)
        assert public_state().until == now + hour
        clock.shift(hour)
        assert public_state().until == now + 2 * hour
        clock.shift(hour)
        assert public_state().until is None


@pytest.mark.postgres  # SQLite has one writer: transactions can't overtake each other
def test_the_public_state_tells_of_a_transaction_that_was_overtaken() -> None:
    slow, quick, seen = make_event(), make_event(), [stable_state()]
    with being_saved(slow):
        quick.save()
        state = stable_state()
        assert state not in seen
        seen.append(state)
    assert stable_state() not in seen
