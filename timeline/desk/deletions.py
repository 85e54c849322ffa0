"""Texts of the delete confirmation: which related objects are listed, and why an event is kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from timeline.models import Event
from timeline.models.search_words import EventWords

#: Internal rows of an event that mean nothing to editors, who would see only their keys.
_INTERNAL_MODELS: tuple[type[models.Model], ...] = (
    EventWords,
    Event.people.through,
    Event.topics.through,
)


def visible_counts(counts: Mapping[Any, int]) -> dict[Any, int]:
    """Filter Django's {verbose name: count} of objects to delete: leave out internal rows."""
    hidden = {model._meta.verbose_name_plural for model in _INTERNAL_MODELS}
    return {name: count for name, count in counts.items() if name not in hidden}


def visible_objects(tree: list[Any]) -> list[Any]:
    """Filter Django's nested list of objects to delete in the same way.

    Each text may be followed by a list of the objects that are deleted with it.
    """
    hidden = tuple(f"{capfirst(model._meta.verbose_name)}: " for model in _INTERNAL_MODELS)
    return [
        visible_objects(item) if isinstance(item, list) else item
        for item in tree
        if isinstance(item, list) or not item.startswith(hidden)
    ]


def reason_to_keep(event: Event) -> str:
    """Return why an event cannot be deleted; "" if it can.

    It can if no reader has seen it and its address does not redirect to another event.
    """
    if event.merged_into_id:
        return _("it was merged into another event, and its addresses lead there")
    if not event.has_been_public:
        return ""
    if event.state == Event.State.RETRACTED:
        return _("it was retracted, and its address has to keep saying why")
    return _("readers have seen it: retract it instead, so that its address says why")
