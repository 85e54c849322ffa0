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
_RELATED: tuple[tuple[type[models.Model], str, str, tuple[str, ...]], ...] = (
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
    digests: dict[str, str] = {}
    for model, path, name_field, others in _RELATED:
        related = model._default_manager.filter(**{path: keys}).order_by().distinct()
        for values in related.values("pk", name_field, *others):
            digests[_digest(model, values)] = values[name_field]
    return digests


def _digest(model: type[models.Model], values: dict[str, Any]) -> str:
    """Return a short digest of the fields: a form carries one for each object."""
    text = json.dumps([model._meta.model_name, values], default=str, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
