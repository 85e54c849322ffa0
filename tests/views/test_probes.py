from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.test import Client

from tests.web import parse, text

pytestmark = pytest.mark.django_db


def test_health_asks_nothing_of_the_database(
    reader: Client, django_assert_num_queries: Callable[[int], AbstractContextManager[Any]]
) -> None:
    with django_assert_num_queries(0):
        response = reader.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")


def test_readiness_asks_the_database(
    reader: Client, django_assert_num_queries: Callable[[int], AbstractContextManager[Any]]
) -> None:
    with django_assert_num_queries(1):
        response = reader.get("/readyz")
    assert (response.status_code, response.content) == (200, b"ok\n")


@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
def test_a_probe_is_never_kept(reader: Client, address: str) -> None:
    assert "no-store" in reader.get(address)["Cache-Control"]


@pytest.mark.parametrize("address", ["/nothing", "/e/", "/t/nothing/", "/e/bcdfghjk/", "/%00"])
def test_what_is_not_found_is_said_in_the_sites_own_words(reader: Client, address: str) -> None:
    response = reader.get(address)
    assert response.status_code == 404
    page = parse(response)
    assert text(page.find(".//h1")) == "There is nothing at this address"
    assert "/" in [a.get("href") for a in page.iter("a")]


def test_a_form_without_its_token_is_refused_in_the_sites_own_words(db: None) -> None:
    response = Client(enforce_csrf_checks=True).post("/admin/login/", {"username": "x"})
    assert response.status_code == 403
    assert text(parse(response).find(".//h1")) == "The form was not accepted"
