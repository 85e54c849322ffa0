"""What readers see, or have seen, beside events: what those name that are out, or were."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Cast
from django.utils import timezone
from reversion.models import Version

from timeline.models.documents import Document, Post
from timeline.models.events import Citation, Event
from timeline.models.subjects import Person, Place, Topic
from timeline.models.versions import WAS_PUBLISHED

#: How an event names it.
_NAMED_BY: dict[type[models.Model], str] = {
    Document: "citations__post__document",
    Person: "people",
    Place: "place",
    Topic: "topics",
}


def readers_see(thing: models.Model) -> bool:
    """Does an event name it that is out, or was? A document's page shows all its posts. One
    statement."""
    shown = _page(thing)
    known = Event.objects.published() | Event.objects.retracted()
    return bool(known.filter(**{_NAMED_BY[type(shown)]: shown}).exists())


def readers_know(thing: models.Model) -> bool:
    """Did an event name it at any time that was published? Then others may have its addresses.
    Reads versions where no event names it now: for what is done seldom."""
    return readers_see(thing) or _was_named(_page(thing))


def _page(thing: models.Model) -> models.Model:
    return thing.document if isinstance(thing, Post) else thing


def _was_named(thing: models.Model) -> bool:
    """Does a published version of an event that is out, or was, name it? Whatever saves an event
    keeps one. That it may not have been out yet is not looked for: rather too much stays than too
    little."""
    out = Event.objects.filter(published_at__lte=timezone.now())
    published = Version.objects.get_for_model(Event).filter(
        WAS_PUBLISHED, object_id__in=out.values(key=Cast("pk", models.CharField()))
    )
    if isinstance(thing, Document):
        posts = "|".join(str(key) for key in thing.posts.values_list("pk", flat=True))
        cited = Version.objects.get_for_model(Citation).filter(
            serialized_data__regex=f'"post": ({posts})[,}}]'
        )
        return bool(posts) and cited.filter(revision__in=published.values("revision")).exists()
    one, many = f"{thing.pk}[,}}]", f"\\[([0-9, ]* )?{thing.pk}[],]"
    says = f'"{_NAMED_BY[type(thing)]}": ({one}|{many})'
    return bool(published.filter(serialized_data__regex=says).exists())
