"""Database outages, during a view or after it, when the session is saved."""

from __future__ import annotations

import socket
import sqlite3
from collections.abc import Callable
from contextlib import closing
from threading import Thread
from typing import Any

import psycopg
import pytest
from django.contrib.auth.models import User
from django.db import Error, InterfaceError, InternalError, OperationalError, connection
from django.test import Client
from pytest_django import Settings

from newsdesk.errors import describe_outage
from timeline.models import Person

ADD = "/admin/timeline/person/add/"
ADA = {"name": "Ada", "slug": "ada"}


@pytest.fixture
def desk(admin_user: User) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(admin_user)
    return client


@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
def test_a_session_that_cannot_be_saved_asks_for_patience(
    desk: Client, error: type[Exception]
) -> None:
    """These are the errors of PgBouncer and psycopg if the primary fails between two statements."""

    def lost(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if sql.startswith('UPDATE "django_session"'):
            raise error("the connection is closed")
        return execute(sql, *rest)

    with connection.execute_wrapper(lost):
        response = desk.post(ADD, ADA)
    assert response.status_code == 503
    assert response["Retry-After"] == "30"
    assert Person.objects.filter(slug="ada").exists()


def test_a_session_that_was_ended_meanwhile_is_no_outage(desk: Client) -> None:
    def ended(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if sql.startswith('UPDATE "django_session"'):
            execute("DELETE FROM django_session", (), *rest[1:])
        return execute(sql, *rest)

    with connection.execute_wrapper(ended):
        assert desk.post(ADD, ADA).status_code == 400


@pytest.mark.parametrize("address", [ADD, "/admin/login/"])
def test_a_form_that_is_too_large_says_so(desk: Client, settings: Settings, address: str) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 3 * 2**19
    before = Person.objects.count()
    urlencoded = "application/x-www-form-urlencoded"
    for response in (
        desk.post(address, {"description": "x" * 2**21, **ADA}),
        desk.post(address, "name=" + "x" * 2**21, content_type=urlencoded),
    ):
        page = response.content.decode()
        assert response.status_code == 413
        assert "larger than 1.5 MB" in page
        assert "Nothing was saved." in page
    assert Person.objects.count() == before


def _message(kind: bytes, content: bytes) -> bytes:
    """Encode a message of PostgreSQL's protocol (its manual, "Message Formats")."""
    return kind + (len(content) + 4).to_bytes(4) + content


def _say_farewell_with_begin(server: socket.socket) -> None:
    """Act as a pooler that has lost its primary: answer BEGIN, send an error, and disconnect."""
    client, _ = server.accept()
    with client:
        client.recv(4096)  # startup message
        client.sendall(_message(b"R", bytes(4)) + _message(b"Z", b"I"))
        client.recv(4096)  # BEGIN
        error = b"SFATAL\0VFATAL\0C08P01\0Mserver conn crashed?\0\0"
        client.sendall(_message(b"C", b"BEGIN\0") + _message(b"E", error))


def test_a_farewell_that_comes_with_the_answer_to_begin_is_an_outage(
    desk: Client, caplog: pytest.LogCaptureFixture
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        pool = Thread(target=_say_farewell_with_begin, args=[server])
        pool.start()
        port = server.getsockname()[1]
        lost = psycopg.connect(host="127.0.0.1", port=port, user="x", sslmode="disable")
        with lost, pytest.raises(psycopg.InternalError, match="received 2 results") as caught:
            lost.execute("SELECT 1")
        pool.join()

    def farewell(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if sql.startswith('INSERT INTO "timeline_person"'):
            raise InternalError(*caught.value.args) from caught.value
        return execute(sql, *rest)

    with connection.execute_wrapper(farewell):
        response = desk.post(ADD, ADA)
    assert response.status_code == 503
    assert response["Retry-After"] == "30"
    [said] = [entry for entry in caplog.records if entry.name == "newsdesk.errors"]
    assert said.message.startswith("The database is unavailable (")
    assert "received 2 results" in said.message
    assert not said.exc_info, "a line is enough, while every page has the same trouble"


def _as_django_raises(error: Error, cause: Exception) -> Error:
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (
            OperationalError("database is locked"),
            "The database is unavailable (database is locked)",
        ),
        (
            OperationalError("connection failed: refused\n\tIs the server running?\n"),
            "The database is unavailable (connection failed: refused Is the server running?)",
        ),
        (
            InterfaceError("connection already closed"),
            "The database is unavailable (connection already closed)",
        ),
        (
            _as_django_raises(InternalError("read-only"), psycopg.errors.ReadOnlySqlTransaction()),
            "The database is unavailable (read-only)",
        ),
        (_as_django_raises(InternalError(), psycopg.errors.InFailedSqlTransaction()), None),
        (_as_django_raises(InternalError(), psycopg.errors.InternalError_()), None),
        (_as_django_raises(InternalError(), sqlite3.InternalError()), None),
        (InternalError("nobody says why"), None),
        (_as_django_raises(OperationalError(), psycopg.errors.StatementTooComplex()), None),
        (
            _as_django_raises(OperationalError("terminated"), psycopg.errors.AdminShutdown()),
            "The database is unavailable (terminated)",
        ),
        (ValueError("no database at all"), None),
    ],
)
def test_what_is_an_outage_and_what_a_fault(error: Exception, expected: str | None) -> None:
    assert describe_outage(error) == expected


def test_a_statement_that_sqlite_finds_at_fault_is_no_outage() -> None:
    with closing(sqlite3.connect(":memory:")) as found, pytest.raises(sqlite3.Error) as caught:
        found.execute(f"SELECT {' OR '.join(['1'] * 2_000)}")
    assert describe_outage(_as_django_raises(OperationalError(), caught.value)) is None
