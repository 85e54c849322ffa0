"""Corrections are append-only, whatever writes to them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from tests.factories import make_event
from timeline.models import Correction, Event, correction_label

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(db: None) -> Correction:
    author = User.objects.create_user("author")
    return Correction.objects.create(
        event=make_event("X"), kind="correction", was="It was so.", now_says="It is so.", by=author
    )


def unchanged(told: Correction) -> bool:
    kept = Correction.objects.get(pk=told.pk)
    return (kept.was, kept.now_says, kept.kind, kept.at, kept.by_id) == (
        told.was,
        told.now_says,
        told.kind,
        told.at,
        told.by_id,
    )


@pytest.mark.parametrize(
    "change",
    [
        lambda told: told.save(),
        lambda told: told.delete(),
        lambda told: Correction.objects.update(was=""),
        lambda told: Correction.objects.filter(pk=told.pk).delete(),
        lambda told: Correction.objects.bulk_update([told], ["was"]),
        lambda told: told.event.corrections.all().delete(),
    ],
)
def test_python_says_why_not(told: Correction, change: Callable[[Correction], Any]) -> None:
    with pytest.raises(TypeError, match="append-only"):
        change(told)
    assert unchanged(told)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE timeline_correction SET was = 'Nothing.'",
        "UPDATE timeline_correction SET now_says = ''",
        "UPDATE timeline_correction SET kind = 'update'",
        "UPDATE timeline_correction SET at = '2001-01-01 00:00:00+00:00'",
        "UPDATE timeline_correction SET id = id + 1",
        "UPDATE timeline_correction SET by_id = (SELECT max(id) FROM auth_user)",
        "DELETE FROM timeline_correction",
    ],
)
def test_the_database_refuses_the_rest(told: Correction, statement: str) -> None:
    User.objects.create_user("another")
    with (
        pytest.raises(IntegrityError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert unchanged(told)


def test_an_event_with_a_correction_is_not_deleted(told: Correction) -> None:
    with pytest.raises(ProtectedError):
        told.event.delete()
    with pytest.raises(ProtectedError):
        Event.objects.all().delete()
    assert unchanged(told)


def test_deleting_an_account_forgets_the_name_alone(told: Correction) -> None:
    User.objects.get(username="author").delete()
    kept = Correction.objects.get()
    assert (kept.by, kept.was, kept.at) == (None, told.was, told.at)


def test_writing_the_same_again_is_no_change(told: Correction) -> None:
    """Loading a dump over identical rows must work."""
    told.save_base(raw=True)
    assert unchanged(told)
    told.at = timezone.now()
    with pytest.raises(DatabaseError), transaction.atomic():
        told.save_base(raw=True)


def test_a_note_follows_its_event_into_another(told: Correction) -> None:
    other = make_event("Y")
    assert Correction.objects.filter(event=told.event).move_to(other) == 1
    assert Correction.objects.get().event == other
    assert unchanged(told)


@pytest.mark.parametrize(
    ("kinds", "words"),
    [
        ([], ""),
        (["correction"], "Corrected"),
        (["clarification"], "Clarified"),
        (["update"], "Updated"),
        (["retraction"], "Retracted"),
        (["correction", "correction"], "Corrected 2 times"),
        (["update", "update", "update"], "Updated 3 times"),
        (["correction", "update"], "Changed 2 times"),
    ],
)
def test_only_a_correction_is_called_one(kinds: list[str], words: str) -> None:
    event = make_event("X")
    for kind in kinds:
        Correction.objects.create(event=event, kind=kind, was="a", now_says="b")
    assert correction_label(Event.objects.with_sources().get()) == words
