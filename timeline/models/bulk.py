"""Write many events in bulk, with the same result as saving each of them.

Saved individually, with signals and a revision, an event takes some twenty queries, all under
SQLite's single write lock. Here the model derives its columns as usual, and what its signals
maintain (`lane`, `words`, `announced`) is refreshed for all events together. Each event still gets
its own revision, so that one can be reverted without the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.contrib.auth.models import User

from timeline.models import announced, lanes, search_words
from timeline.models.events import Event
from timeline.models.ids import new_public_id
from timeline.models.versions import keep_versions
from timeline.querysets import prefetch_to_list

_UNCHANGED = {"id", "public_id", "created_at", "created_by", "lane", "announced", "preview_token"}
#: The fields that `change` writes; all others stay as they are.
_COLUMNS = [field.name for field in Event._meta.fields if field.name not in _UNCHANGED]


def assign_public_ids(events: Sequence[Event], reserved: Iterable[str]) -> None:
    """Give new events public ids that are neither taken nor about to be taken (`reserved`).

    With ten thousand new events next to a million, one import in thirty would draw a duplicate and
    be rejected as a whole by the unique index.
    """
    taken, drawn = set(reserved), set[str]()
    while missing := len(events) - len(drawn):
        ids = {new_public_id() for _ in range(missing)} - taken
        drawn |= ids - Event.objects.in_bulk(ids, field_name="public_id").keys()
    for event, public_id in zip(events, drawn, strict=True):
        event.public_id = public_id


def add(events: Sequence[Event]) -> None:
    """Insert new events."""
    Event.objects.bulk_create(_with_derived(events))


def change(events: Sequence[Event]) -> None:
    """Update existing events, whose rows the caller's transaction has locked."""
    Event.objects.bulk_create(
        _with_derived(events), update_conflicts=True, unique_fields=["id"], update_fields=_COLUMNS
    )


def refresh_derived(keys: Sequence[int], comment: str, user: User | None) -> None:
    """Refresh derived data once all rows and links are written; save a version of each event."""
    lanes.refresh(keys)
    announced.refresh(keys)
    events = Event.objects.filter(pk__in=keys).select_related("place")
    loaded = list(
        events.prefetch_related(*map(prefetch_to_list, ("topics", "people", "citations")))
    )
    search_words.refresh_loaded(loaded)
    keep_versions(loaded, comment, user)


def _with_derived(events: Iterable[Event]) -> list[Event]:
    derived = list(events)
    for event in derived:
        event.derive()
    return derived
