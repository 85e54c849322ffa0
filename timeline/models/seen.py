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
_NAMED_BY: dict[type[models.Model], str] = {
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


def readers_see(thing: models.Model) -> bool:
    """Whether an event that is or was public refers to it; a post counts as its document, whose
    page shows all posts. Costs one query."""
    return _is_named(thing, Event.objects.published() | Event.objects.retracted())


def readers_know(thing: models.Model) -> bool:
    """Whether an event referred to it at any time since becoming public, so that people may have
    its URLs. Costs two queries, however many versions there are."""
    return readers_see(thing) or _was_let_go(thing)


def is_for_publishers(thing: models.Model) -> bool:
    """Whether only those who may publish may change it, because readers know it or will: an event
    under embargo becomes public by itself, with all it refers to. Costs two queries."""
    published = Event.objects.filter(state=Event.State.PUBLISHED)
    return _is_named(thing, published | Event.objects.retracted()) or _was_let_go(thing)


def _is_named(thing: models.Model, events: EventQuerySet) -> bool:
    shown = _page(thing)
    return bool(events.filter(**{_NAMED_BY[type(shown)]: shown}).exists())


def _was_let_go(thing: models.Model) -> bool:
    """Whether a public event used to refer to it: feeds and lists filtered by it still name it."""
    return Known.objects.filter(key=key_of(_page(thing))).exists()


def _page(thing: models.Model) -> models.Model:
    return thing.document if isinstance(thing, Post) else thing
