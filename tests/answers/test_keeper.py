"""When a page's answers come from memory, and when from the database."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from django.db import transaction

from tests.factories import make_event
from timeline.answers import following, keeper
from timeline.answers.in_database import InDatabase
from timeline.answers.in_memory import InMemory
from timeline.answers.keeper import Keeper
from timeline.filters import EVERYTHING
from timeline.models import Event

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two events are many."""
    monkeypatch.setattr(keeper, "LEAST", 2)
    monkeypatch.setattr(keeper, "PATIENCE", 0)
    make_event("One")
    make_event("Two")


def loaded() -> Keeper:
    kept = Keeper()
    assert isinstance(kept.answers(EVERYTHING), InDatabase)
    wait(kept)
    return kept


def wait(kept: Keeper) -> None:
    if thread := kept._loading:
        thread.join()


def titles(kept: Keeper) -> list[str]:
    return [event.title for event in kept.answers(EVERYTHING).page(EVERYTHING, None, 9)]


def test_few_events_are_a_matter_of_the_database() -> None:
    make_event()
    kept = Keeper()
    for _ in range(2):
        assert isinstance(kept.answers(EVERYTHING), InDatabase)
        wait(kept)


def test_few_events_cost_one_statement_a_minute(django_assert_num_queries: Any) -> None:
    kept = Keeper()
    with django_assert_num_queries(1):
        kept.answers(EVERYTHING)
        kept.answers(EVERYTHING)


def test_many_are_read_while_the_database_answers(many: None) -> None:
    assert isinstance(loaded().answers(EVERYTHING), InMemory)


def test_what_was_changed_is_in_the_next_answer(many: None) -> None:
    kept = loaded()
    Event.objects.filter(title="One").update(title="Another", state="draft")
    make_event("Three")
    assert titles(kept) == ["Two", "Three"]


def test_what_a_transaction_may_take_back_is_not_kept(many: None) -> None:
    kept = loaded()
    with transaction.atomic():
        make_event("Three")
        assert isinstance(kept.answers(EVERYTHING), InDatabase)
        assert titles(kept) == ["One", "Two", "Three"]
        transaction.set_rollback(True)
    make_event("Four")
    assert titles(kept) == ["One", "Two", "Four"]


def test_too_much_news_is_read_in_the_background_too(
    many: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = loaded()
    monkeypatch.setattr(following, "MOST_CHANGES", 0)
    make_event("Three")
    assert isinstance(kept.answers(EVERYTHING), InDatabase)
    wait(kept)
    assert titles(kept) == ["One", "Two", "Three"]


def test_when_reading_fails_the_database_goes_on_answering(
    many: None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> None:
        raise MemoryError

    monkeypatch.setattr(following, "start", fail)
    with caplog.at_level(logging.ERROR):
        assert titles(loaded()) == ["One", "Two"]
    assert "could not be read into memory" in caplog.text
