"""Import plans: made without blocking others, and stale only if what they depend on changes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import transaction

from tests.desk.test_imports import table
from tests.factories import make_event, make_person
from timeline.desk.imports.tracking import StalePlanError, TrackedPlan, tracked_plan
from timeline.formats.uploads import read_file
from timeline.models import Event

pytestmark = pytest.mark.django_db(transaction=True)


def add(title: str, edtf: str, **fields: object) -> Event:
    return make_event(title, edtf, cite=False, **fields)


def rename(title: str, to: str) -> None:
    Event.objects.filter(title=title).update(title=to)


def is_stale(ahead: TrackedPlan) -> bool:
    with transaction.atomic():
        try:
            ahead.lock_and_check(ahead.plan.work)
        except StalePlanError:
            return True
    return False


@pytest.mark.parametrize(
    ("saved", "is_about_it"),
    [
        (lambda: add("Another", "2014"), False),
        (lambda: add("Another", "2014", extra={"unique_id": "other"}), False),
        (lambda: rename("Far away", "Farther"), False),
        (lambda: add("A treaty", "2014"), True),
        (lambda: add("A treaty", "2015"), True),
        (lambda: add("Another", "2014", public_id="22222222"), True),
        (lambda: add("Named", "2014"), False),
        (lambda: rename("Far away", "A treaty"), True),
        (lambda: rename("Known", "Unknown"), True),
        (lambda: Event.objects.get(title="Known").delete(), True),
        (lambda: make_person("Ada Lovelace"), True),
    ],
)
def test_a_plan_is_given_up_for_what_it_is_about(
    saved: Callable[[], object], is_about_it: bool
) -> None:
    add("Known", "2013")
    add("Far away", "2014")
    rows = [
        {"title": "A treaty", "edtf": "2014", "id": ""},
        {"title": "Known", "edtf": "2013", "id": ""},
        {"title": "Named", "edtf": "2013", "id": "22222222"},
    ]
    ahead = tracked_plan(read_file(table(*rows).encode()), None)
    saved()
    assert is_stale(ahead) == is_about_it


def test_a_key_of_the_files_makers_names_an_event() -> None:
    rows = (
        b'{"events": [{"start_date": {"year": 2014}, "unique_id": "u", "text": {"headline": "A"}}]}'
    )
    ahead = tracked_plan(read_file(rows), None)
    add("Another", "2014", extra={"unique_id": "u"})
    assert is_stale(ahead)


def test_its_own_changes_are_known_to_it() -> None:
    event, person = add("Known", "2013"), make_person("Ada Lovelace")
    ahead = tracked_plan(read_file(table({"title": "Known", "edtf": "2013"}).encode()), None)
    event.save()
    person.save()
    ahead.record_own([event, person])
    assert not is_stale(ahead)
    make_person("Grace Hopper")
    assert is_stale(ahead)
