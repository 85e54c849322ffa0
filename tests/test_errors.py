"""A database that goes away after a view is done, while its session is saved."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import InterfaceError, OperationalError, connection
from django.test import Client

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
    """What PgBouncer and psycopg say of a primary that is lost between two statements."""

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
