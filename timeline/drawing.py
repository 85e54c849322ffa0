"""What the chart shows of a timeline: events as marks, or counts where there are too many."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Container, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from timeline.answers.answers import Answers, Countable
from timeline.chart.axis import unit_after, unit_before
from timeline.chart.binned import CountedScene
from timeline.chart.bins import BinPlan, plan_bins
from timeline.chart.chart import MOST_MARKS, NAMED, Scene
from timeline.chart.shapes import Chart, ChartEvent, Lane, Panel
from timeline.chart.sizes import BINS, PAGE, Size
from timeline.chart.units import FIRST, LAST, Zoom, naming_step
from timeline.chart.wording import heads
from timeline.dates import edtf
from timeline.dates.edtf import OPEN_END, OPEN_START
from timeline.dates.messages import say
from timeline.filters import EVERYTHING, TimelineFilter
from timeline.models import Event, Topic
from timeline.wording import words

#: Events drawn on either side of the reader's range, so that it has surroundings.
CONTEXT = 4
#: Lanes that stay in their places whatever is asked; these fill a screen.
MOST_LANES = 8
#: So many fingerprints are remembered by a process, and what they are of: every page names its
#: social image after one.
REMEMBERED = 20
#: A title that can be its own label, in characters; the beginning of a longer one misleads.
SHORT_TITLE = 16


@dataclass(frozen=True)
class Marks:
    """Events to draw one by one. Compared, which is quicker than hashing so many."""

    events: list[ChartEvent] = field(hash=False)
    lanes: list[Lane] = field(hash=False)
    selected: tuple[int, int] | None = None
    #: The id of the event whose place is marked.
    here: str | None = None

    def scene(self) -> Scene:
        """What all sizes of their chart have in common."""
        return Scene(self.events, self.lanes, selected=self.selected, here=self.here, words=words())

    def chart(self, size: Size = PAGE) -> Chart:
        return self.scene().chart(size)

    def told(self) -> str:
        """What makes another picture, as text: the same for the same marks in the same places."""
        events = [
            (each.id, each.lane, str(each.date), each.announced, each.possible, each.faded)
            for each in self.events
        ]
        return repr((events, self.lanes, self.selected, self.here))


@dataclass(frozen=True)
class Counts:
    """Too many events to draw: how many there are by lane and period."""

    plan: BinPlan
    counts: dict[str, list[int]] = field(hash=False)
    lanes: list[Lane] = field(hash=False)
    selected: tuple[int, int] | None = None

    def scene(self) -> CountedScene:
        """What all sizes of their chart have in common."""
        return CountedScene(
            self.plan, self.counts, self.lanes, selected=self.selected, words=words()
        )

    def chart(self, size: Size = BINS) -> Chart:
        return self.scene().chart(size)

    def told(self) -> str:
        """The same for the same bars in the same places."""
        return repr((self.plan, sorted(self.counts.items()), self.lanes, self.selected))


@lru_cache(maxsize=REMEMBERED)
def fingerprint(drawn: Marks | Counts) -> str:
    """Another one for another picture of it, whatever its size."""
    return hashlib.sha256(drawn.told().encode()).hexdigest()


def is_crowd(count: int) -> bool:
    """Are so many events better counted than drawn?"""
    return count > MOST_MARKS


def drawable(scope: Answers, query: TimelineFilter) -> Marks | Counts:
    """The events of a scope for a query: those that answer it and, faded, the others beside them;
    only the answers where that would be too many, and counts where even those are.

    With a range: the events in it and a few on either side.
    """
    found = scope.few(query, MOST_MARKS)
    if found is None:
        return counted(scope, query)
    near = _near(scope, query) if query.narrows else found
    events = _chart_events(scope.marks(near or found), query, found)
    return Marks(events, _lanes(scope, {event.lane for event in events}), query.bounds)


def alone(scope: Answers, query: TimelineFilter) -> Marks | Counts:
    """The events of a scope that answer a query, without those beside them; counts where they are
    too many."""
    found = scope.few(query, MOST_MARKS)
    return counted(scope, query) if found is None else marks_of(scope.marks(found))


def whereabouts(event: Event, everything: Answers) -> Marks:
    """Where an event falls among the published ones, or among the nearest where there are many."""
    ids = everything.few(EVERYTHING, MOST_MARKS)
    if ids is None:
        ids = {*everything.beside(event.date_sort, event.date_sort, MOST_MARKS // 4)}
    rows = everything.marks(ids)
    return marks_of([*rows, *([] if event in rows else [event])], here=event.public_id)


def marks_of(events: Iterable[Event], here: str | None = None) -> Marks:
    """Some events, lanes loaded, with the place of one of them marked."""
    rows = list(events)
    topics = {row.lane for row in rows if row.lane}
    lanes = [_lane(topic) for topic in sorted(topics, key=lambda t: (t.position, t.slug))]
    if any(row.lane is None for row in rows):
        lanes.append(no_topic())
    return Marks(_chart_events(rows), lanes, here=here)


def no_topic() -> Lane:
    """The lane of events without a topic."""
    return Lane("", _("No topic"), 0)


def jumps(panels: Sequence[Panel], most: int) -> list[Zoom]:
    """So many ranges at most that together hold every panel."""
    count = min(most, len(panels))
    edges = [len(panels) * number // count for number in range(count + 1)] if panels else []
    return [_joined(panels[start].zoom, panels[end - 1].zoom) for start, end in pairwise(edges)]


def _joined(first: Zoom, last: Zoom) -> Zoom:
    """From the beginning of one range to the end of another, with a short name."""
    lower, upper = edtf.parse(first.start).lower, edtf.parse(last.end).upper
    name = next(heads(lower, upper, naming_step(upper - lower), words()))
    return Zoom(first.start, last.end, name)


def _near(scope: Answers, query: TimelineFilter) -> set[int] | None:
    """The events in the reader's range and the nearest ones before and after it; None where they
    are too many to draw."""
    around = TimelineFilter(from_=query.from_, to=query.to)
    near = scope.few(around, MOST_MARKS)
    if near is not None and query.bounds:
        near.update(scope.beside(*query.bounds, CONTEXT))
    return near if near is None or not is_crowd(len(near)) else None


def counted(scope: Countable, query: TimelineFilter) -> Counts:
    """Count twice: coarsely, to see where the events are, and by lane in the units that fit."""
    plan = plan_bins(_window(scope, query))
    coarse = scope.histogram(query, plan.sort_ranges)
    if any(coarse):
        plan = plan.refined(coarse)
    counts = scope.by_lane(query, plan.sort_ranges)
    return Counts(plan, counts, _lanes(scope, counts), query.bounds)


def _window(scope: Countable, query: TimelineFilter) -> tuple[int, int]:
    """The reader's range, as far as events begin in it; where none but half-open ones answer, as
    far as they are known."""
    first, last = scope.extent(query) or scope.known_ends(query) or (0, 0)
    if query.bounds is None:
        return first, last + 1
    lower, upper = query.bounds
    # Where none is in it: all of the range, or of an open one the unit at its end.
    if last < lower:
        return (lower, upper) if upper < OPEN_END else unit_after(lower, LAST)
    if first >= upper:
        return (lower, upper) if lower > OPEN_START else unit_before(upper, FIRST)
    return max(first, lower), min(last + 1, upper)


def _lanes(scope: Countable, held: Container[str]) -> list[Lane]:
    """All lanes of the scope; where they are too many for a screen, those that hold anything."""
    lanes = [lane or no_topic() for lane in scope.lanes()]
    return [lane for lane in lanes if len(lanes) <= MOST_LANES or lane.slug in held]


def _lane(topic: Topic) -> Lane:
    return Lane(topic.slug, topic.name, topic.slot)


def _chart_events(
    rows: Iterable[Event],
    query: TimelineFilter = EVERYTHING,
    matches: Collection[int] | None = None,
) -> list[ChartEvent]:
    """Rows to draw, each made once as long as it stays in memory; faded if it isn't a match."""
    language, is_narrow = get_language(), query.bounds is not None
    found: list[ChartEvent] = []
    for row in rows:
        possible = is_narrow and query.only_possibly(row.date_lower, row.date_upper)
        faded = matches is not None and row.id not in matches
        key = "mark", language, possible, faded
        mark = row.drawn.get(key)
        if mark is None:
            mark = row.drawn[key] = _mark(row, possible=possible, faded=faded)
        found.append(mark)
    return found


def _mark(row: Event, *, possible: bool, faded: bool) -> ChartEvent:
    date_text = row.in_words
    if row.announced:
        date_text = _("%(date)s, announced") % {"date": date_text}
    return ChartEvent(
        id=row.public_id,
        url=row.get_absolute_url(),
        label=row.label or (row.title if len(row.title) <= SHORT_TITLE else ""),
        lane=row.lane.slug if row.lane else "",
        importance=row.importance,
        date=row.date,
        announced=row.announced,
        name=say(words(), NAMED, date=date_text, title=row.title),
        possible=possible,
        faded=faded,
    )
