"""URLs and forms of the desk with primary keys that no database can hold."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import Settings

from tests.desk.forms import ADD, change_address, citation, form
from tests.factories import make_event, make_post

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
        (f"{{pk}}/history/{'9' * 5000}/", 404),
        (f"recover/{'9' * 5000}/", 404),
        (f"{HUGE}/change/", 302),
        ("abc/change/", 302),
        (f"{HUGE}/delete/", 302),
        (f"add/?post={HUGE}", 200),
        ("add/?place=abc", 200),
        (f"add/?topics=x,{HUGE}&people=-1", 200),
        ("add/?publish_at=x", 200),
        ("add/?people=%00", 400),
        ("?state__exact=%00", 400),
    ],
)
def test_a_key_beyond_all_leads_nowhere(desk: Client, path: str, status: int) -> None:
    event = make_event("A draft", state="draft")
    response = desk.get(f"/admin/timeline/event/{path.format(pk=event.pk)}")
    assert response.status_code == status


LISTS = [f"timeline/{model}" for model in ("event", "document", "post", "person", "place", "topic")]


@pytest.mark.parametrize("path", [*LISTS, "timeline/timeline", "auth/user"])
def test_a_list_of_such_keys_is_empty_or_refused(admin_client: Client, path: str) -> None:
    """PostgreSQL can run such a query, and finds nothing."""
    response = admin_client.get(f"/admin/{path}/?id__in={HUGE}")
    assert response.status_code in {200, 400}


def test_there_is_no_year_beyond_all(desk: Client) -> None:
    address = "/admin/timeline/document/"
    assert desk.get(f"{address}?published_on__year={HUGE}").status_code == 400


@pytest.mark.parametrize("state", ["draft", "published"])
@pytest.mark.parametrize("key", ["abc", HUGE, "0", "-1", "²", "\x00"])
@pytest.mark.parametrize("field", ["place", "topics", "people", "citations-0-post"])
def test_a_form_with_such_a_key_is_shown_again(
    desk: Client, field: str, key: str, state: str
) -> None:
    """Also if publishing makes the form compare its values with the record."""
    event = make_event("A draft", state="draft")
    for address in (ADD, change_address(event)):
        sent = form(desk, address) | citation(make_post()) | {"title": "A", "date": "2014"}
        response = desk.post(address, sent | {field: key, "state": state})
        assert response.status_code == 200, address
        assert response.context["errors"]


@pytest.mark.parametrize("key", ["x", "\x00", HUGE])
def test_an_action_on_such_a_key_is_refused(desk: Client, key: str) -> None:
    sent = {"action": "publish_selected", "_selected_action": key, "index": "0"}
    assert desk.post("/admin/timeline/event/", sent).status_code == 400


@pytest.mark.parametrize("model", ["people", "merged_into", "post"])
def test_nothing_is_looked_up_by_a_nul(desk: Client, model: str) -> None:
    name = {"post": "citation"}.get(model, "event")
    asked = {"app_label": "timeline", "model_name": name, "field_name": model, "term": "\x00"}
    assert desk.get("/admin/autocomplete/", asked).status_code == 400


@pytest.mark.parametrize(
    ("zone", "moment"),
    [
        ("America/New_York", ("9999-12-31", "23:59:59")),
        ("Asia/Tokyo", ("0001-01-01", "00:00:00")),
    ],
)
def test_a_moment_outside_of_all_years_is_refused(
    desk: Client, settings: Settings, zone: str, moment: tuple[str, str]
) -> None:
    settings.TIME_ZONE = zone
    event = make_event("A draft", state="draft")
    address = change_address(event)
    sent = form(desk, address, publish_at_0=moment[0], publish_at_1=moment[1])
    response = desk.post(address, sent)
    assert response.status_code == 200
    assert "publish_at" in response.context["adminform"].form.errors
