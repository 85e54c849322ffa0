"""`manage.py import_events`: the same plans as for imports at the desk."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from reversion.signals import pre_revision_commit

from tests.factories import make_event
from timeline.models import Correction, Event, Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "events.csv"
    path.write_text("title,edtf,people,Desk\nA,2014,Ada,x\nB,soon,,\n")
    return path


def run(path: Path, **options: Any) -> str:
    out = io.StringIO()
    call_command("import_events", str(path), stdout=out, **options)
    return out.getvalue()


def test_it_says_what_it_would_do_and_does_nothing(file: Path) -> None:
    said = run(file)
    assert "Will be created: person Ada" in said
    assert "Desk" in said
    assert "2: new: A: title:  → A" in said
    assert "3: refused: B: edtf is “soon”" in said
    assert said.endswith("1 refused, 0 changed, 1 new, 0 left out, 0 unchanged\n")
    assert not Event.objects.exists()
    assert not Person.objects.exists()


def test_confirmed_it_is_done_for_somebody(file: Path, editor: User) -> None:
    with pytest.raises(CommandError, match="--leave-out: 1 refused"):
        run(file, confirm="From the archive")
    assert "Imported." in run(file, confirm="From the archive", leave_out=True, by="editor")
    event = Event.objects.get()
    assert (event.title, event.state, event.created_by) == ("A", "draft", editor)


def test_readers_are_told_here_too(tmp_path: Path) -> None:
    event = make_event("Old")
    path = tmp_path / "events.csv"
    path.write_text(f"id,title\n{event.public_id},New\n")
    with pytest.raises(CommandError, match="--telling"):
        run(path, confirm="x")
    run(path, confirm="x", telling="correction")
    assert Correction.objects.get().now_says == "Title: New"


def test_what_cannot_be_read_is_an_error(tmp_path: Path, file: Path) -> None:
    with pytest.raises(CommandError, match="No such file"):
        run(tmp_path / "nothing.csv")
    with pytest.raises(CommandError, match="no user 'nobody'"):
        run(file, by="nobody")
    file.write_bytes(b"title\nK\xf6ln")
    with pytest.raises(CommandError, match="Line 2 is not UTF-8"):
        run(file)


def test_what_somebody_creates_meanwhile_is_said(tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    path.write_text("title,edtf\nA,2014\n")

    def double(**kwargs: Any) -> None:
        Event.objects.bulk_create(Event.objects.all())  # violates the primary key

    pre_revision_commit.connect(double)
    try:
        with pytest.raises(CommandError, match="0 events were added and 0 changed"):
            run(path, confirm="x")
    finally:
        pre_revision_commit.disconnect(double)
    assert not Event.objects.exists()
