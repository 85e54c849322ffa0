"""Looks at the public state beside tests whose transactions are none of its business."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

import pytest

from timeline.models.changes import public_state

Seen = TypeVar("Seen")


def while_unchanged(look: Callable[[], Seen]) -> Seen:
    """What is seen while the public state stays the same.

    PostgreSQL tells a change by itself as long as an older transaction is running, in whatever
    database. When one of a test beside this one ends, the state is another one; then look again.
    """
    for _ in range(100):
        before = public_state()
        seen = look()
        if public_state() == before:
            return seen
    pytest.fail("The public state changes by itself.")


def settle() -> None:
    """Wait until no transaction is older than the last change, here and in copies of this database:
    the state of what is not changed again keeps its text from then on."""
    for _ in range(1000):
        if "@" not in public_state().text:
            return
        time.sleep(0.01)
    pytest.fail("A transaction has been running for ten seconds.")


def calm_state() -> str:
    """The public state, told twice in a row."""
    return while_unchanged(lambda: public_state().text)
