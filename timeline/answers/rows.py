"""Load published events by primary key, in any order, each with only the data that is shown."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from timeline.answers.interface import Headline
from timeline.models import Citation, Event
from timeline.querysets import EventQuerySet


def with_sources(ids: list[int]) -> EventQuerySet:
    """Load rows for full list entries. Costs four queries."""
    rows: EventQuerySet = Event.objects.published().filter(pk__in=ids).with_sources()
    return rows


#: The columns of a citation, its post and its event that a line shows. Loading all columns takes
#: half as long again.
_LINE = (
    "exact",
    "date_as_written",
    "position",
    *(f"post__{name}" for name in ("number", "headline")),
    *(f"post__document__{name}" for name in ("public_id", "slug", "short_name", "language")),
    *(f"event__{name}" for name in ("public_id", "slug", "title", "summary", "announced")),
    *(f"event__date_{name}" for name in ("edtf", "tz", "calendar", "sort", "lower", "upper")),
    *(f"event__lane__{name}" for name in ("name", "slug", "slot")),
)


def with_citations(ids: list[int]) -> Iterable[Event]:
    """Load rows with their citations. Costs one query, and one more if some events cite nothing."""
    published = Event.objects.published()
    citations = Citation.objects.filter(event__in=published.filter(pk__in=ids))
    rows: dict[int, Event] = {}
    for citation in citations.select_related("event__lane", "post__document").only(*_LINE):
        row = rows.setdefault(citation.event_id, citation.event)
        if row is citation.event:
            row.loaded_citations = []
        else:
            citation.event = row
        row.loaded_citations.append(citation)
    if uncited := [pk for pk in ids if pk not in rows]:
        for row in published.filter(pk__in=uncited).select_related("lane"):
            row.loaded_citations = []
            rows[row.pk] = row
    return rows.values()


def with_lanes(ids: Collection[int]) -> EventQuerySet:
    """Load rows with their lanes. Costs one query."""
    rows: EventQuerySet = Event.objects.published().filter(pk__in=ids).select_related("lane")
    return rows


def headlines(ids: Collection[int]) -> Iterator[Headline]:
    """Load headlines. Costs one query."""
    rows = Event.objects.published().filter(pk__in=ids)
    return map(Headline._make, rows.values_list(*Headline._fields[:-2], "lane__name", "lane__slot"))
