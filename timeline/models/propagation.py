"""Refresh data derived from the topics or people of events when these links change on either side.

Signals are used for the same reason as in `timeline.models.search_words`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db import models
from django.db.models.signals import m2m_changed, pre_delete

from timeline.models.subjects import Person, Topic


def watch_links(
    subject: type[Person | Topic],
    through: type[models.Model],
    refresh: Callable[[Iterable[int]], None],
) -> None:
    """Call `refresh` with the ids of the events whose links to this model change. To be called once
    per model, when the app is ready."""

    def changed(
        instance: Any, action: str, reverse: bool, pk_set: set[int] | None, **kwargs: Any
    ) -> None:
        if reverse and action == "pre_clear":
            instance.__dict__["_events_to_refresh"] = event_ids_of(instance)
        elif reverse and action == "post_clear":
            refresh(instance.__dict__.pop("_events_to_refresh"))
        elif action in {"post_add", "post_remove", "post_clear"}:
            refresh((pk_set or ()) if reverse else [instance.pk])

    uid = f"links-{subject._meta.model_name}"
    # Nothing else holds a reference to this closure.
    m2m_changed.connect(changed, sender=through, dispatch_uid=uid, weak=False)
    pre_delete.connect(_deleted, sender=subject, dispatch_uid=uid)


def event_ids_of(subject: Any) -> list[int]:
    """Return the primary keys of the events of a topic, a person or a place."""
    return list(subject.events.values_list("pk", flat=True))


def _deleted(instance: Any, **kwargs: Any) -> None:
    instance.events.clear()  # a cascade alone would send no m2m_changed
