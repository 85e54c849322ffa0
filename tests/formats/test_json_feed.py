"""JSON Feed 1.1: the requirements of its specification, checked key by key."""

from __future__ import annotations

import pytest
from django.test import Client
from jsonschema import Draft202012Validator

from tests.factories import make_event, make_timeline
from timeline import queries

pytestmark = pytest.mark.django_db

_TEXT = {"type": "string", "minLength": 1}
_URL = {"type": "string", "pattern": "^https?://"}
_DATE = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"}
#: The keys of jsonfeed.org/version/1.1, "Top-level" and "Items", that are used; others are errors.
SCHEMA = {
    "type": "object",
    "required": ["version", "title", "items"],
    "additionalProperties": False,
    "properties": {
        "version": {"const": "https://jsonfeed.org/version/1.1"},
        "title": _TEXT,
        "description": _TEXT,
        "home_page_url": _URL,
        "feed_url": _URL,
        "next_url": _URL,
        "language": _TEXT,
        "authors": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "additionalProperties": False,
                "properties": {"name": _TEXT, "url": _URL},
            },
        },
        "items": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["id", "content_html"],
                "additionalProperties": False,
                "properties": {
                    "id": _TEXT,
                    "url": _URL,
                    "title": _TEXT,
                    "summary": _TEXT,
                    "content_html": _TEXT,
                    "date_published": _DATE,
                    "date_modified": _DATE,
                    "tags": {"type": "array", "items": _TEXT},
                },
            },
        },
    },
}


def test_the_feed_is_one(reader: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "PAGE_SIZE", 2)
    make_event("First", topics=["War"], summary="About it.", public_id="k3v9x2mt")
    make_event("Without a summary", "17XX")
    make_event("Last", "2014/..")
    make_timeline("all", title="The whole")
    response = reader.get("/t/all/events.feed.json")
    assert response["Content-Type"] == "application/feed+json; charset=utf-8"
    said = response.json()
    Draft202012Validator(SCHEMA).validate(said)
    assert [item["title"] for item in said["items"]] == ["Last", "Without a summary"]
    rest = reader.get(said["next_url"].removeprefix("http://127.0.0.1:8000")).json()
    Draft202012Validator(SCHEMA).validate(rest)
    assert "next_url" not in rest
    [item] = rest["items"]
    assert item["tags"] == ["War"]
    assert item["summary"] == "About it."


def test_both_feeds_say_the_same(reader: Client) -> None:
    make_event("A < B", "2014", summary="So & so.")
    [item] = reader.get("/events.feed.json").json()["items"]
    atom = reader.get("/events.atom").content.decode()
    assert item["id"] in atom
    assert item["url"] in atom
    escaped = item["content_html"].replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert escaped in atom
