"""What readers see, or have seen, beside events: what those name that are out, or were."""

from __future__ import annotations

from django.db import models

from timeline.models.changes import key_of
from timeline.models.documents import Document, Post
from timeline.models.events import Event
from timeline.models.subjects import Person, Place, Topic
from timeline.querysets import EventQuerySet

#: How an event names it.
_NAMED_BY: dict[type[models.Model], str] = {
    Document: "citations__post__document",
    Person: "people",
    Place: "place",
    Topic: "topics",
}


class Known(models.Model):
    """What an event let go of while readers could see it, or had seen it. Triggers of the database
    write it (`timeline.models.known_triggers`), so that no way of writing is missed."""

    #: Of what the event named, as `key_of` says it.
    key = models.BigIntegerField(primary_key=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.key)


def readers_see(thing: models.Model) -> bool:
    """Does an event name it that is out, or was? A document's page shows all its posts. One
    statement."""
    return _is_named(thing, Event.objects.published() | Event.objects.retracted())


def readers_know(thing: models.Model) -> bool:
    """Did an event name it at any time that was out by then? Then others may have its addresses.
    Two statements, however many versions there are."""
    return readers_see(thing) or _was_let_go(thing)


def is_for_publishers(thing: models.Model) -> bool:
    """Is what it says for those who may publish? Readers know it, or will: what was published under
    an embargo comes out by itself, with whatever it names by then. Two statements."""
    published = Event.objects.filter(state=Event.State.PUBLISHED)
    return _is_named(thing, published | Event.objects.retracted()) or _was_let_go(thing)


def _is_named(thing: models.Model, events: EventQuerySet) -> bool:
    shown = _page(thing)
    return bool(events.filter(**{_NAMED_BY[type(shown)]: shown}).exists())


def _was_let_go(thing: models.Model) -> bool:
    """Feeds and lists that ask for it go on saying its name."""
    return Known.objects.filter(key=key_of(_page(thing))).exists()


def _page(thing: models.Model) -> models.Model:
    return thing.document if isinstance(thing, Post) else thing
