"""Imports run in portions: others can save in between, and no save of theirs is overwritten."""

from __future__ import annotations

import gc
import json
import threading
from collections.abc import Callable
from datetime import timedelta
from time import sleep
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.utils import timezone
from reversion.models import Version

from tests.desk.test_imports import confirm, kinds, send, table
from tests.factories import make_event, make_person
from timeline.desk.imports import executor
from timeline.desk.imports.executor import PlanOutdatedError, execute
from timeline.desk.imports.tracking import TrackedPlan, tracked_plan
from timeline.formats.uploads import read_file
from timeline.models import Document, Event, Person, Post, Topic, Upload

pytestmark = pytest.mark.django_db(transaction=True)

ROWS = [{"title": f"Number {number}", "edtf": "2014"} for number in range(5)]


def planned(*rows: dict[str, str]) -> TrackedPlan:
    return tracked_plan(read_file(table(*rows).encode()), None)


def run(ahead: TrackedPlan) -> list[tuple[int, int]]:
    """Carry out the plan and return what it reports of each portion: (added, changed)."""
    told: list[tuple[int, int]] = []
    execute(ahead, "", "", lambda added, changed: told.append((added, changed)))
    return told


def titles() -> list[str]:
    return [event.title for event in Event.objects.order_by("pk")]


