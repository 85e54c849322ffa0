"""The SQL queries that opening a form makes."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from reversion.models import Version

from tests.desk.forms import ADD, change_address, form
from tests.factories import make_citation, make_event, make_person, make_post
from timeline.models import Event
from timeline.models.events import MAX_EVENT_CITATIONS

pytestmark = pytest.mark.django_db


def test_who_opens_a_form_waits_for_nobody_who_writes(desk: Client, draft_event: Event) -> None:
    """A transaction would wait, since on SQLite each begins by taking the write lock."""
    person = reverse("admin:timeline_person_change", args=[make_person("Ada Lovelace").pk])
    desk.get(ADD)  # the first page writes to the session
    for address in (ADD, change_address(draft_event), person):
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(address).status_code == 200
        begun = [q["sql"] for q in queries if q["sql"].startswith(("BEGIN", "SAVEPOINT"))]
        assert not begun, address


def statements(desk: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert desk.get(address).status_code == 200
    return len(queries)


def test_many_citations_and_people_cost_as_few_statements_as_two(desk: Client) -> None:
    draft, other = (make_event(title, state=Event.State.DRAFT) for title in ("A", "B"))
    address = change_address(draft)
    assert desk.post(address, form(desk, address, importance=4)).status_code == 302
    version = Version.objects.get_for_object(draft)[0]
    pages = [
        address,
        reverse("admin:timeline_event_compare", args=[draft.pk, version.pk]),
        reverse("admin:timeline_event_merge", args=[draft.pk, other.pk]),
    ]
    make_citation(draft, make_post(number=2), position=1)
    for event in (draft, other):
        event.people.add(make_person(f"One of {event}"))
    few = [statements(desk, page) for page in pages]
    for number in range(3, 30):
        make_citation(draft, make_post(number=number), position=number)
        for event in (draft, other):
            event.people.add(make_person(f"{number} of {event}"))
    assert desk.post(address, form(desk, address, importance=5)).status_code == 302
    assert [statements(desk, page) for page in pages] == few


def test_as_many_citations_as_an_event_may_have_are_saved(desk: Client) -> None:
    draft = make_event("A", state=Event.State.DRAFT, cite=False)
    post = make_post()
    for number in range(MAX_EVENT_CITATIONS):
        make_citation(draft, post, exact=f"words {number}", position=number)
    address = change_address(draft)
    assert desk.post(address, form(desk, address, title="B")).status_code == 302
    draft.refresh_from_db()
    assert (draft.title, draft.citations.count()) == ("B", MAX_EVENT_CITATIONS)
