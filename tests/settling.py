"""Waits for transactions of tests that run beside this one."""

from __future__ import annotations

import time

import pytest

from timeline.models.changes import seen_now


def wait_until_settled() -> None:
    """Until every transaction is over that is older than the last change: before, PostgreSQL tells
    that change by itself, and the public state is another one afterwards. Those of other tests
    count, too, whatever database they are in."""
    for _ in range(1200):
        if not seen_now().besides:
            return
        time.sleep(0.05)
    pytest.fail("An older transaction does not end.")
