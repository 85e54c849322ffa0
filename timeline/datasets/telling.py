"""What readers have seen changes with a word to them, also where a data set changes it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from timeline.dates.edtf import parse
from timeline.models import Citation, Correction, Document, Event, Post, Telling
from timeline.wording import display, moment

#: Label, text before, text after.
Change = tuple[str, str, str]


class Untold(Exception):
    """Why something is not written as the file has it: readers have seen it."""


@dataclass(frozen=True)
class Seen:
    """What readers see of something, label → text, and on the pages of which events."""

    on: Sequence[Event] = ()
    said: dict[str, str] = field(default_factory=dict)

    def changes(self, now: Seen) -> list[Change]:
        if not self.on:
            return []
        both = ((label, text, now.said[label]) for label, text in self.said.items())
        return [(label, before, after) for label, before, after in both if before != after]


def seen_of_event(event: Event) -> Seen:
    """On its own page only, and only once it is out."""
    texts = {
        _label(event, "title"): event.title,
        _label(event, "summary"): event.summary,
        _("date"): event.in_full,
        _label(event, "place"): event.place.name if event.place else "",
        _("citations"): "; ".join(map(_cited, event.citations.select_related("post"))),
    }
    return Seen([event] if event.is_out else [], texts)


def seen_of_source(source: Document | Post) -> Seen:
    """On the pages of all public events that cite it."""
    public = Event.objects.published().citing(source)
    texts = {_label(source, name): _text(getattr(source, name)) for name in source.told}
    return Seen(list(public), texts)


def tell(
    events: Iterable[Event], changes: Sequence[Change], telling: Telling | None, why: str
) -> str:
    """Write what readers are told; what the history says. Raises Untold where nothing says what
    they are told."""
    if telling is None:
        labels = ", ".join(label for label, _before, _after in changes)
        raise Untold(
            f"readers have seen it: say with --telling what they are told, or leave it as it is on "
            f"record with --leave-out. Changed: {labels}"
        )
    if telling.kind:
        Correction.objects.bulk_create(
            Correction.of_changes(event, telling.kind, changes) for event in events
        )
    return telling.comment(why)


def _label(thing: models.Model, name: str) -> str:
    field: Any = thing._meta.get_field(name)
    return str(field.verbose_name)


def _cited(citation: Citation) -> str:
    """Its post by the number alone: the others are of the same document."""
    return _("post %(number)s: “%(words)s” (%(supports)s)") % {
        "number": citation.post.number,
        "words": citation.said,
        "supports": citation.supports_in_words,
    }


def _text(value: str | datetime.date | None) -> str:
    if isinstance(value, datetime.datetime):
        return moment(value)
    return display(parse(value.isoformat())) if isinstance(value, datetime.date) else value or ""
