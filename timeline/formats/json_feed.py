"""JSON Feed 1.1 (jsonfeed.org/version/1.1)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings

from timeline.formats.atom import AUTHOR
from timeline.formats.entries import Entry, Feed
from timeline.formats.json import utc_second

CONTENT_TYPE = "application/feed+json; charset=utf-8"


def json_feed(feed: Feed, entries: Iterable[Entry]) -> dict[str, Any]:
    """Return the same feed as `atom.events_feed`, as an object for JSON."""
    data: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "description": feed.subtitle,
        "home_page_url": feed.page,
        "feed_url": feed.address,
        "language": settings.LANGUAGE_CODE,
        "authors": [{"name": AUTHOR, "url": f"{settings.SITE_URL}/"}],
        "items": [_item(entry) for entry in entries],
    }
    if feed.next:
        data["next_url"] = feed.next
    return data


def _item(entry: Entry) -> dict[str, Any]:
    data: dict[str, Any] = {
        "id": entry.id,
        "url": entry.url,
        "title": entry.title,
        "content_html": entry.html,
        "date_published": utc_second(entry.published),
        "date_modified": utc_second(entry.updated),
        "tags": list(entry.tags),
    }
    if entry.summary:
        data["summary"] = entry.summary
    return data
