"""Whether readers can see, or have seen, an object that events refer to.

They can if an event that is or was public refers to it, or did so before it was edited.
"""

from __future__ import annotations

from django.db import models

from timeline.models.changes import key_of
from timeline.models.documents import Document, Post
from timeline.models.events import Event
from timeline.models.subjects import Person, Place, Topic
from timeline.querysets import EventQuerySet

#: The lookup from an event to the object.
_LOOKUPS: dict[type[models.Model], str] = {
    Document: "citations__post__document",
    Person: "people",
    Place: "place",
    Topic: "topics",
}


class Known(models.Model):
    """An object that an event stopped referring to after the event had become public. Database
    triggers write it (`timeline.models.known_triggers`), so that no write is missed."""

    #: The key of the object, as in `key_of`.
    key = models.BigIntegerField(primary_key=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.key)


def is_linked_publicly(instance: models.Model) -> bool:
    """Whether an event that is or was public refers to it; a post counts as its document, whose
    page shows all posts. Costs one query."""
    return _is_linked(instance, Event.objects.published() | Event.objects.retracted())


def is_known_to_readers(instance: models.Model) -> bool:
    """Whether an event referred to it at any time since becoming public, so that people may have
    its URLs. Costs two queries, however many versions there are."""
    return is_linked_publicly(instance) or _was_unlinked(instance)


def requires_publisher(instance: models.Model) -> bool:
    """Whether only those who may publish may change it, because readers know it or will: an event
    under embargo becomes public by itself, with all it refers to. Costs two queries."""
    published = Event.objects.filter(state=Event.State.PUBLISHED)
    return _is_linked(instance, published | Event.objects.retracted()) or _was_unlinked(instance)


def _is_linked(instance: models.Model, events: EventQuerySet) -> bool:
    target = _linked_object(instance)
    return bool(events.filter(**{_LOOKUPS[type(target)]: target}).exists())


def _was_unlinked(instance: models.Model) -> bool:
    """Whether a public event used to refer to it: feeds and lists filtered by it still name it."""
    return Known.objects.filter(key=key_of(_linked_object(instance))).exists()


def _linked_object(instance: models.Model) -> models.Model:
    return instance.document if isinstance(instance, Post) else instance
