"""What is said before something is deleted: what goes with it that an editor knows, and why an
event stays."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from timeline.models import Event
from timeline.models.words import EventWords

#: Rows that the program keeps beside an event: who deletes it would read of their keys.
_UNKNOWN: tuple[type[models.Model], ...] = (
    EventWords,
    Event.people.through,
    Event.topics.through,
)


def known_counts(counts: Mapping[Any, int]) -> dict[Any, int]:
    """Of what Django counts by the names of its kinds, what an editor knows."""
    unknown = {kind._meta.verbose_name_plural for kind in _UNKNOWN}
    return {name: count for name, count in counts.items() if name not in unknown}


def known_things(tree: list[Any]) -> list[Any]:
    """The same of what Django lists: texts, each perhaps with a list of what goes with it."""
    unknown = tuple(f"{capfirst(kind._meta.verbose_name)}: " for kind in _UNKNOWN)
    return [
        known_things(one) if isinstance(one, list) else one
        for one in tree
        if isinstance(one, list) or not one.startswith(unknown)
    ]


def why_it_stays(event: Event) -> str:
    """Empty for what can be deleted: what no reader has seen, and no address leads on from."""
    if event.merged_into_id:
        return _("it is merged into another event, to which its addresses lead")
    if not event.is_out:
        return ""
    if event.state == Event.State.RETRACTED:
        return _("it is retracted, and its address goes on saying why")
    return _("readers have seen it: retract it, so that its address says why")
