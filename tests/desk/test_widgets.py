"""Fields of the admin's forms, and their help texts and errors."""

from __future__ import annotations

import datetime

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from tests.desk.forms import ADD, form
from tests.factories import make_document, make_event
from timeline.models import Event

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", [ADD, reverse("admin:timeline_document_add")])
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


@pytest.mark.parametrize(
    "typed", ["2026-12-10", "10 December 2026", "Dec 10, 2026", "Thursday 10 December 2026"]
)
@pytest.mark.parametrize("time", ["21:30", "21:30:00", "9:30 p.m.", "9:30pm"])
def test_a_moment_is_taken_as_it_can_only_be_read(desk: Client, typed: str, time: str) -> None:
    event = make_event("X", state=Event.State.DRAFT)
    address = reverse("admin:timeline_event_change", args=[event.pk])
    sent = form(desk, address, publish_at_0=typed, publish_at_1=time)
    assert desk.post(address, sent).status_code == 302
    event.refresh_from_db()
    assert event.publish_at == datetime.datetime(2026, 12, 10, 21, 30, tzinfo=datetime.UTC)


ONE_DAY = "Write it as 2026-12-10 or 10 December 2026."


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("10/12/2026", "Is this 12 October 2026 or 10 December 2026?"),
        ("10.12.2026", ONE_DAY),
        ("10 December", "Which year?"),
        ("30 February 2026", "There is no day 30 in February 2026"),
        ("December 2026", ONE_DAY),
        ("c. 10 December 2026", ONE_DAY),
        ("10 December 2026 O.S.", ONE_DAY),
        ("10 December 2026 BC", ONE_DAY),
        ("10 December 2026 10:00", ONE_DAY),
        ("tomorrow", ONE_DAY),
        ("today", ONE_DAY),
        ("soon", ONE_DAY),
    ],
)
def test_no_other_day_is_taken_in_silence(desk: Client, typed: str, said: str) -> None:
    """An embargo until December does not end in October; the typed text stays, to be corrected."""
    event, document = make_event("X", state=Event.State.DRAFT), make_document()
    for kind, key, name, more in (
        ("event", event.pk, "publish_at", {"publish_at_0": typed, "publish_at_1": "09:00"}),
        ("document", document.pk, "published_on", {"published_on": typed}),
    ):
        address = reverse(f"admin:timeline_{kind}_change", args=[key])
        response = desk.post(address, form(desk, address, **more))
        assert response.status_code == 200
        found = response.context["adminform"].form
        assert said in " ".join(found.errors[name])
        assert f'value="{typed}"' in response.content.decode()
    event.refresh_from_db()
    assert event.publish_at is None


@pytest.mark.parametrize("time", ["", "9", "25:00", "9:00 ET", "noonish"])
def test_a_day_needs_a_time_that_can_be_read(desk: Client, time: str) -> None:
    event = make_event("X", state=Event.State.DRAFT)
    address = reverse("admin:timeline_event_change", args=[event.pk])
    sent = form(desk, address, publish_at_0="2026-12-10", publish_at_1=time)
    found = desk.post(address, sent).context["adminform"].form
    assert "Write it as 09:00 or 9 a.m." in " ".join(found.errors["publish_at"])
