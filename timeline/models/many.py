"""Many events written at once, each as its own save would leave it.

One by one, with its signals and a revision, an event takes some twenty statements, all of them
under SQLite's one write lock. So the model sets the columns that follow from others, and what its
signals keep in step (lanes, words, what was only announced) is written for all together; but every
event gets a revision of its own: going back with one takes no other along.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.contrib.auth.models import User

from timeline.models import announced, lanes, words
from timeline.models.events import Event
from timeline.models.ids import new_public_id
from timeline.models.versions import keep_versions
from timeline.querysets import listed

_STAYS = {"id", "public_id", "created_at", "created_by", "lane", "announced", "preview_token"}
#: What a change may write; the rest of an event stays as it is.
_COLUMNS = [field.name for field in Event._meta.fields if field.name not in _STAYS]


def draw_ids(events: Sequence[Event], besides: Iterable[str]) -> None:
    """Give new events public ids that no other has, nor is about to have (`besides`).

    Of ten thousand beside a million, one in thirty such imports would draw a double, and the unique
    index refuse all of it.
    """
    others, drawn = set(besides), set[str]()
    while missing := len(events) - len(drawn):
        ids = {new_public_id() for _ in range(missing)} - others
        drawn |= ids - Event.objects.in_bulk(ids, field_name="public_id").keys()
    for event, public_id in zip(events, drawn, strict=True):
        event.public_id = public_id


def add(events: Sequence[Event]) -> None:
    """New rows."""
    Event.objects.bulk_create(_derived(events))


def change(events: Sequence[Event]) -> None:
    """Rows that the caller's transaction has locked."""
    Event.objects.bulk_create(
        _derived(events), update_conflicts=True, unique_fields=["id"], update_fields=_COLUMNS
    )


def settle(keys: Sequence[int], comment: str, user: User | None) -> None:
    """What follows from rows and links once all are written, and a version of each event."""
    lanes.refresh(keys)
    announced.refresh(keys)
    events = Event.objects.filter(pk__in=keys).select_related("place")
    written = list(events.prefetch_related(*map(listed, ("topics", "people", "citations"))))
    words.refresh_loaded(written)
    keep_versions(written, comment, user)


def _derived(events: Iterable[Event]) -> list[Event]:
    written = list(events)
    for event in written:
        event.derive()
    return written
