"""Import: shown row by row, done whole or not at all, and nobody covered."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from reversion.models import Version

from timeline.models import Event, Upload

pytestmark = pytest.mark.django_db

IMPORT = reverse("admin:timeline_event_import")


def send(desk: Client, text: str | bytes, name: str = "events.csv") -> Any:
    """Upload a file and look at its plan, or at the form that refuses it."""
    content = text if isinstance(text, bytes) else text.encode()
    return desk.post(IMPORT, {"file": SimpleUploadedFile(name, content)}, follow=True)


def confirm(desk: Client, page: Any, **more: str) -> Any:
    address = page.redirect_chain[-1][0]
    sent = {"confirm": "1", "reason": "From the archive", "digest": page.context["plan"].digest}
    return desk.post(address, sent | more, follow=True)


def table(*rows: dict[str, str]) -> str:
    """Rows as CSV, their columns in the order in which they come."""
    columns = list(dict.fromkeys(name for row in rows for name in row))
    text = io.StringIO()
    writer = csv.DictWriter(text, columns)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def kinds(page: Any) -> list[str]:
    return [outcome.kind.value for outcome in page.context["plan"].outcomes]


def test_nothing_is_saved_before_it_is_confirmed(desk: Client, editor: User) -> None:
    page = send(desk, table({"title": "A call", "date_text": "18 March 2025"}))
    assert kinds(page) == ["new"]
    assert "18 March 2025 (2025-03-18" in page.content.decode()
    assert not Event.objects.exists()
    done = confirm(desk, page)
    assert "1 event added as a draft, 0 events changed." in done.content.decode()
    event = Event.objects.get()
    assert (event.title, event.date_edtf, event.state) == ("A call", "2025-03-18", "draft")
    assert event.created_by == event.updated_by == editor
    [version] = Version.objects.get_for_object(event)
    assert version.revision.comment == "events.csv: From the archive"
    assert version.revision.user == editor
    assert not Upload.objects.exists()


def test_export_and_import_of_it_changes_nothing(desk: Client, dataset: None) -> None:
    content = b"".join(Client().get("/events.csv"))
    page = send(desk, content)
    assert set(kinds(page)) == {"same"}
    content = b"".join(Client().get("/events.timelinejs.json"))
    page = send(desk, content)
    assert page.context["plan"].counts == {"same": 62, "aside": 1}
