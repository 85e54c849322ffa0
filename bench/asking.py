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
EVERY = 0.05
TIMEOUT = 60


@dataclass
class Asked:
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
def asking(site: str) -> Iterator[Asked]:
    """Send requests until the block ends; the yielded object is complete only after that."""
    context = multiprocessing.get_context("spawn")
    stop, sent = context.Event(), context.Queue()
    process = context.Process(target=_ask, args=(site, stop, sent))
    process.start()
    sent.get()  # it is up
    asked = Asked()
    try:
        yield asked
    finally:
        stop.set()
        asked.times, asked.errors = sent.get()
        process.join()


def _ask(site: str, stop: Event, sent: Any) -> None:
    sent.put("up")
    asked = Asked()
    for number in count():
        if stop.is_set():
            break
        started = time.monotonic()
        try:
            get(f"{site}/?from={1700 + number % 300}&to={2000 + number // 300}&sort=newest")
        except (urllib.error.URLError, TimeoutError) as error:
            asked.errors.append(str(error))
        taken = time.monotonic() - started
        asked.times.append(taken * 1000)
        stop.wait(max(0.0, EVERY - taken))
    sent.put((asked.times, asked.errors))
