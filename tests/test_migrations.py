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
@pytest.mark.parametrize(
    "said",
    [{"title": "किताब"}, {"summary": "किताब"}, {"place": "किताब"}, {"people": ["Ada किताब"]}],
)
def test_words_with_vowel_signs_are_found_again(said: dict[str, Any]) -> None:
    event = make_event(**said)
    EventWords.objects.update(words="a call ada क त ब")  # as it was before
    assert not Event.objects.all().matching("किताब").exists()
    call_command("migrate", "timeline", "0014", verbosity=0)
    call_command("migrate", verbosity=0)
    assert list(Event.objects.all().matching("किताब")) == [event]
