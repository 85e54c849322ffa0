"""Titles and names need a visible character, or links would have no text."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from tests.desk.forms import change_address, form
from tests.factories import make_event, make_timeline
from timeline.models import Document, Event, Person, Place, Post, Timeline, Topic
from timeline.models.visible import validate_visible


@pytest.mark.parametrize(
    "text",
    [
        "A",
        "7",
        "…",
        "💬",
        "Крым",
        "ش",
        "中",
        "C#",
        "\u200bA",
        "a\u0301",
        "\u200f\u05d0\u200f",
        "क्‍ष",
    ],
)
def test_what_shows_something_is_a_name(text: str) -> None:
    validate_visible(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\u200b",
        "\u200b\u00a0\u3000",
        "\u2060\ufeff",
        "\u0301",
        "\ufe0f",
        "\u3164",
        "\u2800",
        "\u00ad",
    ],
)
def test_what_shows_nothing_is_none(text: str) -> None:
    with pytest.raises(ValidationError):
        validate_visible(text)


@pytest.mark.parametrize(
    ("model", "name"),
    [
        (Event, "title"),
        (Timeline, "title"),
        (Person, "name"),
        (Place, "name"),
        (Topic, "name"),
        (Document, "headline"),
        (Document, "short_name"),
        (Document, "publisher"),
        (Post, "headline"),
    ],
)
def test_every_title_and_name_is_checked(model: type[Event], name: str) -> None:
    with pytest.raises(ValidationError) as refused:
        model(**{name: "\u200b"}).clean_fields()
    assert "no visible characters" in str(refused.value.message_dict[name])


@pytest.mark.django_db
def test_the_desk_says_so(desk: Client) -> None:
    event = make_event("X")
    timeline = reverse("admin:timeline_timeline_change", args=[make_timeline().pk])
    for address in (change_address(event), timeline):
        response = desk.post(address, form(desk, address, title="\u200b", no_change="on"))
        assert response.status_code == 200
        assert "This has no visible characters" in response.content.decode()
