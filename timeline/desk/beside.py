"""What stands beside the words of events: their sources and names.

The token of an event knows nothing of them, and while it is private a colleague may change them at
any time: who publishes it has looked at them, too.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from django.db import models

from timeline.models import Document, Event, Person, Place, Post, Topic

#: How events come by each kind, what it is called there, and what else they show of it.
_SHOWN: tuple[tuple[type[models.Model], str, str, tuple[str, ...]], ...] = (
    (Document, "posts__citations__event__in", "headline", Document.told),
    (Post, "citations__event__in", "headline", (*Post.told, "document")),
    (Topic, "events__in", "name", ()),
    (Person, "events__in", "name", ()),
    (Place, "events__in", "name", ()),
)


def shown_beside(events: Iterable[Event]) -> dict[str, str]:
    """What these events cite and name: of each a digest of what they show of it, and what it is
    called. Five statements."""
    keys = [event.pk for event in events]
    found: dict[str, str] = {}
    for kind, path, name, others in _SHOWN:
        there = kind._default_manager.filter(**{path: keys}).order_by().distinct()
        for shown in there.values("pk", name, *others):
            found[_digest(kind, shown)] = shown[name]
    return found


def _digest(kind: type[models.Model], shown: dict[str, Any]) -> str:
    """Short, for a form carries that of each."""
    text = json.dumps([kind._meta.model_name, shown], default=str, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
