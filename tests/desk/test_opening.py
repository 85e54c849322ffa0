"""What opening a form asks of the database."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.desk.forms import ADD, change_address
from tests.factories import make_person
from timeline.models import Event

pytestmark = pytest.mark.django_db


def test_who_opens_a_form_waits_for_nobody_who_writes(desk: Client, draft_event: Event) -> None:
    """A transaction would: SQLite's begin as a writer's."""
    person = reverse("admin:timeline_person_change", args=[make_person("Ada Lovelace").pk])
    desk.get(ADD)  # the first page writes what the session lacks
    for address in (ADD, change_address(draft_event), person):
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(address).status_code == 200
        begun = [q["sql"] for q in queries if q["sql"].startswith(("BEGIN", "SAVEPOINT"))]
        assert not begun, address
