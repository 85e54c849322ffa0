"""The page of gaps, where a timeline is thin: events by topic and period, and their sources."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.contrib.auth.decorators import permission_required
from django.db.models import Count, F, Q
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from timeline.answers.in_database import InDatabase, lanes_of
from timeline.answers.interface import Countable
from timeline.answers.keeper import keeper
from timeline.chart.bins import Bucket
from timeline.chart.shapes import Lane
from timeline.chart.units import naming_step
from timeline.chart.wording import short_zoom
from timeline.dates.edtf import OPEN_END, OPEN_SORT
from timeline.dates.precision import Precision
from timeline.desk.filters import posts_by_event
from timeline.desk.pages import render_event_page
from timeline.drawing import Counts, counts_of
from timeline.filters import EVERYTHING, TimelineFilter
from timeline.models import Event
from timeline.wording import active_translations


@dataclass(frozen=True)
class Period:
    """A row of the table: a period with its number of events in each lane, in lane order."""

    name: str
    counts: list[int]


class _AllEvents:
    """Counts all events, whatever their state, for the query EVERYTHING only.

    Public events are counted in memory, which is fast; the rest are loaded and added.
    """

    def __init__(self, public: Countable) -> None:
        self.public = public
        unpublished: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
        hidden = Event.objects.not_merged().unpublished().order_by("date_sort", "date_upper")
        columns = hidden.values_list("lane__slug", "date_sort", "date_upper")
        for slug, sort, upper in columns.iterator():
            unpublished[slug or ""].append((sort, upper))
        self.unpublished = dict(unpublished)

    def lanes(self) -> list[Lane | None]:
        public = {lane.slug if lane else None for lane in self.public.lanes()}
        return lanes_of(public | {slug or None for slug in self.unpublished})

    def extent(self, query: TimelineFilter) -> tuple[int, int] | None:
        bounded = [
            sort for dates in self.unpublished.values() for sort, _ in dates if sort < OPEN_SORT
        ]
        bounded += self.public.extent(query) or ()
        return (min(bounded), max(bounded)) if bounded else None

    def known_ends(self, query: TimelineFilter) -> tuple[int, int] | None:
        half_open = (
            date for dates in self.unpublished.values() for date in dates if date[0] > OPEN_SORT
        )
        # A half-open date's sort key holds its known bound; an upper bound is exclusive.
        known = [sort - OPEN_END - (upper < OPEN_END) for sort, upper in half_open]
        known += self.public.known_ends(query) or ()
        return (min(known), max(known)) if known else None

    def histogram(self, query: TimelineFilter, ranges: Sequence[tuple[int, int]]) -> list[int]:
        lanes = self.histogram_by_lane(query, ranges).values()
        return [sum(column) for column in zip(*lanes, strict=True)]

    def histogram_by_lane(
        self,
        query: TimelineFilter,
        ranges: Sequence[tuple[int, int]],
        ends: Sequence[int] = (),
    ) -> dict[str, list[int]]:
        counts = dict(self.public.histogram_by_lane(query, ranges, ends))
        edges = [*(lower for lower, _ in ranges), ranges[-1][1]]
        for slug, dates in self.unpublished.items():
            parts = pairwise(bisect_left(dates, (edge,)) for edge in edges)
            inside = [
                sum(upper <= end for _, upper in dates[start:stop]) if ends else stop - start
                for (start, stop), end in zip(parts, ends or edges[1:], strict=True)
            ]
            public = counts.get(slug, [0] * len(inside))
            counts[slug] = [one + other for one, other in zip(public, inside, strict=True)]
        return counts


def _period_name(bucket: Bucket) -> str:
    step = naming_step(bucket.upper - bucket.lower)
    return short_zoom(bucket.lower, bucket.upper, step, active_translations()).name


def _periods(totals: Counts, contained: dict[str, list[int]]) -> Iterator[Period]:
    """Yield the rows of the table; `contained` counts the events that lie wholly within one period.

    A date that begins in a period and extends beyond it, such as "18th century" in 1700–1709, says
    nothing about that period: it is counted in a row of its own below.
    """
    names = [*map(_period_name, totals.plan.buckets), _("Open-ended")]
    for number, name in enumerate(names, start=1):  # count 0, before the first period, is empty
        starting = [totals.counts[lane.slug][number] for lane in totals.lanes]
        inside = [
            contained[lane.slug][number] if lane.slug in contained else 0 for lane in totals.lanes
        ]
        yield Period(name, inside)
        if starting != inside:
            beyond = [whole - part for whole, part in zip(starting, inside, strict=True)]
            yield Period(_("%(period)s and beyond") % {"period": name}, beyond)


@require_safe
@permission_required("timeline.view_event", raise_exception=True)
def gaps(request: HttpRequest) -> HttpResponse:
    """Show how all events, whatever their state, are distributed and how well they are sourced."""
    events = Event.objects.not_merged()
    public = keeper.answers(EVERYTHING)
    is_in_database = isinstance(public, InDatabase)  # then count all states with the same queries
    scope = InDatabase(events) if is_in_database else _AllEvents(public)
    totals = counts_of(scope, EVERYTHING)
    contained = scope.histogram_by_lane(EVERYTHING, totals.plan.sort_ranges, totals.plan.ends)
    numbers = events.aggregate(
        vague=Count("pk", filter=Q(date_precision__gte=Precision.YEAR)), total=Count("pk")
    )
    cited_posts = posts_by_event().filter(event__merged_into__isnull=True)
    sources = cited_posts.aggregate(
        any=Count("event"), one=Count("event", filter=Q(first=F("last")))
    )
    return render_event_page(
        request,
        "gaps",
        _("Gaps"),
        lanes=totals.lanes,
        periods=list(_periods(totals, contained)) if totals.lanes else [],
        uncited=numbers["total"] - sources["any"],
        single=sources["one"],
        **numbers,
    )
