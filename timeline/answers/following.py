"""An index that keeps up with the database: what changed goes into new, small segments."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace

import numpy as np
from django.utils import timezone

from timeline.answers.allocating import give_back_large_blocks, give_back_what_is_free
from timeline.answers.answers import Answers
from timeline.answers.columns import Integers, Segment
from timeline.answers.in_memory import Index, InMemory
from timeline.answers.loading import load_all, load_some
from timeline.answers.names import load_names
from timeline.filters import TimelineFilter
from timeline.models import Event
from timeline.models.changes import PublicState, Seen, changes_since, public_state, seen_now

#: After more changes than this, reading everything anew is quicker.
MOST_CHANGES = 50_000
#: After reading more events than this, what that took is worth looking for.
MANY_EVENTS = 1_000


@dataclass(frozen=True)
class Following:
    """The columns, and the state of the database that they show."""

    index: Index
    seen: Seen
    #: What readers could see, at the latest, when they were brought up to date.
    state: str
    #: Published, but not yet: (time, id) of events that will appear without being changed.
    embargoed: tuple[tuple[datetime.datetime, int], ...]

    def answers(self, scope: TimelineFilter) -> Answers:
        return InMemory(self.index, scope)

    def caught_up(self, state: PublicState | None = None) -> Following | None:
        """The same with all that changed since, or None when everything should be read anew.

        No statement where the caller has just read the state of the database, and it is the one
        that the columns were brought up to date for. Otherwise one, and when something did change
        some more.
        """
        state = state or public_state()
        if state.text == self.state:
            return self
        changed, seen = changes_since(self.seen)
        if seen.below < self.seen.below:
            return None  # a database of the past was put in its place
        now = timezone.now()
        ids = {key for key in changed if key > 0}
        ids |= {pk for time, pk in self.embargoed if time <= now}
        if not ids and not changed:
            return replace(self, state=state.text)
        if len(ids) > MOST_CHANGES:
            return None
        segments = _renewed(self.index.segments, np.array(sorted(ids), np.int64))
        is_renamed = any(key < 0 for key in changed)
        if is_renamed:
            index = Index(segments, load_names())
        else:
            index = Index(segments, self.index.names, self.index.rows_without(ids))
        if len(segments[-1].ids) > MANY_EVENTS:
            give_back_what_is_free()
        return Following(index, seen, state.text, _embargoed(now))


def start() -> Following:
    """Read everything; what changes meanwhile is caught up with afterwards."""
    give_back_large_blocks()
    state, seen, now = public_state(), seen_now(), timezone.now()
    index = Index((load_all(),), load_names())
    give_back_what_is_free()
    return Following(index, seen, state.text, _embargoed(now))


def _renewed(segments: tuple[Segment, ...], ids: Integers) -> tuple[Segment, ...]:
    """The segments without some events, and these, as they are now, in a new one.

    Smaller segments at the end go into the new one, so that each is a few times larger than the
    next: there are never many, and an event is read again only as often as they double.
    """
    kept = [segment.without(ids) for segment in segments]
    while len(kept) > 1 and len(kept[-1].alive) <= 2 * len(ids):
        last = kept.pop()
        ids = np.union1d(ids, last.ids[np.array(last.alive, np.int64)])
    return (*kept, load_some(ids))


def _embargoed(now: datetime.datetime) -> tuple[tuple[datetime.datetime, int], ...]:
    waiting = Event.objects.filter(state=Event.State.PUBLISHED, publish_at__gt=now)
    return tuple(waiting.order_by("publish_at").values_list("publish_at", "pk"))
