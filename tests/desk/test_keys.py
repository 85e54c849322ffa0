"""Addresses of the desk with keys that no database could hold."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.factories import make_event

pytestmark = pytest.mark.django_db

HUGE = "9" * 23


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"{HUGE}/merge/", 302),
        (f"{{pk}}/merge/{HUGE}/", 302),
        (f"{{pk}}/merge/?other={HUGE}", 200),
        ("{pk}/merge/?other=x", 200),
        (f"{HUGE}/preview/", 302),
        (f"{{pk}}/history/{HUGE}/compare/", 302),
        (f"{{pk}}/history/{HUGE}/", 404),
        ("abc/history/1/", 404),
        (f"{HUGE}/history/1/", 404),
        (f"recover/{HUGE}/", 404),
        (f"{HUGE}/change/", 302),
        ("abc/change/", 302),
        (f"{HUGE}/delete/", 302),
        (f"add/?post={HUGE}", 200),
    ],
)
def test_a_key_beyond_all_leads_nowhere(desk: Client, path: str, status: int) -> None:
    event = make_event("A draft", state="draft")
    response = desk.get(f"/admin/timeline/event/{path.format(pk=event.pk)}")
    assert response.status_code == status
