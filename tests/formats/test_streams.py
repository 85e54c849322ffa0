"""Downloads are streamed: their memory use doesn't grow with the number of events."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from pytest_django import Settings

from timeline import queries

pytestmark = pytest.mark.django_db

NAMES = ("csv", "ics", "timelinejs.json")
FEW, MANY = 100, 400


def taken(reader: Client, name: str) -> tuple[int, int]:
    """Return the peak memory while reading a response, and its size, both in bytes. A first request
    does lazy imports and fills the bounded cache of dates."""
    for _piece in reader.get(f"/events.{name}"):
        pass
    response: Any = reader.get(f"/events.{name}")
    assert response.streaming
    pieces = iter(response.streaming_content)
    gc.collect()
    with traced():
        size = sum(len(piece) for piece in pieces)
        _now, most = tracemalloc.get_traced_memory()
    return most, size


@contextmanager
def traced() -> Iterator[None]:
    """Trace memory only while measuring, as tracing makes everything several times slower."""
    tracemalloc.start()
    try:
        yield
    finally:
        tracemalloc.stop()


def fill(settings: Settings, count: int) -> None:
    settings.DEBUG = True
    call_command("load_generated", count, verbosity=0)
    settings.DEBUG = False


def test_memory_does_not_grow_with_the_number_of_events(
    reader: Client, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "CHUNK", 25)
    fill(settings, FEW)
    few = {name: taken(reader, name) for name in NAMES}
    fill(settings, MANY - FEW)
    for name in NAMES:
        (short, less), (whole, more) = few[name], taken(reader, name)
        assert more > 3 * less
        # Not exactly equal: there is always some garbage not yet collected.
        assert whole < 2 * short, name
