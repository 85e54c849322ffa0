from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from tests.factories import make_event

BRIEFLY = "public, max-age=0, s-maxage=1"


@pytest.mark.django_db
def test_that_something_moved_or_is_gone_may_be_kept_for_a_second() -> None:
    event = make_event(title="War")
    gone = make_event(title="Truce", state="retracted", published_at=timezone.now())
    for path, status in (
        ("/e/", 404),
        ("/e/zzzzzzzz/", 404),
        ("/events.json/", 404),
        (f"/e/{event.public_id}/other/", 301),
        ("/corrections", 301),
        (f"/e/{gone.public_id}/x/", 410),
        (f"/e/{gone.public_id}/card.png", 410),
    ):
        response = Client().get(path)
        assert (response.status_code, response["Cache-Control"]) == (status, BRIEFLY), path


@pytest.mark.django_db
def test_what_the_desk_refuses_is_for_nobody_else(admin_client: Client) -> None:
    response = admin_client.get("/admin/nothing/")
    assert response.status_code == 404
    assert "public" not in response.get("Cache-Control", "")
