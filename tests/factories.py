"""Factories for model instances; every argument has a sensible default."""

from __future__ import annotations

import datetime
from itertools import count
from typing import Any

from django.utils.text import slugify

from timeline.models import Citation, Document, Event, Person, Place, Post, Timeline, Topic

_numbers = count(1)


def make_topic(name: str = "Crimea", **fields: Any) -> Topic:
    return Topic.objects.get_or_create(slug=slugify(name), defaults={"name": name, **fields})[0]


def make_person(name: str = "Ada Lovelace", **fields: Any) -> Person:
    slug = slugify(name, allow_unicode=True)
    return Person.objects.get_or_create(slug=slug, defaults={"name": name, **fields})[0]


def make_place(name: str = "Yalta", **fields: Any) -> Place:
    slug = slugify(name, allow_unicode=True)
    return Place.objects.get_or_create(slug=slug, defaults={"name": name, **fields})[0]


def make_document(headline: str = "A live page", **fields: Any) -> Document:
    defaults = {
        "publisher": "The Paper",
        "short_name": "Live page",
        "url": "https://paper.example/live",
        "published_on": datetime.date(2025, 3, 18),
        "time_zone": "America/New_York",
    }
    return Document.objects.create(headline=headline, **{**defaults, **fields})


def make_post(document: Document | None = None, **fields: Any) -> Post:
    document = document or Document.objects.first() or make_document()
    number = fields.pop("number", None) or document.posts.count() + 1
    defaults = {"headline": f"Post number {number}", "summary": "What it says."}
    return Post.objects.create(document=document, number=number, **{**defaults, **fields})


def make_event(title: str = "", date: str = "2014-03-18", **fields: Any) -> Event:
    """Create an event, by default published; `topics` and `people` take names, `cite=False` omits
    the citation."""
    topics, people = fields.pop("topics", ()), fields.pop("people", ())
    place, cite = fields.pop("place", None), fields.pop("cite", True)
    event = Event.objects.create(
        title=title or f"Event {next(_numbers)}",
        date_edtf=date,
        **{
            "date_text": date,
            "state": Event.State.PUBLISHED,
            "place": make_place(place) if place else None,
            **fields,
        },
    )
    if topics:
        event.topics.set([make_topic(name) for name in topics])
    if people:
        event.people.set([make_person(name) for name in people])
    if cite:
        make_citation(event)
    return event


def make_citation(event: Event, post: Post | None = None, **fields: Any) -> Citation:
    defaults = {"exact": "some words", "date_as_written": event.date_text}
    post = post or Post.objects.first() or make_post()
    return Citation.objects.create(event=event, post=post, **{**defaults, **fields})


def make_timeline(slug: str = "all", **fields: Any) -> Timeline:
    defaults = {"title": f"Timeline {slug}", "state": Timeline.State.PUBLISHED}
    return Timeline.objects.create(slug=slug, **{**defaults, **fields})
