"""A plan is made while nobody waits, and made anew for what it is about alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import transaction

from tests.desk.test_imports import table
from tests.factories import make_event, make_person
from timeline.desk.imports.holding import plan_ahead
from timeline.desk.imports.planner import plan_import
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
