"""The full-text search data: one row of normalised words per event, maintained in the transaction
that changes the event.

Signals maintain it because the words of one event come from four tables, and every write path
(admin, loader, revert) must update them: renaming a person changes which searches find her events.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models.signals import post_save

from timeline.models.batches import batches
from timeline.models.events import Event
from timeline.models.propagation import event_ids_of, watch_links
from timeline.models.stored_values import has_changed, watch
from timeline.models.subjects import Person, Place
from timeline.querysets import prefetch_to_list
from timeline.search.words import normalise


class EventWords(models.Model):
    """The normalised words of an event's title, summary, people and place, space-separated.

    Only this module writes it. PostgreSQL has an expression index on the column; SQLite mirrors it
    into an FTS5 table by triggers (migration 0002).
    """

    event = models.OneToOneField(
        Event, on_delete=models.CASCADE, primary_key=True, related_name="words"
    )
    words = models.TextField()

    def __str__(self) -> str:
        return self.words


def refresh(event_ids: Iterable[int]) -> None:
    """Recompute the words of these events."""
    loaded = Event.objects.select_related("place").prefetch_related(prefetch_to_list("people"))
    for batch in batches(event_ids):
        refresh_loaded(loaded.filter(pk__in=batch))


def refresh_loaded(events: Iterable[Event]) -> None:
    """Recompute the words of events whose places are loaded and whose people are loaded with
    `prefetch_to_list()`."""
    EventWords.objects.bulk_create(
        [EventWords(event=event, words=_words(event)) for event in events],
        update_conflicts=True,
        unique_fields=["event"],
        update_fields=["words"],
    )


def _words(event: Event) -> str:
    place = event.place.name if event.place else ""
    people = (person.name for person in event.loaded_people)
    return normalise(event.title, event.summary, place, *people)


def _event_saved(instance: Event, **kwargs: Any) -> None:
    refresh([instance.pk])


def _subject_saved(instance: Person | Place, **kwargs: Any) -> None:
    if has_changed(instance, "name"):
        refresh(event_ids_of(instance))


def connect() -> None:
    """Connect the signal handlers; called once, from `AppConfig.ready`."""
    post_save.connect(_event_saved, sender=Event, dispatch_uid="words-event")
    for model in (Person, Place):
        watch(model, "name")
        post_save.connect(_subject_saved, sender=model, dispatch_uid=f"words-{model.__name__}")
    watch_links(Person, Event.people.through, refresh)
