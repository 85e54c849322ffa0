"""Load columns from the database: all public events, or only some."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import Any

import numpy as np
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BigIntegerField, Count, Func, QuerySet
from django.db.models.functions import Coalesce
from django.db.models.sql.compiler import SQLCompiler

from timeline.answers.building import Tables, build
from timeline.answers.columns import NO_LANE, Integers, Segment
from timeline.models import Citation, Correction, Event, EventWords
from timeline.models.batches import batches

#: Rows fetched at a time, and rows of links in memory at a time.
CHUNK, PART = 2_000, 200_000


class _Microseconds(Func):
    """A timestamp as an integer like in `Cursor.of_change`. For a million rows, creating datetimes
    instead would take three seconds."""

    output_field = BigIntegerField()
    template = "(extract(epoch FROM %(expressions)s) * 1000000)::bigint"

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any
    ) -> tuple[str, list[Any]]:
        # A timestamp is text, which SQLite's own functions read only to the millisecond.
        template = (
            "(CAST(strftime('%%%%s', %(expressions)s) AS INTEGER) * 1000000"
            " + CAST(substr(%(expressions)s || '000000', 21, 6) AS INTEGER))"
        )
        sql, params = self.as_sql(compiler, connection, template=template, **context)
        return sql, [*params, *params]


def load_all() -> Segment:
    """Load every published event. Costs eight queries."""
    return build(_tables(None))


def load_some(ids: Integers) -> Segment:
    """Load those of these events that are published."""
    return build(_tables(ids.tolist()))


def _tables(ids: list[int] | None) -> Tables:
    return Tables(
        events=_all_numbers(
            _among(Event.objects.published().with_changed_at(), "pk", ids),
            "pk",
            "date_sort",
            "date_upper",
            "date_lower",
            "importance",
            _Microseconds("changed_at"),
        ),
        links=_links(ids),
        texts=_rows(_among(EventWords.objects.all(), "event", ids), "event_id", "words"),
        corrections=_rows(
            _among(Correction.objects.values("event").annotate(n=Count("pk")), "event", ids),
            "event_id",
            "n",
        ),
    )


def _links(ids: list[int] | None) -> Iterator[tuple[str, Iterator[Integers]]]:
    published = Event.objects.published()
    tables: dict[str, tuple[QuerySet[Any], str, str | Func]] = {
        "topic": (Event.topics.through.objects.all(), "event_id", "topic_id"),
        "person": (Event.people.through.objects.all(), "event_id", "person_id"),
        "place": (published.filter(place__isnull=False), "pk", "place_id"),
        "source": (Citation.objects.all(), "event_id", "post_id"),
        "lane": (published, "pk", Coalesce("lane_id", NO_LANE)),
    }
    for key, (rows, event, value) in tables.items():
        yield key, _numbers(_among(rows, event, ids), event, value)


def _among(rows: QuerySet[Any], field: str, ids: list[int] | None) -> list[QuerySet[Any]]:
    """Return querysets for the rows of these events, split by the number of query parameters."""
    if ids is None:
        return [rows]
    return [rows.filter(**{f"{field}__in": part}) for part in batches(ids)]


def _rows(parts: Iterable[QuerySet[Any]], *columns: str | Func) -> Iterator[tuple[Any, ...]]:
    for part in parts:
        yield from part.order_by().values_list(*columns).iterator(chunk_size=CHUNK)


def _all_numbers(parts: Iterable[QuerySet[Any]], *columns: str | Func) -> Integers:
    flat = chain.from_iterable(_rows(parts, *columns))
    return np.fromiter(flat, np.int64).reshape(-1, len(columns))


def _numbers(parts: Iterable[QuerySet[Any]], *columns: str | Func) -> Iterator[Integers]:
    """Yield arrays of PART rows."""
    rows = _rows(parts, *columns)
    while len(part := np.fromiter(chain.from_iterable(islice(rows, PART)), np.int64)):
        yield part.reshape(-1, len(columns))
