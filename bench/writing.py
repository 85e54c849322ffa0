"""Measure editing at the desk and its effect on readers: `make bench`, or with EVENTS=1000000.

Wall time of this process, through all middleware, as an editor with a second factor. Meanwhile
gunicorn serves readers from one process with the columns in memory, and one reader keeps requesting
a different page each time. Runs on a copy of the database, which is deleted afterwards, or on
PostgreSQL:

    tools/with_postgres .venv/bin/python -m bench.writing --postgresql
"""

from __future__ import annotations

import argparse
import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from threading import Thread
from typing import Any

import psycopg

from bench.background_reader import ReaderLog, background_reader, get
from bench.pages import load_events
from bench.serving import ROOT, memory_of, readers_server

ROUNDS = 10
#: Limits in ms at the 95th percentile: saving, a changelist page, until readers see an edit.
SAVE, LIST, VISIBLE = 500, 1000, 1000
#: The limit for the data of a process in MB, including what it shares with others.
MEMORY = 250
LISTS = (
    "",
    "p=20",
    "o=1",
    "o=-6",
    "q=border",
    "q=ada",
    "state__exact=draft",
    "state__exact=published",
    "sources=0",
    "sources=1",
    "sources=2",
    "precision=month",
    "embargo=waiting",
    "changed=1",
    "topics__id__exact=1",
    "importance=5",
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=100_000, help="number of events to generate")
    parser.add_argument("--database", help="an existing SQLite file of load_generated")
    parser.add_argument("--imports", type=int, default=10_000, help="rows of an import")
    parser.add_argument(
        "--postgresql", action="store_true", help="use the empty PostgreSQL that DATABASE_URL names"
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if options.postgresql:
            _must_be_empty(os.environ.get("DATABASE_URL", ""))
        else:
            file = f"{folder}/bench.sqlite3"
            os.environ["DATABASE_URL"] = f"sqlite:///{file}"
            if options.database:
                _copy(options.database, file)
        _manage("migrate", "-v0")
        if not options.database:
            _manage("load_generated", str(options.events))
        with readers_server() as site:
            _report(site, options.imports)


def _must_be_empty(url: str) -> None:
    """Exit unless the database is empty, so that nobody's own is filled with generated events."""
    if not url.startswith("postgres"):
        sys.exit("--postgresql needs a DATABASE_URL of PostgreSQL, as tools/with_postgres sets it.")
    with psycopg.connect(url) as connection:
        tables = "SELECT 1 FROM pg_tables WHERE schemaname = current_schema()"
        if connection.execute(tables).fetchone():
            sys.exit("The database of DATABASE_URL is not empty.")


def _copy(database: str, file: str) -> None:
    with (
        closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as source,
        closing(sqlite3.connect(file)) as target,
    ):
        source.backup(target)


def _manage(*command: str) -> None:
    environment = {**os.environ, "DEBUG": "1"}
    subprocess.run([sys.executable, ROOT / "manage.py", *command], check=True, env=environment)  # noqa: S603


# --- what is printed ------------------------------------------------------------------------------


def _print_times(
    name: str, times: list[float], limit: float = 0, cpu: list[float] | None = None
) -> None:
    """Print times in milliseconds; `limit` applies to the 95th percentile. CPU time depends less on
    what else the machine does."""
    p95 = statistics.quantiles(times, n=20, method="inclusive")[-1] if times[1:] else times[0]
    missed = f"   MISSED: {limit:.0f}" if limit and p95 > limit else ""
    line = f"{statistics.median(times):8.0f} {p95:8.0f} {max(times):8.0f} ms, {len(times)} times"
    if cpu:
        line += f", CPU {statistics.median(cpu):.0f}"
    print(f"{name:44} {line}{missed}", flush=True)


def _print_reader(name: str, log: ReaderLog) -> None:
    _print_times(f"  readers' pages, {name}", log.times)
    for error in log.errors:
        print(f"  MISSED: a reader got {error}")


def _print_memory(site: str, when: str) -> None:
    state = memory_of(site)
    missed = f"   MISSED: {MEMORY}" if state["most"] > MEMORY else ""
    current, own, peak = (round(state[key]) for key in ("held", "own", "most"))
    print(f"  memory {when}: {current} MB, {own} of it its own; {peak} at most{missed}")


# --- what is measured -----------------------------------------------------------------------------


def _report(site: str, imports: int) -> None:
    os.environ |= {"DEBUG": "0", "IN_MEMORY": "0", "ALLOWED_HOSTS": "testserver", "FOUR_EYES": "1"}
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsdesk.settings")
    import django

    django.setup()
    from django.test.utils import override_settings, setup_test_environment

    from bench.editing import Desk

    setup_test_environment()  # so that responses have a context with their forms
    desk = Desk()
    print(f"{desk.events:,} events{'':34} {'p50':>8} {'p95':>8} {'max':>8}")
    _print_memory(site, "at rest")
    with background_reader(site) as log:
        time.sleep(20)
    _print_reader("nobody writing", log)
    _print_memory(site, "after reading")
    _edits(site, desk)
    for query in (*LISTS, f"state__exact=published&p={desk.late_page}"):
        _pages(f"the desk's list, ?{query}", lambda: desk.list(query))  # noqa: B023 - called at once
    _imports(site, desk, imports)
    with override_settings(IN_MEMORY=True):  # as in a worker that has shown readers a page
        load_events()
        _pages("the page of gaps", desk.gaps)


def _pages(name: str, request: Callable[[], None]) -> None:
    """Measure five requests for the same page."""
    before = time.process_time()
    spent = [_timed(request) for _ in range(5)]
    _print_times(name, spent, LIST, [(time.process_time() - before) * 1000 / 5])


def _timed(run: Callable[[], object]) -> float:
    """Return the wall time of a call in milliseconds."""
    started = time.monotonic()
    run()
    return (time.monotonic() - started) * 1000


def _append_time(spent: list[float], run: Callable[[Any], None], argument: Any) -> None:
    spent.append(_timed(lambda: run(argument)))


def _edits(site: str, desk: Any) -> None:
    spent: dict[str, list[float]] = {}
    cpu: dict[str, list[float]] = {}
    with background_reader(site) as log:
        for number in range(ROUNDS):
            for name, action in desk.actions(number).items():
                before = time.process_time()
                spent.setdefault(name, []).append(_timed(action))
                cpu.setdefault(name, []).append((time.process_time() - before) * 1000)
            visible = _timed(
                lambda: _wait_until(lambda: desk.word in get(f"{site}/?q={desk.word}"))
            )
            spent.setdefault("until readers see an edit", []).append(visible)
    for name, times in spent.items():
        limit = VISIBLE if name.startswith("until") else SAVE
        _print_times(name, times, limit, cpu.get(name))
    _print_reader("while an editor writes", log)
    _print_memory(site, "after edits")


def _wait_until(is_so: Callable[[], bool]) -> None:
    while not is_so():
        time.sleep(0.01)


def _imports(site: str, desk: Any, rows: int) -> None:
    """Import new events through the desk and changes with the command, while an editor saves."""
    for name, run in (
        (f"importing {rows:,} new rows at the desk", desk.import_new),
        (f"importing {rows:,} changes by command", desk.import_changed),
    ):
        spent: list[float] = []
        waited: list[float] = []
        failed: list[str] = []
        with background_reader(site) as log:
            importing = Thread(target=_append_time, args=(spent, run, rows))
            importing.start()
            while importing.is_alive():
                waited.append(_timed(lambda: failed.append(desk.save_another())))  # noqa: B023 - called at once
                time.sleep(0.5)
            visible = _timed(
                lambda: _wait_until(lambda: desk.word in get(f"{site}/?q={desk.word}"))
            )
        print(f"{name}: {spent[0] / 1000:.1f} s" if spent else f"  MISSED: {name} failed")
        print(f"  until readers see all of it: {visible:.0f} ms")
        _print_times("  opening and saving meanwhile", waited, SAVE)
        for error in filter(None, failed):
            print(f"  MISSED: an editor got {error}")
        _print_reader("meanwhile", log)
        _print_memory(site, "after it")


if __name__ == "__main__":
    main()
