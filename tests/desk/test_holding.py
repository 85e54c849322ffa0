"""A plan is made while nobody waits, and made anew for what it is about alone."""

from __future__ import annotations

import threading
from collections.abc import Callable
from time import sleep

import pytest
from django.db import connection, transaction

from tests.desk.test_imports import table
from tests.factories import make_event, make_person
from timeline.desk.imports.holding import plan_ahead
from timeline.desk.imports.planner import plan_import
from timeline.desk.imports.writer import write
from timeline.formats.uploads import read_file
from timeline.models import Event


def add(title: str, edtf: str) -> None:
    make_event(title, edtf, cite=False)


def rename(title: str, to: str) -> None:
    Event.objects.filter(title=title).update(title=to)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("saved", "is_about_it"),
    [
        (lambda: add("Another", "2014"), False),
        (lambda: rename("Far away", "Farther"), False),
        (lambda: add("A treaty", "2014"), True),
        (lambda: add("A treaty", "2015"), True),
        (lambda: rename("Far away", "A treaty"), True),
        (lambda: rename("Known", "Unknown"), True),
        (lambda: Event.objects.get(title="Known").delete(), True),
        (lambda: make_person("Ada Lovelace"), True),
    ],
)
def test_a_plan_is_made_anew_for_what_it_is_about(
    saved: Callable[[], object], is_about_it: bool
) -> None:
    add("Known", "2013")
    add("Far away", "2014")
    rows = [{"title": "A treaty", "edtf": "2014"}, {"title": "Known", "edtf": "2013"}]
    ahead = plan_ahead(read_file(table(*rows).encode()), None)
    saved()
    with transaction.atomic():
        held = ahead.hold()
        assert (held is not ahead.plan) == is_about_it
        assert held.digest == plan_import(ahead.plan.sheet, None).digest


def is_waited_for() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
        return cursor.fetchone() is not None


@pytest.mark.postgres  # SQLite has one writer
@pytest.mark.django_db(transaction=True)
def test_two_imports_at_once_add_an_event_once() -> None:
    sheet = read_file(table({"title": "A treaty", "edtf": "2014"}).encode())
    first, second = plan_ahead(sheet, None), plan_ahead(sheet, None)

    def overtake() -> None:
        with transaction.atomic():
            write(second.hold(), None, "")
        connection.close()

    other = threading.Thread(target=overtake)
    with transaction.atomic():
        write(first.hold(), None, "")
        other.start()
        while other.is_alive() and not is_waited_for():
            sleep(0.01)
    other.join()
    assert [event.title for event in Event.objects.all()] == ["A treaty"]
