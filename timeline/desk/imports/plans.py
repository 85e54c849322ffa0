"""What an import would do, row by row."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from timeline.formats.rows import Row, Sheet
from timeline.models import Document, Event, Person, Place, Post, Topic

#: Rows that are looked up, or written, at once.
CHUNK_SIZE = 500


class Kind(TextChoices):
    """Kinds of outcomes, in the order in which they are shown: those that need attention first."""

    REFUSED = "refused", _("refused")
    CHANGED = "changed", _("changed")
    NEW = "new", _("new")
    SKIPPED = "aside", _("left out")
    SAME = "same", _("unchanged")


@dataclass(frozen=True, slots=True)
class Change:
    """A field that would change; `before` is empty for a new event."""

    label: str
    before: str
    after: str
    #: Readers have seen what it changes.
    is_public_change: bool = False


@dataclass(slots=True)
class Outcome:
    """What becomes of one row."""

    row: Row
    kind: Kind
    #: The event that the row is about, already changed in memory; None if there is none.
    event: Event | None = None
    changes: list[Change] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    #: The new slugs, if the row changes them.
    topics: frozenset[str] | None = None
    people: frozenset[str] | None = None
    place: str | None = None
    #: (document, number, fields) of the citations, if the row changes them.
    citations: list[tuple[str, int, dict[str, Any]]] | None = None

    @property
    def is_public_change(self) -> bool:
        """Does it change what readers have seen?"""
        return any(change.is_public_change for change in self.changes)

    @property
    def title(self) -> str:
        return self.row.title or (self.event.title if self.event else "")


@dataclass(frozen=True, slots=True)
class Creation:
    """An object other than an event that the file names and the database lacks."""

    kind: str
    label: str
    #: The name that it may be a misspelling of.
    near: str = ""


@dataclass(frozen=True, slots=True)
class NewObjects:
    """The unsaved models behind the creations."""

    topics: dict[str, Topic]
    people: dict[str, Person]
    places: dict[str, Place]
    sources: list[Document | Post]


@dataclass(slots=True)
class Plan:
    sheet: Sheet
    outcomes: list[Outcome]
    creations: list[Creation]
    #: Notes on the file as a whole.
    notes: list[str]
    new: NewObjects

    @property
    def counts(self) -> Counter[Kind]:
        return Counter(outcome.kind for outcome in self.outcomes)

    def of_kind(self, *kinds: Kind) -> list[Outcome]:
        return [outcome for outcome in self.outcomes if outcome.kind in kinds]

    @property
    def public_changes(self) -> list[Outcome]:
        """The rows that change what readers have seen."""
        return [outcome for outcome in self.outcomes if outcome.is_public_change]

    @property
    def work(self) -> list[Outcome]:
        """The rows that add or change an event."""
        return self.of_kind(Kind.NEW, Kind.CHANGED)

    @property
    def digest(self) -> str:
        """Hash that tells this plan from any other, so that what is confirmed is what was shown."""
        return hashlib.sha256(
            "\n".join(self._fingerprint_lines(self.outcomes)).encode()
        ).hexdigest()

    @property
    def effects(self) -> frozenset[str]:
        """Everything that the plan would do. A plan with a subset of this is the rest of it."""
        return frozenset(self._fingerprint_lines(self.work))

    def _fingerprint_lines(self, outcomes: list[Outcome]) -> Iterator[str]:
        for outcome in outcomes:
            event = outcome.event
            yield json.dumps(
                [
                    outcome.row.line,
                    outcome.kind,
                    event and str(event.pk),
                    event and event.pk and str(event.edit_token),
                    [[change.label, change.before, change.after] for change in outcome.changes],
                    outcome.reasons,
                ]
            )
        for creation in self.creations:
            yield json.dumps([creation.kind, creation.label])
