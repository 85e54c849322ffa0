"""Fields of the admin's forms, and what is said beside them."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from tests.desk.forms import ADD, form
from tests.factories import make_event
from timeline.models import Event

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", [ADD, reverse("admin:timeline_post_add")])
def test_a_moment_says_the_zone_that_it_is_read_in(
    desk: Client, settings: Settings, address: str
) -> None:
    settings.TIME_ZONE = "Europe/Moscow"
    assert "Time zone: Europe/Moscow." in desk.get(address).content.decode()


def test_a_moment_is_read_in_that_zone(desk: Client, settings: Settings) -> None:
    settings.TIME_ZONE = "Europe/Moscow"
    event = make_event("X", state=Event.State.DRAFT)
    address = reverse("admin:timeline_event_change", args=[event.pk])
    sent = form(desk, address, publish_at_0="2030-01-02", publish_at_1="03:04")
    assert desk.post(address, sent).status_code == 302
    event.refresh_from_db()
    assert event.publish_at
    assert event.publish_at.isoformat() == "2030-01-02T00:04:00+00:00"
