"""When answers come from memory, and when from the database."""

from __future__ import annotations

import logging
import re
from concurrent.futures import ThreadPoolExecutor
from threading import Event as Happening

import pytest
from django.core.cache import caches
from django.db import connection, connections, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from tests.factories import make_event
from tests.public_state import while_unchanged
from timeline import queries
from timeline.answers import in_memory as in_memory_answers
from timeline.answers import live_index
from timeline.answers.in_database import InDatabase
from timeline.answers.in_memory import InMemory
from timeline.answers.interface import Answers
from timeline.answers.keeper import Keeper
from timeline.filters import EVERYTHING
from timeline.models import Change, Event, Topic

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def in_memory(settings: Settings) -> None:
    settings.IN_MEMORY = True


@pytest.fixture
def two() -> None:
    make_event("One", topics=["War"], people=["Ada"], place="Yalta")
    make_event("Two")


def loaded() -> Keeper:
    kept = Keeper()
    assert isinstance(kept.answers(EVERYTHING), InMemory)
    return kept


def titles(kept: Keeper) -> list[str]:
    return [event.title for event in kept.answers(EVERYTHING).page(EVERYTHING, None, 9)]


def test_who_is_short_of_memory_is_answered_by_the_database(two: None, settings: Settings) -> None:
    settings.IN_MEMORY = False
    kept = Keeper()
    assert isinstance(kept.answers(EVERYTHING), InDatabase)


def test_nothing_is_read_as_well() -> None:
    kept = loaded()
    assert titles(kept) == []
    make_event("One")
    assert titles(kept) == ["One"]


def test_what_was_changed_is_in_the_next_answer(two: None) -> None:
    kept = loaded()
    Event.objects.filter(title="One").update(title="Another", state="draft")
    make_event("Three")
    assert titles(kept) == ["Two", "Three"]


def test_rows_are_read_once(two: None) -> None:
    kept = loaded()

    def page() -> list[Event]:
        return kept.answers(EVERYTHING).page(EVERYTHING, None, 9)

    def again() -> tuple[bool, int]:
        first = page()
        with CaptureQueriesContext(connection) as captured:
            same = page()
        return [id(event) for event in same] == [id(event) for event in first], len(captured)

    assert while_unchanged(again) == (True, 1)  # what changed since
    Event.objects.filter(title="One").update(title="Another")
    assert titles(kept) == ["Another", "Two"]


@pytest.mark.parametrize(
    ("address", "most"),
    [
        ("/", 1),  # the public state
        ("/?q=one&from=1900", 1),
        ("/?topic=war&person=ada&place=yalta", 1),
        ("/?topic=nothing-of-that-name", 3),  # looked up as a current and as a former slug
    ],
)
def test_a_page_of_what_is_in_memory_costs_one_statement(
    two: None, address: str, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cost() -> int:
        Client().get("/")
        caches["pages"].clear()
        with CaptureQueriesContext(connection) as captured:
            assert Client().get(address).status_code == 200
        return len(captured)

    kept = loaded()
    monkeypatch.setattr(queries, "keeper", kept)
    assert while_unchanged(cost) <= most


@pytest.mark.parametrize("address", ["/", "/embed/"])
def test_a_new_name_of_a_topic_is_in_the_rows_of_the_next_page(
    two: None, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows are cached by event, and the events did not change."""

    def named() -> list[str]:
        page = Client().get(address).content.decode()
        return re.findall(r'class="pin [^>]* aria-label="(.*?)"', page)

    monkeypatch.setattr(queries, "keeper", loaded())
    assert named() == ["War"]
    Topic.objects.update(name="Peace")
    assert named() == ["Peace"]


@pytest.mark.parametrize(
    "address", ["/events.atom?from=1900", "/sitemap.xml", "/sitemap-pages.xml"]
)
def test_what_changed_last_is_told_from_memory(
    two: None, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "keeper", loaded())
    for name in ("changes", "last_changes"):
        monkeypatch.delattr(InDatabase, name)
    Event.objects.update(updated_at="2100-01-01T12:00:00Z")
    assert b"2100-01-01T12:00:00" in Client().get(address).content


def test_no_more_rows_are_kept_than_fit(two: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(in_memory_answers, "CACHED_ROWS", 1)
    kept = loaded()
    for number in (1, 2):
        answers = kept.answers(EVERYTHING)
        assert len(answers.page(EVERYTHING, None, number)) == number
        assert isinstance(answers, InMemory)
        assert len(answers.index.rows["rows"]) == 1


def test_what_a_transaction_may_take_back_is_not_kept(two: None) -> None:
    kept = loaded()
    with transaction.atomic():
        make_event("Three")
        assert isinstance(kept.answers(EVERYTHING), InDatabase)
        assert titles(kept) == ["One", "Two", "Three"]
        transaction.set_rollback(True)
    make_event("Four")
    assert titles(kept) == ["One", "Two", "Four"]


def test_after_too_much_news_all_is_read_anew(two: None, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = loaded()
    monkeypatch.setattr(live_index, "MAX_CHANGES", 0)
    make_event("Three")
    assert titles(kept) == ["One", "Two", "Three"]
    answers = kept.answers(EVERYTHING)
    assert isinstance(answers, InMemory)
    assert len(answers.index.segments) == 1


@pytest.mark.any_database
def test_after_another_database_took_its_place_all_is_read_anew(two: None) -> None:
    """Restoring PostgreSQL doesn't require stopping the processes that hold columns."""
    before = list(Change.objects.values())
    Event.objects.filter(title="One").update(state="draft")
    kept = loaded()
    Event.objects.filter(title="One").update(state="published")
    Change.objects.all().delete()
    Change.objects.bulk_create(Change(**row) for row in before)
    assert titles(kept) == ["One", "Two"]


def test_who_asks_while_another_reads_waits_for_it(
    two: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    started, go_on, read = Happening(), Happening(), live_index.load

    def slowly() -> live_index.LiveIndex:
        started.set()
        assert go_on.wait(60)
        return read()

    def ask() -> Answers:
        try:
            return kept.answers(EVERYTHING)
        finally:
            connections.close_all()

    monkeypatch.setattr(live_index, "load", slowly)
    kept = Keeper()
    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(ask)
        assert started.wait(60)
        monkeypatch.setattr(live_index, "load", not_again)
        second = threads.submit(ask)
        go_on.set()
        answers = first.result(60), second.result(60)
    assert all(isinstance(each, InMemory) for each in answers)


def not_again() -> None:
    raise AssertionError("read twice")


def test_they_are_read_before_anybody_asks(two: None, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = Keeper()
    kept.prepare()
    assert connection.connection is None, "would be shared by all processes"
    monkeypatch.setattr(live_index, "load", not_again)
    assert isinstance(kept.answers(EVERYTHING), InMemory)


def test_when_reading_fails_the_database_goes_on_answering(
    two: None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> None:
        raise MemoryError

    monkeypatch.setattr(live_index, "load", fail)
    kept = Keeper()
    with caplog.at_level(logging.ERROR):
        for _ in range(2):
            assert titles(kept) == ["One", "Two"]
    assert caplog.text.count("could not be read into memory") == 1, "it is tried again at once"
