"""`manage.py load_generated N`: fill a development database with made-up events."""

from __future__ import annotations

import datetime
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterable, Sequence
from time import monotonic
from typing import Any, TypeVar

from django.conf import settings
from django.core.management.base import CommandError
from django.db import transaction
from django.db.models import F
from django.utils.text import slugify

from timeline.datasets import generated
from timeline.datasets.generated import Draft
from timeline.dates.edtf import parse
from timeline.management.database import DatabaseCommand
from timeline.models import (
    Citation,
    Document,
    Event,
    EventWords,
    Person,
    Place,
    Post,
    Topic,
)
from timeline.models.batches import batches
from timeline.search.words import normalise

#: Events per transaction.
CHUNK = 5_000

SubjectT = TypeVar("SubjectT", Topic, Person, Place)


def _count(text: str) -> int:
    if not (text.isascii() and text.isdecimal()):
        raise ArgumentTypeError(f"{text!r} is not a number of events")
    return int(text)


class Command(DatabaseCommand):
    help = "Add made-up published events, for development only: they look like real ones."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("number", type=_count, help="how many events to add")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError("This is for development: set DEBUG=1 to fill this database.")
        started, number = monotonic(), options["number"]
        with transaction.atomic():
            writer = _EventWriter()
        drafts = generated.drafts(number, Event.objects.count())
        for chunk in batches(drafts, CHUNK):
            with transaction.atomic():
                writer.save(chunk)
        seconds = monotonic() - started
        self.stdout.write(
            f"{number} events in {seconds:.1f} s, {number / seconds * 60:.0f} a minute"
        )


class _EventWriter:
    """The objects that events refer to, created by the first run and found by later ones."""

    def __init__(self) -> None:
        self.topics = _get_or_create(
            Topic(name=name, position=100 + n, slot=n % 4 + 1)
            for n, name in enumerate(generated.TOPICS)
        )
        surnames = generated.names(generated.PEOPLE, 1)
        self.people = _get_or_create(Person(name=f"Ada {name}") for name in surnames)
        self.places = _get_or_create(
            Place(name=name) for name in generated.names(generated.PLACES, 2)
        )
        self.posts = _posts()

    def save(self, drafts: Sequence[Draft]) -> None:
        """Write events and their related rows in bulk, bypassing signals, which work one by one."""
        events = Event.objects.bulk_create([self._event(draft) for draft in drafts])
        pairs = list(zip(events, drafts, strict=True))
        topic_links, person_links = Event.topics.through, Event.people.through
        topic_links.objects.bulk_create(
            topic_links(event=event, topic=self.topics[n])
            for event, draft in pairs
            for n in draft.topics
        )
        person_links.objects.bulk_create(
            person_links(event=event, person=self.people[n])
            for event, draft in pairs
            for n in draft.people
        )
        Citation.objects.bulk_create(
            Citation(
                event=event,
                post=self.posts[n],
                exact=event.date_text,
                date_as_written=event.date_text,
                position=position,
            )
            for event, draft in pairs
            for position, n in enumerate(draft.posts)
        )
        EventWords.objects.bulk_create(
            EventWords(event=event, words=self._words(draft)) for event, draft in pairs
        )

    def _event(self, draft: Draft) -> Event:
        event = Event(
            public_id=draft.public_id,
            title=draft.title,
            slug=draft.title.lower().replace(" ", "-")[:80],
            summary=draft.summary,
            date_text=draft.date,
            importance=draft.importance,
            place=self.places[draft.place],
            lane=self.topics[min(draft.topics)],
            state=Event.State.PUBLISHED,
            published_at=datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC),
        )
        event.set_date(parse(draft.date))
        return event

    def _words(self, draft: Draft) -> str:
        people = (self.people[n].name for n in draft.people)
        return normalise(draft.title, draft.summary, self.places[draft.place].name, *people)


def _get_or_create(unsaved: Iterable[SubjectT]) -> list[SubjectT]:
    """Return topics, people or places in order, creating missing ones. Those of an earlier run are
    found even if their slugs were changed since."""
    subjects = list(unsaved)
    for subject in subjects:
        subject.slug = f"generated-{slugify(subject.name)}"
    manager = type(subjects[0])._default_manager
    renamed = manager.filter(old_slugs__slug__startswith="generated-")
    renamed_by_slug = {each.was: each for each in renamed.annotate(was=F("old_slugs__slug"))}
    new = [subject for subject in subjects if subject.slug not in renamed_by_slug]
    manager.bulk_create(new, ignore_conflicts=True)
    by_slug = renamed_by_slug | {
        subject.slug: subject for subject in manager.filter(slug__startswith="generated-")
    }
    return [by_slug[subject.slug] for subject in subjects]


def _posts() -> list[Post]:
    """Return the posts of the made-up documents, creating these unless an earlier run did."""
    publisher = "The Generator"
    if not Document.objects.filter(publisher=publisher).exists():
        documents = Document.objects.bulk_create(
            Document(
                publisher=publisher,
                short_name=f"Page {number}",
                headline=f"Made-up page {number}",
                slug=f"made-up-page-{number}",
                url=f"https://generated.example/{number}",
                published_on=datetime.date(generated.LAST_YEAR, 12, 31),
            )
            for number in range(generated.DOCUMENTS)
        )
        Post.objects.bulk_create(
            Post(document=document, number=n, headline=f"Made-up post {n}")
            for document in documents
            for n in range(1, generated.POSTS + 1)
        )
    return list(Post.objects.filter(document__publisher=publisher).order_by("pk"))
