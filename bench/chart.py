"""How long the chart takes, and how heavy it is: `make bench`, or `make bench EVENTS=1000000`.

Computation is timed in this process (best and median of the runs, CPU time); counting is timed on a
SQLite file of generated events. Markup is what a browser downloads: the chart's own part of the
page, compressed as the server does.
"""

from __future__ import annotations

import argparse
import gzip
import os
import random
import statistics
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

RUNS = 15


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=100_000, help="events to count in bins")
    events = parser.parse_args().events
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DATABASE_URL"] = f"sqlite:///{folder}/bench.sqlite3"
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsdesk.settings")
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        call_command("load_dataset", verbosity=0)
        print(f"{'':42} {'best':>9} {'median':>9}")
        report_marks()
        report_bins(events)


def report_marks() -> None:
    """Computation and markup of the shipped data set and of 400 generated marks."""
    from timeline import queries
    from timeline.chart.chart import MOST_MARKS
    from timeline.drawing import drawable
    from timeline.filters import EVERYTHING

    shipped = queries.scope(None).counted(EVERYTHING).events
    for count in (shipped, MOST_MARKS):
        insert(count - queries.scope(None).counted(EVERYTHING).events)
        measure(f"chart of {count} events", drawable(queries.scope(None), EVERYTHING).chart)
        show_size("  its markup, compressed", render())


def report_bins(events: int) -> None:
    """Counting in the database, and the chart of the counts."""
    from timeline import queries
    from timeline.drawing import drawable
    from timeline.filters import EVERYTHING, TimelineFilter

    insert(events)
    counted = drawable(queries.scope(None), EVERYTHING)
    measure("chart of counts", counted.chart)
    show_size("  its markup, compressed", render())
    measure(f"counting {events:,} events", lambda: drawable(queries.scope(None), EVERYTHING), 3)
    decade = TimelineFilter.from_query("from=1990&to=1999")
    measure("counting ten years of them", lambda: drawable(queries.scope(None), decade), 3)


def measure(name: str, run: Callable[[], object], runs: int = RUNS) -> None:
    times = []
    for _ in range(runs):
        started = time.process_time()
        run()
        times.append((time.process_time() - started) * 1000)
    print(f"{name:42} {min(times):6.1f} ms {statistics.median(times):6.1f} ms")


def show_size(name: str, markup: str) -> None:
    print(f"{name:42} {len(gzip.compress(markup.encode())) / 1000:6.1f} kB")


def render() -> str:
    """The chart's part of the page."""
    from django.http import QueryDict
    from django.template.loader import render_to_string

    from timeline import queries
    from timeline.filters import TimelineForm
    from timeline.views.pages import Page

    page = Page(queries.the_whole(), "/", queries.scope(None), TimelineForm(QueryDict("")))
    return render_to_string("timeline/_chart.html", {"page": page})


def insert(count: int) -> None:
    """Write generated events straight into the table: published, dated, each in a lane."""
    from django.db import connection, transaction

    from timeline.models import Event

    columns = [field.column for field in Event._meta.concrete_fields if not field.primary_key]
    marks = ", ".join(["%s"] * len(columns))
    table = Event._meta.db_table
    sql = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})"  # noqa: S608 - our names
    with transaction.atomic(), connection.cursor() as cursor:
        rows = generated(count, Event.objects.count())
        for chunk in batched(([row[name] for name in columns] for row in rows), 1000):
            cursor.executemany(sql, chunk)


def batched(rows: Iterator[list[Any]], size: int) -> Iterator[list[list[Any]]]:
    while chunk := list(islice(rows, size)):
        yield chunk


def generated(count: int, start: int) -> Iterator[dict[str, object]]:
    """Events of the years 1780 to 2024, more of them late, 70 % to the day; always the same."""
    from timeline.dates.edtf import parse
    from timeline.models import Event, Topic
    from timeline.models.ids import ALPHABET

    lanes = list(Topic.objects.values_list("pk", flat=True))
    chance = random.Random(start)  # noqa: S311 - repeatable, not secret
    blank = {field.column: field.get_default() for field in Event._meta.concrete_fields}
    for number in range(start, start + count):
        year = int(chance.triangular(1780, 2025, 2014))
        month, day = chance.randint(1, 12), chance.randint(1, 28)
        texts = [f"{year}-{month:02}-{day:02}", f"{year}-{month:02}", str(year)]
        date = parse(chance.choices(texts, (70, 15, 15))[0])
        yield blank | {
            "public_id": "".join(ALPHABET[number // 27**place % 27] for place in range(8)),
            "title": f"Generated event {number}",
            "slug": "generated",
            "date_text": str(date),
            "date_edtf": str(date),
            "date_lower": date.lower,
            "date_upper": date.upper,
            "date_sort": date.sort,
            "date_precision": int(date.precision),
            "lane_id": chance.choice(lanes),
            "importance": chance.randint(1, 5),
            "state": "published",
            "edit_token": uuid.UUID(int=number).hex,
            "created_at": "2026-01-01 00:00:00",
            "updated_at": "2026-01-01 00:00:00",
        }


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    main()
