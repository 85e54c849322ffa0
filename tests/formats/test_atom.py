"""The feed of corrections, as a feed reader takes it."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from django.test import Client

from tests.factories import make_event
from timeline.models import Correction, Event

pytestmark = pytest.mark.django_db

ATOM = {"a": "http://www.w3.org/2005/Atom"}


def correct(event: Event, was: str) -> Correction:
    return Correction.objects.create(event=event, kind="correction", was=was, now_says="It is so.")


def test_corrections_are_a_feed(reader: Client, draft_event: Event) -> None:
    public = make_event("A <meeting> & more")
    first, second = correct(public, "It was so."), correct(public, "It was <b>so</b>.")
    correct(draft_event, "Nobody may know.")
    response = reader.get("/corrections.atom")
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = ElementTree.fromstring(response.content)  # noqa: S314 - our own
    entries = feed.findall("a:entry", ATOM)
    assert [entry.findtext("a:id", "", ATOM).rpartition("/")[2] for entry in entries] == [
        str(second.pk),
        str(first.pk),
    ]
    newest = entries[0]
    assert newest.findtext("a:title", "", ATOM) == "Correction: A <meeting> & more"
    assert newest.findtext("a:summary", "", ATOM) == (
        "It said: It was <b>so</b>. It now says: It is so."
    )
    link = newest.find("a:link", ATOM)
    assert link is not None
    assert link.get("href", "").startswith("http://127.0.0.1:8000/e/")
    assert feed.findtext("a:updated", "", ATOM) == newest.findtext("a:updated", "", ATOM)
    assert 'href="/corrections.atom"' in reader.get("/corrections/").content.decode()


def test_a_feed_without_corrections_is_a_feed(reader: Client) -> None:
    feed = ElementTree.fromstring(reader.get("/corrections.atom").content)  # noqa: S314 - our own
    assert feed.findall("a:entry", ATOM) == []
