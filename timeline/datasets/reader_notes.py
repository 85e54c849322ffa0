"""Tell readers when a data set changes what they have already seen."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from timeline.dates.edtf import parse
from timeline.models import Citation, Correction, Document, Event, NoteKind, Post
from timeline.wording import display, moment

#: Label, text before, text after.
Change = tuple[str, str, str]


class ReaderNoteMissing(Exception):
    """An entry isn't written because readers have seen it; the message says what to do."""


@dataclass(frozen=True)
class PublicText:
    """What readers see of an object (label → text), and the events on whose pages they see it."""

    events: Sequence[Event] = ()
    texts: dict[str, str] = field(default_factory=dict)

    def changes(self, now: PublicText) -> list[Change]:
        if not self.events:
            return []
        common = ((label, text, now.texts[label]) for label, text in self.texts.items())
        return [(label, before, after) for label, before, after in common if before != after]


def public_text_of_event(event: Event) -> PublicText:
    """Return what readers see of an event: only on its own page, and only once it is public."""
    texts = {
        _label(event, "title"): event.title,
        _label(event, "summary"): event.summary,
        _("date"): event.in_full,
        _label(event, "place"): event.place.name if event.place else "",
        _("citations"): "; ".join(map(_citation_text, event.citations.select_related("post"))),
    }
    return PublicText([event] if event.has_been_public else [], texts)


def public_text_of_source(source: Document | Post) -> PublicText:
    """Return what readers see of a source, on the pages of all public events that cite it."""
    public = Event.objects.published().citing(source)
    texts = {
        _label(source, name): _text(getattr(source, name))
        for name in source.fields_shown_to_readers
    }
    return PublicText(list(public), texts)


def write_reader_notes(
    events: Iterable[Event], changes: Sequence[Change], note_kind: NoteKind | None, why: str
) -> str:
    """Write the notes to readers, if `note_kind` asks for any. Return the comment for the history.
    Raises ReaderNoteMissing if `note_kind` is None."""
    if note_kind is None:
        labels = ", ".join(label for label, _before, _after in changes)
        raise ReaderNoteMissing(
            f"readers have seen it: say with --telling what they are told, or leave it as it is on "
            f"record with --leave-out. Changed: {labels}"
        )
    if note_kind.kind:
        Correction.objects.bulk_create(
            Correction.of_changes(event, note_kind.kind, changes) for event in events
        )
    return note_kind.comment(why)


def _label(instance: models.Model, name: str) -> str:
    field: Any = instance._meta.get_field(name)
    return str(field.verbose_name)


def _citation_text(citation: Citation) -> str:
    """Describe a citation, its post by the number alone, as all posts are of the same document."""
    return _("post %(number)s: “%(words)s” (%(supports)s)") % {
        "number": citation.post.number,
        "words": citation.joined_text,
        "supports": citation.supports_in_words,
    }


def _text(value: str | datetime.date | None) -> str:
    if isinstance(value, datetime.datetime):
        return moment(value)
    return display(parse(value.isoformat())) if isinstance(value, datetime.date) else value or ""
