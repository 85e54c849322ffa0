"""An index that follows the database: changed events go into new, small segments."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace

import numpy as np
from django.utils import timezone

from timeline.answers.allocating import release_large_blocks, trim_heap
from timeline.answers.columns import Integers, Segment
from timeline.answers.in_memory import Index, InMemory
from timeline.answers.interface import Answers
from timeline.answers.loading import load_all, load_some
from timeline.answers.names import load_names
from timeline.filters import TimelineFilter
from timeline.models import Event
from timeline.models.changes import (
    ProcessedChanges,
    PublicState,
    changes_since,
    changes_so_far,
    public_state,
)

#: With more changes than this, reloading everything is faster.
MAX_CHANGES = 50_000
#: After loading more events than this, trimming the heap is worth its cost.
MANY_EVENTS = 1_000


@dataclass(frozen=True)
class LiveIndex:
    """The columns, and the state of the database that they reflect."""

    index: Index
    processed: ProcessedChanges
    #: The text of the `PublicState` read before they were last brought up to date: they are at
    #: least as new.
    state: str
    #: (end of embargo, id) of the events that will become public without being changed.
    embargoed: tuple[tuple[datetime.datetime, int], ...]

    def answers(self, scope: TimelineFilter) -> Answers:
        return InMemory(self.index, scope)

    def with_changes(self, state: PublicState | None = None) -> LiveIndex | None:
        """Return the columns with all changes since, or None if everything should be reloaded.

        Costs no query if the caller passes the `state` it has just read and nothing has changed,
        one if this has to read it, and some more if something did change.
        """
        state = state or public_state()
        if state.text == self.state:
            return self
        changed, processed = changes_since(self.processed)
        if processed.below < self.processed.below:
            return None  # the database was restored to an earlier state
        now = timezone.now()
        ids = {key for key in changed if key > 0}
        ids |= {pk for time, pk in self.embargoed if time <= now}
        if not ids and not changed:
            return replace(self, state=state.text)
        if len(ids) > MAX_CHANGES:
            return None
        segments = _with_current(self.index.segments, np.array(sorted(ids), np.int64))
        is_renamed = any(key < 0 for key in changed)
        if is_renamed:
            index = Index(segments, load_names())
        else:
            index = Index(segments, self.index.names, self.index.rows_without(ids))
        if len(segments[-1].ids) > MANY_EVENTS:
            trim_heap()
        return LiveIndex(index, processed, state.text, _load_embargoes(now))


def load() -> LiveIndex:
    """Load everything; changes made meanwhile are picked up by the next `with_changes`."""
    release_large_blocks()
    state, processed, now = public_state(), changes_so_far(), timezone.now()
    index = Index((load_all(),), load_names())
    trim_heap()
    return LiveIndex(index, processed, state.text, _load_embargoes(now))


def _with_current(segments: tuple[Segment, ...], ids: Integers) -> tuple[Segment, ...]:
    """Remove these events from the segments and append a new segment with their current state.

    Small segments at the end are merged into the new one, so that each stays at least twice as
    large as the next: there are never many, and an event is reloaded only about once per doubling.
    """
    remaining = [segment.without(ids) for segment in segments]
    while len(remaining) > 1 and len(remaining[-1].alive) <= 2 * len(ids):
        smallest = remaining.pop()
        ids = np.union1d(ids, smallest.ids[np.array(smallest.alive, np.int64)])
    return (*remaining, load_some(ids))


def _load_embargoes(now: datetime.datetime) -> tuple[tuple[datetime.datetime, int], ...]:
    waiting = Event.objects.filter(state=Event.State.PUBLISHED, publish_at__gt=now)
    return tuple(waiting.order_by("publish_at").values_list("publish_at", "pk"))
