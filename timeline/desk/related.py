"""The objects that an event shows beside its own text: its sources, topics, people and place.

An event's `edit_token` does not cover them, and colleagues may change them at any time while the
event is private. A form therefore carries digests of what its user saw, checked on publication.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from django.db import models

from timeline.models import Document, Event, Person, Place, Post, Topic

#: For each model: its lookup path to events, the field with its name, and the other fields shown.
_SHOWN: tuple[tuple[type[models.Model], str, str, tuple[str, ...]], ...] = (
    (Document, "posts__citations__event__in", "headline", Document.fields_shown_to_readers),
    (Post, "citations__event__in", "headline", (*Post.fields_shown_to_readers, "document")),
    (Topic, "events__in", "name", ()),
    (Person, "events__in", "name", ()),
    (Place, "events__in", "name", ()),
)


def related_digests(events: Iterable[Event]) -> dict[str, str]:
    """Return all objects that these events cite or name, as {digest of the fields shown: name}.

    Costs five queries.
    """
    keys = [event.pk for event in events]
    found: dict[str, str] = {}
    for kind, path, name, others in _SHOWN:
        there = kind._default_manager.filter(**{path: keys}).order_by().distinct()
        for shown in there.values("pk", name, *others):
            found[_digest(kind, shown)] = shown[name]
    return found


def _digest(kind: type[models.Model], shown: dict[str, Any]) -> str:
    """Return a short digest of the fields: a form carries one for each object."""
    text = json.dumps([kind._meta.model_name, shown], default=str, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
