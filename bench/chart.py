"""Measure the chart's time and size: `make bench`, or `make bench EVENTS=1000000`.

Times are CPU time of this process: the best and the median of several runs, and the median as a
multiple of a bare Django view of fifty cards in the same run. The events are generated, in a SQLite
file. The markup is the chart's part of the page, compressed as the server sends it.
"""

from __future__ import annotations

import argparse
import gzip
import os
import tempfile
import time
from typing import TYPE_CHECKING

from bench.measuring import BARE, measure, memory, reader

if TYPE_CHECKING:
    from timeline.answers.interface import Answers

#: The limit for a whole filtered page of a million events, in bare views.
LIMIT = 3.3
#: The limit for the markup of a chart of 400 marks.
MAX_KILOBYTES = 20


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=100_000, help="events to count in bins")
    parser.add_argument("--database", help="an existing SQLite file of load_generated")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        file = options.database or f"{folder}/bench.sqlite3"
        os.environ |= {"DATABASE_URL": f"sqlite:///{file}", "DEBUG": "1"}
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsdesk.settings")
        import django

        django.setup()
        from django.core.management import call_command
        from django.db import connection

        connection.force_debug_cursor = False
        print(f"{'':44} {'best':>9} {'median':>9}   bare views")
        client = reader()
        bare = measure("a bare view of fifty cards", lambda: client.get(BARE))
        if not options.database:
            call_command("migrate", verbosity=0)
            call_command("load_dataset", verbosity=0)
            report_marks(bare)
            call_command("load_generated", options.events)
        report_bins(bare)


def report_marks(bare: float) -> None:
    """Measure the chart and its markup for the shipped data set and for 400 marks."""
    from django.core.management import call_command

    from timeline import queries
    from timeline.chart.chart import MAX_MARKS
    from timeline.drawing import chart_data
    from timeline.filters import EVERYTHING

    shipped = queries.scope(None).counts(EVERYTHING).events
    for count in (shipped, MAX_MARKS):
        if count > shipped:
            call_command("load_generated", count - shipped)
        measure(f"chart of {count} events", chart_data(queries.scope(None), EVERYTHING).chart, bare)
        if show_size("  its markup, compressed", render(queries.scope(None))) > MAX_KILOBYTES:
            print(f"  MISSED: more than {MAX_KILOBYTES} kB")


def report_bins(bare: float) -> None:
    """Measure loading the columns, counting in them, and the chart of the counts."""
    from timeline.answers import live_index
    from timeline.drawing import chart_data
    from timeline.filters import EVERYTHING, TimelineFilter

    before, started = memory(), time.monotonic()
    columns = live_index.load()
    everything = columns.answers(EVERYTHING).counts(EVERYTHING).events
    seconds = time.monotonic() - started
    print(f"{everything:,} events read in {seconds:.1f} s; {memory() - before:.0f} MB more")

    def scope() -> Answers:
        return columns.answers(EVERYTHING)

    measure("  chart of the counts", chart_data(scope(), EVERYTHING).chart, bare)
    show_size("  its markup, compressed", render(scope()))
    for text in ("", "from=1990&to=2019", "topic=generated-trade&q=a"):
        query = TimelineFilter.from_query(text)

        def whole(query: TimelineFilter = query) -> object:
            return chart_data(scope(), query).chart()

        best = measure(f"  counting and chart, /?{text}", whole, bare)
        if best > LIMIT * bare:
            print(f"  MISSED: more than {LIMIT} bare views")


def show_size(name: str, markup: str) -> float:
    """Print the compressed size in kB, with gzip's in parentheses, and return the former."""
    import brotli

    from newsdesk.compression import QUALITY

    sent = len(brotli.compress(markup.encode(), quality=QUALITY)) / 1000
    zipped = len(gzip.compress(markup.encode(), 6)) / 1000
    print(f"{name:44} {sent:6.1f} kB ({zipped:.1f})")
    return sent


def render(scope: Answers) -> str:
    """Render the chart's part of the page."""
    from django.http import QueryDict
    from django.template.loader import render_to_string

    from timeline import queries
    from timeline.filters import TimelineForm
    from timeline.views.pages import Page

    page = Page(queries.whole_timeline(scope), None, scope, TimelineForm(QueryDict("")))
    return render_to_string("timeline/_chart.html", {"page": page})


if __name__ == "__main__":
    main()