@pytest.fixture(autouse=True)
def portions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(executor, "PORTION_SIZE", 2)


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Register what somebody else saves after the first portion."""
    left: list[Callable[[], object]] = []
    record_own = TrackedPlan.record_own

    def saved(self: TrackedPlan, written: Any) -> None:
        assert not connection.in_atomic_block
        record_own(self, written)
        if left:
            left.pop()()

    monkeypatch.setattr(TrackedPlan, "record_own", saved)
    return left.append


def test_portions_are_told_as_they_are_written() -> None:
    make_event("Number 1", "2014", label="Old", state="draft")
    rows = [{**row, "label": "New"} for row in ROWS]
    assert run(planned(*rows)) == [(1, 1), (2, 0), (1, 0)]
    assert {event.label for event in Event.objects.all()} == {"New"}
    assert len(titles()) == 5


def test_what_is_new_is_created_with_the_first_portion_that_names_it() -> None:
    rows = [{**row, "topics": "War", "people": "Ada"} for row in ROWS]
    rows[4]["topics"] = "War; Peace"
    seen: list[list[str]] = []

    def told(added: int, changed: int) -> None:
        seen.append(sorted(Topic.objects.values_list("name", flat=True)))

    execute(planned(*rows), "", "", told)
    assert seen == [["War"], ["War"], ["Peace", "War"]]
    assert Person.objects.count() == 1
    assert [event.people.count() for event in Event.objects.all()] == [1] * 5
    assert Version.objects.get_for_model(Person).count() == 1


def test_a_colleague_saves_something_else_between_portions(
    meanwhile: Callable[..., None],
) -> None:
    meanwhile(lambda: make_person("Grace Hopper"))
    assert run(planned(*ROWS)) == [(2, 0), (2, 0), (1, 0)]
    assert titles() == [row["title"] for row in ROWS]


def test_an_import_that_ends_first_leaves_the_collector_at_rest(
    meanwhile: Callable[..., None],
) -> None:
    meanwhile(lambda: run(planned({"title": "Hers", "edtf": "2014"})))
    wakes: list[bool] = []
    execute(planned(*ROWS), "", "", lambda added, changed: wakes.append(gc.isenabled()))
    assert (wakes, gc.isenabled()) == ([False] * 3, True)


def test_a_collector_that_was_disabled_before_stays_so() -> None:
    gc.disable()
    try:
        run(planned(*ROWS))
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_a_colleague_saves_what_a_later_row_is_about(meanwhile: Callable[..., None]) -> None:
    event = make_event("Number 4", "2014", label="Old", state="draft")
    ahead = planned(*({**row, "label": "New"} for row in ROWS))
    meanwhile(lambda: Event.objects.filter(pk=event.pk).update(label="Hers"))
    with pytest.raises(PlanOutdatedError):
        run(ahead)
    event.refresh_from_db()
    assert event.label == "Hers"
    assert titles() == ["Number 4", "Number 0", "Number 1"]


def test_a_colleague_who_never_stops_is_given_way(monkeypatch: pytest.MonkeyPatch) -> None:
    plan_again = tracked_plan

    def overtaken(*args: Any) -> TrackedPlan:
        ahead = plan_again(*args)
        make_person(f"Person {Person.objects.count()}")
        return ahead

    monkeypatch.setattr(executor, "tracked_plan", overtaken)
    ahead = planned(*ROWS)
    make_person("The first")
    with pytest.raises(PlanOutdatedError):
        run(ahead)
    assert not titles()


def test_what_is_refused_by_then_is_not_done(meanwhile: Callable[..., None]) -> None:
    """Rows may drop out of a confirmed plan, but nothing unconfirmed may be done."""
    ahead = planned(*({**row, "label": "New"} for row in ROWS))
    meanwhile(lambda: make_event("Number 4", "2014", label="New", state="draft"))
    assert run(ahead) == [(2, 0), (2, 0)]
    assert sorted(titles()) == [row["title"] for row in ROWS]


def test_sources_are_created_with_the_first_portion_that_cites_them() -> None:
    document = {
        "headline": "A page",
        "publisher": "A paper",
        "short_name": "Page",
        "url": "https://paper.example/page",
        "published_on": "2025-03-18",
        "time_zone": "UTC",
    }

    def cell(number: int) -> str:
        post = {"post": f"bcdfghjk/{number}", "headline": f"Post {number}", "exact": "words"}
        return json.dumps([{**post, "supports": ["date"], "document": document}])

    rows = [{**row, "citations": cell(number // 3 + 1)} for number, row in enumerate(ROWS)]
    seen: list[int] = []
    execute(planned(*rows), "", "", lambda added, changed: seen.append(Post.objects.count()))
    assert seen == [1, 2, 2]
    assert Document.objects.count() == 1
    assert [event.citations.get().post.number for event in Event.objects.order_by("pk")] == [
        1,
        1,
        1,
        2,
        2,
    ]
    assert Version.objects.get_for_model(Post).count() == 2


def test_others_get_the_lock_between_portions() -> None:
    """Others wait for one portion at most, on SQLite and on PostgreSQL."""
    ahead = planned(*({"title": f"Number {number}", "edtf": "2014"} for number in range(40)))
    mine = make_event("Mine", state="draft")
    saved: list[int] = []

    def save() -> None:
        while importing.is_alive():
            Event.objects.filter(pk=mine.pk).update(label="Hers")
            saved.append(Event.objects.count())
            sleep(0.02)
        connection.close()

    def work() -> None:
        run(ahead)
        connection.close()

    importing = threading.Thread(target=work)
    saving = threading.Thread(target=save)
    importing.start()
    saving.start()
    importing.join()
    saving.join()
    assert len(set(saved)) > 5, saved


def is_waited_for() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
        return cursor.fetchone() is not None


@pytest.mark.postgres  # SQLite allows one writer at a time
def test_two_imports_at_once_add_an_event_once() -> None:
    first, second = planned(ROWS[0]), planned(ROWS[0])

    def overtake() -> None:
        run(second)
        connection.close()

    other = threading.Thread(target=overtake)

    def told(added: int, changed: int) -> None:
        other.start()
        while other.is_alive() and not is_waited_for():
            sleep(0.01)

    execute(first, "", "", told)
    other.join()
    assert titles() == ["Number 0"]


# --- at the desk ----------------------------------------------------------------------------------


def test_who_confirms_twice_is_told_how_far_it_is(desk: Client) -> None:
    page = send(desk, table(*ROWS))
    address = page.redirect_chain[-1][0]
    upload = Upload.objects.get()
    assert upload.claim()
    upload.add_progress(2, 0)
    for again in (confirm(desk, page), desk.post(address, {"discard": "1"}, follow=True)):
        assert "is being imported" in again.content.decode()
        assert "2 events added as drafts, 0 events changed" in again.content.decode()
    assert not titles()
    upload.release()
    assert "Saved so far:" in desk.get(address).content.decode()


def test_who_comes_back_to_a_file_that_is_imported_is_told(desk: Client) -> None:
    page = send(desk, table(*ROWS))
    confirm(desk, page)
    for again in (confirm(desk, page), desk.get(page.redirect_chain[-1][0])):
        assert "This file was imported: 5 events added as drafts" in again.content.decode()
    assert len(titles()) == 5
    assert not bytes(Upload.objects.get().content)


def test_what_a_dead_process_left_goes_on(desk: Client) -> None:
    page = send(desk, table(*ROWS))
    upload = Upload.objects.get()
    assert upload.claim()
    upload.add_progress(2, 0)
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        confirm(desk, page)
    assert len(titles()) == 5


def test_an_overtaken_import_shows_what_is_left_and_keeps_what_was_typed(
    desk: Client, meanwhile: Callable[..., None]
) -> None:
    event = make_event("Number 4", "2014", label="Old", state="draft")
    page = send(desk, table(*({**row, "label": "New"} for row in ROWS)))
    meanwhile(lambda: Event.objects.filter(pk=event.pk).update(label="Hers"))
    again = confirm(desk, page)
    shown = again.content.decode()
    assert "Something was saved in the meantime" in shown
    assert "Saved so far: 2 events added as drafts, 0 events changed." in shown
    assert kinds(again) == ["same", "same", "new", "new", "changed"]
    assert again.context["form"]["reason"].value() == "From the archive"
    sent = {"confirm": "1", "reason": "x", "digest": again.context["form"]["digest"].value()}
    done = desk.post(page.redirect_chain[-1][0], sent, follow=True)
    assert "4 events added as drafts, 1 event changed." in done.content.decode()
    event.refresh_from_db()
    assert event.label == "New"
