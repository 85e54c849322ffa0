"""A reader in a separate process who keeps requesting pages while somebody writes."""

from __future__ import annotations

import multiprocessing
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from multiprocessing.synchronize import Event
from typing import Any

import brotli

#: Seconds between two requests, the next of which also waits for the previous response.
INTERVAL = 0.05
TIMEOUT = 60


@dataclass
class ReaderLog:
    """Response times in milliseconds, and error messages."""

    times: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def get(address: str) -> str:
    """Fetch a page as text; it is transferred with Brotli, as browsers request it."""
    request = urllib.request.Request(address, headers={"Accept-Encoding": "br"})  # noqa: S310
    with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:  # noqa: S310 - our own server
        content = answer.read()
    if answer.headers["Content-Encoding"] == "br":
        content = brotli.decompress(content)
    return str(content.decode())


@contextmanager
def background_reader(site: str) -> Iterator[ReaderLog]:
    """Send requests until the block ends; the yielded object is complete only after that."""
    context = multiprocessing.get_context("spawn")
    stop, queue = context.Event(), context.Queue()
    process = context.Process(target=_read_pages, args=(site, stop, queue))
    process.start()
    queue.get()  # it is up
    log = ReaderLog()
    try:
        yield log
    finally:
        stop.set()
        log.times, log.errors = queue.get()
        process.join()


def _read_pages(site: str, stop: Event, queue: Any) -> None:
    queue.put("up")
    log = ReaderLog()
    for number in count():
        if stop.is_set():
            break
        started = time.monotonic()
        try:
            get(f"{site}/?from={1700 + number % 300}&to={2000 + number // 300}&sort=newest")
        except (urllib.error.URLError, TimeoutError) as error:
            log.errors.append(str(error))
        taken = time.monotonic() - started
        log.times.append(taken * 1000)
        stop.wait(max(0.0, INTERVAL - taken))
    queue.put((log.times, log.errors))
