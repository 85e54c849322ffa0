"""Compare newsdesk with other timelines in headless Chromium: `make bench-peers`.

TimelineJS, vis-timeline and newsdesk show the same generated events, all served by this machine, in
rounds that load every page once, each round in a new order. Writes the tables and the chart of
docs/benchmarks.md; all measurements are kept in var/peers.json.
"""

from __future__ import annotations

import argparse
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from playwright.sync_api import sync_playwright

from bench.peers import data, lighthouse, serving
from bench.peers.browser import Load, measure
from bench.peers.lighthouse import Audit, Device
from bench.peers.pages import FLOOR, LOADS, OWN_SIZES, PEERS, PROFILES, SHIPPED, Page, newsdesk
from bench.peers.report import write
from bench.peers.results import Conditions, Results

ROOT = data.ROOT
SAVED = ROOT / "var/peers.json"
#: The pages whose Lighthouse scores are shown.
AUDITED_PAGES = ("newsdesk 62", "TimelineJS 20", "vis 200")
DEVICES: tuple[Device, ...] = ("mobile", "desktop")
#: How often newsdesk is audited; once is enough to place a peer.
AUDITS = 3


@dataclass(frozen=True)
class Target:
    page: Page
    url: str


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", type=Path, help="newsdesk with this SQLite file, too")
    parser.add_argument("--runs", type=int, default=1, help="how many times to run all rounds")
    parser.add_argument("--quick", action="store_true", help="one load of each, and one audit")
    parser.add_argument("--rewrite", action="store_true", help="write what var/peers.json has anew")
    options = parser.parse_args()
    if not options.rewrite:
        _measure(options.database, options.runs, quick=options.quick).save(SAVED)
    results = Results.read(SAVED)
    write(results, ROOT / "docs")
    log("Wrote docs/benchmarks.md and docs/benchmarks.svg")
    for load in results.loads:
        if load.failure:
            log(f"FAILED: {load.label}, {load.profile}: {load.failure}")


def _measure(database: Path | None, runs: int, *, quick: bool) -> Results:
    large = {_events_of(database): database} if database else {}
    modules = _fetch()
    node = lighthouse.find_node(modules)
    started = time.monotonic()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="newsdesk-peers-")))
        log("Making up events")
        targets = _serve(stack, folder, modules, large)
        loads = [load for run in range(1, runs + 1) for load in _loads(targets, run, quick=quick)]
        audits = list(_audits(targets, node, modules, folder, 1 if quick else AUDITS))
    log(f"Measured in {(time.monotonic() - started) / 60:.1f} minutes")
    return Results(loads, audits, Conditions.collect(modules, is_quick=quick))


def _events_of(database: Path) -> int:
    try:
        events = data.count(database)
    except sqlite3.Error as error:
        sys.exit(f"--database {database}: {error}. It must be newsdesk's own SQLite file.")
    if events in OWN_SIZES:
        sys.exit(f"--database {database}: newsdesk with {events} events is measured anyway.")
    return events


def log(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _fetch() -> Path:
    command = [f"{ROOT}/tools/fetch_npm", "bench/peers"]
    completed = subprocess.run(command, stdout=subprocess.PIPE, text=True)  # noqa: S603 - ourselves
    if completed.returncode:
        sys.exit("See above what tools/fetch_npm is missing.")
    return Path(completed.stdout.strip())


def _serve(stack: ExitStack, folder: Path, modules: Path, large: dict[int, Path]) -> list[Target]:
    """Return every page with its URL; the servers run until the stack is closed."""
    sizes = {page.events for page in PEERS if page != FLOOR}
    databases = data.make_databases(folder, {SHIPPED, *sizes})
    files = folder / "data"
    files.mkdir()
    for size in sizes:
        data.write_for_peers(databases[size], files, size)
    data.write_cards(files)
    peers = stack.enter_context(
        serving.peers(
            {
                "/timelinejs/": modules / "@knight-lab/timelinejs/dist",
                "/vis/": modules / "vis-timeline",
                "/data/": files,
                "/": Path(__file__).parent / "site",
            }
        )
    )
    targets = [Target(page, peers + page.path) for page in PEERS]
    ours = {size: databases[size] for size in OWN_SIZES} | large
    for size, database in ours.items():
        log(f"Warming up newsdesk with {size:,} events")
        log_file = folder / f"{size}.log"
        url = stack.enter_context(serving.newsdesk(database.resolve(), log_file))
        page = newsdesk(size)
        targets.append(Target(page, url + page.path))
    return targets


def _loads(targets: list[Target], run: int, *, quick: bool) -> Iterator[Load]:
    """Yield the loads in rounds; each round loads every page once that still has loads left."""
    order = random.Random(run)  # noqa: S311 - repeatable, not secret
    with sync_playwright() as playwright:
        for number in range(1 if quick else LOADS):
            round_ = [
                (target, profile)
                for target, profile in product(targets, PROFILES)
                if number < target.page.loads(profile)
            ]
            order.shuffle(round_)
            for target, profile in round_:
                load = measure(playwright, target.page, target.url, profile)
                load.run = run
                log(f"run {run}, round {number + 1}: {load.label}, {profile}{_summary(load)}")
                yield load


def _summary(load: Load) -> str:
    names = ("first_event", "filter", "unfilter", "zoom")
    figures = ", ".join(
        f"{name} {load.figures[name]:.0f}" for name in names if name in load.figures
    )
    return f": {figures} ms" + (f"; FAILED: {load.failure}" if load.failure else "")


def _audits(
    targets: list[Target], node: str, modules: Path, folder: Path, audits: int
) -> Iterator[Audit]:
    by_label = {target.page.label: target.url for target in targets}
    pages = {label: by_label[label] for label in AUDITED_PAGES}
    home = pages[AUDITED_PAGES[0]]
    pages["newsdesk, an event"] = home.rstrip("/") + serving.first_event(home.rstrip("/"))
    for number in range(audits):
        for (label, url), device in product(pages.items(), DEVICES):
            if number and not label.startswith("newsdesk"):
                continue
            report = folder / "lighthouse.json"
            audit = lighthouse.audit(node, modules, label, url, device, report)
            scores = " ".join(map(str, audit.scores))
            log(f"Lighthouse, {label}, {device}: {scores or audit.failure}")
            yield audit


if __name__ == "__main__":
    main()
