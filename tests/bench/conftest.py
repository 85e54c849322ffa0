"""Invented measurements: the tests check how results are processed and never measure time."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bench.peers.browser import Load
from bench.peers.lighthouse import Audit
from bench.peers.pages import Profile
from bench.peers.results import Conditions, Results

MakeResults = Callable[..., Results]


@pytest.fixture
def results() -> MakeResults:
    def make(*loads: Load, audits: tuple[Audit, ...] = (), is_quick: bool = False) -> Results:
        conditions = Conditions("1 May 2026", 2, {"Chromium": "150.0"}, is_quick)
        return Results(list(loads), list(audits), conditions)

    return make


def load(label: str, profile: Profile = "desktop", failure: str = "", **figures: float) -> Load:
    return Load(label, profile, figures, {}, failure, system_load=1.25)
