"""Code that is newer than its database reports missing migrations instead of an outage."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import OperationalError, ProgrammingError, connection
from django.test import Client

from newsdesk.errors import is_schema_outdated

RENAME = "ALTER TABLE timeline_event RENAME COLUMN {} TO {}"
RENAME_TABLE = "ALTER TABLE {} RENAME TO {}"


@pytest.fixture(params=["column", "table"])
def older_database(request: pytest.FixtureRequest, transactional_db: None) -> Iterator[None]:
    """A database that lacks a column or a table."""
    statement, now, before = {
        "column": (RENAME, "label", "label_not_there"),
        "table": (RENAME_TABLE, "timeline_timeline", "timeline_not_there"),
        "migrations": (RENAME_TABLE, "django_migrations", "migrations_not_there"),
    }[request.param]
    with connection.cursor() as cursor:
        cursor.execute(statement.format(now, before))
    yield
    with connection.cursor() as cursor:
        cursor.execute(statement.format(before, now))


def test_a_missing_column_is_no_outage(
    older_database: None, caplog: pytest.LogCaptureFixture
) -> None:
    response = Client().get("/")
    assert response.status_code == 503
    assert response["Retry-After"]
    [said] = [entry for entry in caplog.records if entry.name == "newsdesk.errors"]
    assert "The database is older than the code: run `manage.py migrate` (" in said.message
    assert "timeline_" in said.message
    assert not said.exc_info


@pytest.mark.django_db
def test_readiness_names_the_migrations_that_are_missing() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE name = '0002_full_text'")
    response = Client().get("/readyz")
    assert response.status_code == 503
    said = response.content.decode()
    assert "manage.py migrate" in said
    assert "timeline.0002_full_text" in said


@pytest.mark.parametrize("older_database", ["migrations"], indirect=True)
def test_readiness_of_an_empty_database_names_them_all(older_database: None) -> None:
    response = Client().get("/readyz")
    assert response.status_code == 503
    assert "timeline.0001_initial" in response.content.decode()


@pytest.mark.django_db
def test_a_database_that_is_newer_than_the_code_serves() -> None:
    """During the rollout of a release, the previous one keeps serving."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied)"
            " VALUES ('timeline', '9999_of_tomorrow', '2026-01-01')"
        )
    assert Client().get("/readyz").status_code == 200


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (OperationalError("no such column: timeline_event.label"), True),
        (OperationalError("no such table: timeline_event"), True),
        (OperationalError("table timeline_event has no column named label"), True),
        (OperationalError("database is locked"), False),
        (OperationalError("could not connect to server"), False),
        (ProgrammingError("syntax error"), False),
        (ValueError("no such column: x"), False),
    ],
)
def test_what_counts_as_older(error: Exception, expected: bool) -> None:
    assert is_schema_outdated(error) == expected
