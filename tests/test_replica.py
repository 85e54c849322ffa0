"""Readers' pages use the replica, the desk the primary; losing the replica is not an outage.

The replica is simulated by a static copy of the database, like a replica that lags; tests/cluster
has a real one.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections, router, transaction
from django.db.utils import ConnectionRouter
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from newsdesk import replica
from newsdesk.replica import REPLICA, Router
from tests.factories import make_event
from tests.public_state import wait_until_settled
from timeline import queries
from timeline.answers.keeper import Keeper
from timeline.models import Document, Event, Timeline
from timeline.models.changes import public_state
from timeline.views.crawlers import SITEMAP_SIZE

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", REPLICA])

Freeze = Callable[[], None]


def _copy_sqlite(folder: Path) -> str:
    path = folder / "replica.sqlite3"
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(path)])
    return str(path)


def _copy_postgresql(folder: Path) -> str:
    name = f"{connection.settings_dict['NAME']}_replica"
    connection.close()
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{connection.settings_dict["NAME"]}"')
    return name


@pytest.fixture(scope="module", autouse=True)
def alias(django_db_setup: None) -> Iterator[None]:
    """Define the alias before a test requests it. As a mirror, it is not flushed after tests."""
    settings_dict = connection.settings_dict
    mirror = {**settings_dict["TEST"], "MIRROR": "default"}
    connections.settings[REPLICA] = {**settings_dict, "TEST": mirror}
    yield
    del connections.settings[REPLICA]


@pytest.fixture
def freeze_replica(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Freeze]:
    """Return a function that copies the primary's present state to the replica."""

    def copy() -> None:
        name = {"sqlite": _copy_sqlite, "postgresql": _copy_postgresql}[connection.vendor](tmp_path)
        monkeypatch.setitem(connections.settings[REPLICA], "NAME", name)
        monkeypatch.setattr(router, "routers", [Router()])
        monkeypatch.setattr(replica._Health, "away_until", 0.0)

    yield copy
    connections[REPLICA].close()
    del connections[REPLICA]
    if connection.vendor == "postgresql":
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{connection.settings_dict["NAME"]}_replica"')


@pytest.fixture
def lagging(freeze_replica: Freeze) -> None:
    """The replica has "One" and "Two"; on the primary, "Two" is withdrawn and "Three" is new."""
    make_event("One")
    two = make_event("Two")
    freeze_replica()
    two.state = Event.State.DRAFT
    two.save()
    make_event("Three")


def titles(client: Client) -> list[str]:
    return [event["title"] for event in client.get("/events.json").json()["events"]]


def logged_in_client(session: str = "anything") -> Client:
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = session
    return client


def test_without_a_replica_there_is_no_router() -> None:
    assert not settings.DATABASE_ROUTERS
    assert router.db_for_read(Event) == "default"


def test_readers_read_the_replica_and_whoever_is_logged_in_the_primary(lagging: None) -> None:
    assert titles(Client()) == ["One", "Two"]
    assert titles(logged_in_client()) == ["One", "Three"]


