"""Helpers that read the public state although parallel tests have transactions of their own."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

import pytest

from timeline.models.changes import public_state

Result = TypeVar("Result")


def while_unchanged(read: Callable[[], Result]) -> Result:
    """Return the result of `read`, repeated until the public state is the same before and after it.

    On PostgreSQL, the state contains recent changes as long as an older transaction is running in
    any database, so it changes when a transaction of a parallel test ends.
    """
    for _ in range(100):
        before = public_state()
        result = read()
        if public_state() == before:
            return result
    pytest.fail("The public state changes by itself.")


def wait_until_settled() -> None:
    """Wait until no running transaction is older than the last change, here and in copies of this
    database; from then on, the text of the state changes only with the data."""
    for _ in range(1000):
        if "@" not in public_state().text:
            return
        time.sleep(0.01)
    pytest.fail("A transaction has been running for ten seconds.")


def stable_state() -> str:
    """Return the public state, once two successive reads agree."""
    return while_unchanged(lambda: public_state().text)
