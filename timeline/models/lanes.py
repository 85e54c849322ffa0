"""Keep Event.lane consistent with the topics of an event, in the same transaction.

It is denormalized into a column because the chart groups a million events by lane. It is maintained
by signals for the same reason as in `timeline.models.search_words`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import OuterRef, Subquery
from django.db.models.signals import post_save

from timeline.models.batches import batches
from timeline.models.events import Event
from timeline.models.propagation import event_ids_of, watch_links
from timeline.models.stored_values import has_changed, watch
from timeline.models.subjects import Topic

#: The columns that order the topics of an event.
_ORDER = ("position", "slug")


def refresh(event_ids: Iterable[int]) -> None:
    """Recompute the lane of these events, which is their first topic."""
    first = Topic.objects.filter(events=OuterRef("pk")).order_by(*_ORDER)
    for batch in batches(event_ids):
        Event.objects.filter(pk__in=batch).update(lane=Subquery(first.values("pk")[:1]))


def _event_saved(instance: Event, **kwargs: Any) -> None:
    refresh([instance.pk])  # in SQL: the instance may be older than its topics


def _topic_saved(instance: Topic, **kwargs: Any) -> None:
    if has_changed(instance, *_ORDER):
        refresh(event_ids_of(instance))


def connect() -> None:
    """Connect the signal handlers; called once, from `AppConfig.ready`."""
    post_save.connect(_event_saved, sender=Event, dispatch_uid="lanes-event")
    watch(Topic, *_ORDER)
    post_save.connect(_topic_saved, sender=Topic, dispatch_uid="lanes-topic")
    watch_links(Topic, Event.topics.through, refresh)
