"""Keep Event.announced consistent with the posts that an event cites, in the same transaction.

It is denormalized into a column because charts draw it for hundreds of events whose posts they
never load. It is maintained by signals for the same reason as in `timeline.models.search_words`.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Min, Q
from django.db.models.signals import post_delete, post_save

from timeline.dates.announced import is_only_announced, posted_by, wall_second
from timeline.dates.single import SECONDS_IN_DAY
from timeline.models.batches import batches
from timeline.models.documents import Document, Post
from timeline.models.events import Citation, Event
from timeline.models.stored_values import has_changed, watch

#: Columns of each citation that decide whether its event was only announced.
_DECIDING = (
    "event",
    "event__date_lower",
    "event__date_tz",
    "post__published_at",
    "post__document__published_on",
    "post__document__time_zone",
)
#: The fields of a source that determine when it was published.
_DATED_BY: dict[type[Document | Post], tuple[str, ...]] = {
    Document: ("published_on", "time_zone"),
    Post: ("published_at", "document_id"),
}


def refresh(event_ids: Iterable[int]) -> None:
    """Recompute `announced` for these events; only rows whose value changes are written."""
    for batch in batches(event_ids):
        lowers, posted = {}, defaultdict[int, list[int]](list)
        citations = Citation.objects.filter(event__in=batch).order_by()
        for pk, lower, zone, moment, day, home in citations.values_list(*_DECIDING):
            lowers[pk] = lower
            posted[pk].append(posted_by(day, moment, zone or home))
        announced_ids = [pk for pk in lowers if is_only_announced(lowers[pk], posted[pk])]
        events = Event.objects.filter(pk__in=batch)
        events.filter(announced=True).exclude(pk__in=announced_ids).update(announced=False)
        if announced_ids:
            events.filter(announced=False, pk__in=announced_ids).update(announced=True)


def _event_saved(instance: Event, **kwargs: Any) -> None:
    refresh([instance.pk])


def _citation_changed(instance: Citation, **kwargs: Any) -> None:
    refresh([instance.event_id])


def _source_saved(instance: Document | Post, **kwargs: Any) -> None:
    if has_changed(instance, *_DATED_BY[type(instance)]):
        _refresh_citing(instance if isinstance(instance, Document) else instance.document)


def _refresh_citing(document: Document) -> None:
    """Refresh the events that cite a document, except those that are not marked as announced and
    began before it was published, as most events do: their value can't change."""
    earlier = document.posts.aggregate(day=Min("published_at__date"))["day"]
    day = min(document.published_on, earlier or datetime.date.max)
    # Local time in the event's zone may be up to a day away from that of the document.
    is_affected = Q(announced=True) | Q(date_lower__gte=wall_second(day) - SECONDS_IN_DAY)
    events = Event.objects.filter(is_affected, citations__post__document=document)
    refresh(events.order_by().values_list("pk", flat=True).distinct())


def connect() -> None:
    """Connect the signal handlers; called once, from `AppConfig.ready`."""
    post_save.connect(_event_saved, sender=Event, dispatch_uid="announced-event")
    for signal in (post_save, post_delete):
        signal.connect(_citation_changed, sender=Citation, dispatch_uid="announced-citation")
    for model, columns in _DATED_BY.items():
        watch(model, *columns)
        post_save.connect(_source_saved, sender=model, dispatch_uid="announced-source")
