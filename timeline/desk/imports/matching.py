"""Which event a row is about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from timeline.desk.imports.plans import CHUNK_SIZE
from timeline.formats.rows import CellError, Row
from timeline.models import Event
from timeline.models.batches import batches
from timeline.querysets import EventQuerySet


class Matches:
    """The events that these rows may be about. Costs a few queries per 500 rows."""

    def __init__(self, rows: Sequence[Row]) -> None:
        events: EventQuerySet = Event.objects.with_material()
        known = events.select_related("merged_into")
        ids = _load(known, rows, "id", "public_id__in")
        self.by_id: dict[str, Event] = {event.public_id: event for event in ids}
        self.by_key: dict[str, list[Event]] = defaultdict(list)
        for event in _load(known, rows, "key", "extra__unique_id__in"):
            self.by_key[event.extra["unique_id"]].append(event)
        self.by_title: dict[str, list[Event]] = defaultdict(list)
        nameless = [row for row in rows if not row.id]
        for event in _load(events, nameless, "title", "title__in"):
            # Filtered here: with `not_merged()` in the query, SQLite would scan all those events.
            if event.merged_into_id is None:
                self.by_title[event.title].append(event)
        self._claimed: dict[Any, int] = {}

    def find_named(self, row: Row) -> Event | None:
        """Return the event that the row names by its id or key.

        Raises CellError for one that was merged: nobody would see what is written there."""
        event = self.by_id.get(row.id) if row.id else self._with_key(row.key)
        if event and event.merged_into:
            raise CellError(
                _("This event was merged into “%(title)s”. Use the id of that one: %(id)s.")
                % {"title": event.merged_into.title, "id": event.merged_into.public_id}
            )
        return event

    def _with_key(self, key: str) -> Event | None:
        """Return the event with this key; if there are several, the one that was not merged."""
        events = self.by_key[key]
        standing = [event for event in events if event.merged_into is None]
        if len(standing) > 1:
            raise CellError(
                _(
                    "Several events were imported with this unique_id. Replace it with the id of "
                    "the one you mean: %(ids)s."
                )
                % {"ids": _(" or ").join(event.public_id for event in standing)}
            )
        return next(iter([*standing, *events]), None)

    def find_alike(self, title: str, edtf: str) -> Event | None:
        """Return the event with this title and date. Raises CellError if there are several."""
        same = [event for event in self.by_title[title.strip()] if event.date_edtf == edtf]
        if len(same) > 1:
            raise CellError(
                _(
                    "Several events have this title and date. Add the id of the one you mean: "
                    "%(ids)s."
                )
                % {"ids": _(" or ").join(event.public_id for event in same)}
            )
        return same[0] if same else None

    def claim(self, row: Row, event: Event | None, edtf: str) -> None:
        """Note that the row is about this event. Raises CellError for a second row about it."""
        name = row.id or row.key
        key = event.pk if event else name or (row.title.strip(), edtf)
        if key in self._claimed:
            raise CellError(
                _("Row %(line)s is about the same event. Keep one of them.")
                % {"line": self._claimed[key]}
            )
        self._claimed[key] = row.line


def _load(events: EventQuerySet, rows: Sequence[Row], attribute: str, lookup: str) -> list[Event]:
    values = sorted({getattr(row, attribute).strip() for row in rows} - {""})
    loaded: list[Event] = []
    for batch in batches(values, CHUNK_SIZE):
        loaded += events.filter(**{lookup: batch})
    return loaded
