from __future__ import annotations

from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from tests.factories import make_event
from timeline.models import Event, EventWords


@pytest.mark.django_db
def test_no_model_has_changed_without_a_migration() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.django_db(transaction=True)
def test_migrations_run_back_to_nothing_and_forth_again() -> None:
    before = set(connection.introspection.table_names())
    make_event("A call")
    try:
        call_command("migrate", "timeline", "zero", verbosity=0)
        left = {name for name in connection.introspection.table_names() if "timeline" in name}
        assert left == set()
    finally:
        call_command("migrate", verbosity=0)
    assert set(connection.introspection.table_names()) == before
    make_event("A call")
    assert [event.title for event in Event.objects.all().matching("call")] == ["A call"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("field", ["title", "summary", "place", "people"])
@pytest.mark.parametrize(
    ("text", "asked", "before", "old"),
    [("किताब", "किताब", "0014", "क त ब"), ("Ǿrsted Łódź", "orsted lodz", "0018", "łodz ørsted")],
)
def test_words_are_made_anew_where_they_would_be_others(
    field: str, text: str, asked: str, before: str, old: str
) -> None:
    said: Any = [text] if field == "people" else text
    event = make_event(**{field: said})
    EventWords.objects.update(words=f"a call {old}")  # as before that migration
    assert not Event.objects.all().matching(asked).exists()
    call_command("migrate", "timeline", before, verbosity=0)
    call_command("migrate", verbosity=0)
    assert list(Event.objects.all().matching(asked)) == [event]