@pytest.fixture
def fresh(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Keeper:
    """The keeper of a process that has not loaded anything yet."""
    settings.IN_MEMORY = True
    keeper = Keeper()
    monkeypatch.setattr(queries, "keeper", keeper)
    return keeper


def test_counts_pages_and_rows_come_from_the_same_database(
    freeze_replica: Freeze, fresh: Keeper
) -> None:
    make_event("One")
    make_event("Two")
    freeze_replica()
    fresh.prepare()
    assert titles(Client()) == ["One", "Two"]
    assert set(fresh._columns) == {REPLICA}
    Event.objects.filter(title="Two").update(state=Event.State.DRAFT)
    make_event("Three")
    for _ in range(2):
        assert titles(logged_in_client()) == ["One", "Three"]
        assert titles(Client()) == ["One", "Two"]
    replicas, primarys = fresh._columns[REPLICA], fresh._columns["default"]
    assert primarys.index.segments[0].ids is replicas.index.segments[0].ids, "read twice"
    make_event("Four")
    assert titles(logged_in_client()) == ["One", "Three", "Four"]
    assert titles(Client()) == ["One", "Two"]


def test_events_are_read_from_the_primary_where_the_replica_is_away_at_the_start(
    freeze_replica: Freeze, fresh: Keeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The workers share what is loaded before the fork."""
    make_event("One")
    freeze_replica()
    with broken(REPLICA):
        fresh.prepare()
        assert set(fresh._columns) == {"default"}
        make_event("Two")
        assert titles(Client()) == ["One", "Two"]
    monkeypatch.setattr(replica._Health, "away_until", 0.0)
    monkeypatch.setattr(fresh, "_retry_at", {})
    assert titles(Client()) == ["One"]


def test_a_download_reads_to_its_end_where_it_began(
    lagging: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "CHUNK", 1)
    lines = b"".join(Client().get("/events.csv")).decode()
    assert "One" in lines
    assert "Two" in lines
    assert "Three" not in lines


def test_no_page_of_a_reader_asks_the_primary_anything(freeze_replica: Freeze) -> None:
    """So they all work while the primary is down."""
    call_command("load_dataset", verbosity=0)
    freeze_replica()
    event, document = Event.objects.published()[0], Document.objects.all()[0]
    # PostgreSQL never reuses ids, so the first sitemap may cover only events of earlier tests.
    sitemap = f"/sitemap-events-{event.pk // SITEMAP_SIZE}.xml"
    saved = Timeline.objects.published()[0]
    addresses = [
        *("/", "/?from=2014&q=crimea", "/t/", saved.get_absolute_url(), "/d/", "/corrections/"),
        *(f"/events.{form}" for form in ("json", "csv", "timelinejs.json", "atom", "feed.json")),
        *("/events.ics", "/card.png", "/embed/", "/share/", "/corrections.atom", "/readyz"),
        *(event.get_absolute_url(), f"/e/{event.public_id}/", f"/e/{event.public_id}/card.png"),
        *(document.get_absolute_url(), f"/d/{document.public_id}/1/", sitemap),
        *("/sitemap.xml", "/sitemap-pages.xml", "/sitemap-news.xml", "/robots.txt", "/healthz"),
        f"/oembed?url={settings.SITE_URL}/",
    ]
    for address in addresses:
        with CaptureQueriesContext(connection) as captured:
            response = Client().get(address)
            b"".join(response)  # a download queries while it is streamed
        assert response.status_code in {200, 301}, address
        assert not captured.captured_queries, address


def test_an_address_of_the_desk_reads_the_primary_for_whoever_comes(lagging: None) -> None:
    draft = make_event("Four", state=Event.State.DRAFT, preview_token="x" * 32)
    assert Client().get(f"/preview/{draft.preview_token}/").status_code == 200
    with CaptureQueriesContext(connections[REPLICA]) as captured:
        Client().get("/admin/login/")
    assert not captured.captured_queries


def test_a_transaction_reads_what_it_has_written(lagging: None) -> None:
    with transaction.atomic():
        assert titles(Client()) == ["One", "Three"]


def test_what_tells_whether_a_page_has_changed_comes_from_the_same_database(lagging: None) -> None:
    wait_until_settled()
    tag = Client().get("/events.json")["ETag"]
    assert logged_in_client().get("/events.json")["ETag"] != tag
    before = public_state()
    make_event("Four")
    assert public_state() != before
    assert Client().get("/events.json")["ETag"] == tag
    answer = Client().get("/events.json", headers={"If-None-Match": tag})
    assert answer.status_code == 304


@contextmanager
def broken(database: str) -> Iterator[None]:
    """Break a database by renaming the table of events."""
    with connections[database].cursor() as cursor:
        cursor.execute("ALTER TABLE timeline_event RENAME TO timeline_event_away")
    yield
    with connections[database].cursor() as cursor:
        cursor.execute("ALTER TABLE timeline_event_away RENAME TO timeline_event")


def test_while_the_replica_is_away_the_primary_answers_and_the_log_says_so(
    lagging: None, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    with broken(REPLICA), caplog.at_level(logging.WARNING, "newsdesk.replica"):
        for _ in range(3):
            assert titles(Client()) == ["One", "Three"]
    [record] = caplog.records
    assert record.message.startswith(
        "The database 'replica' is unavailable; 'default' serves readers ("
    )
    assert not record.exc_info
    assert titles(Client()) == ["One", "Three"], "it is left alone for a while"
    monkeypatch.setattr(replica._Health, "away_until", 0.0)
    assert titles(Client()) == ["One", "Two"]


def test_a_replica_that_was_away_is_asked_where_the_primary_is_away_too(
    lagging: None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(replica._Health, "away_until", float("inf"))
    assert titles(Client()) == ["One", "Three"]
    with broken("default"):
        assert titles(Client()) == ["One", "Two"]
        assert Client().get("/").status_code == 200
    assert "The database 'default' is unavailable; 'replica' serves readers" in caplog.text


def test_what_is_nobodys_outage_is_no_reason_to_ask_again(lagging: None) -> None:
    with CaptureQueriesContext(connection) as captured:
        assert Client().get("/e/22222222/").status_code == 404
    assert not captured.captured_queries


def test_writing_and_migrating_are_matters_of_the_primary() -> None:
    with_router = ConnectionRouter([Router()])
    assert with_router.db_for_write(Event) == "default"
    assert with_router.allow_migrate("default", "timeline")
    assert not with_router.allow_migrate(REPLICA, "timeline")
    assert with_router.allow_relation(Event(), Event())
