"""Measuring for the benchmarks: CPU time, in multiples of a bare view of fifty cards.

A view is measured from the request to the last byte, including all middleware.
"""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.test import Client

RUNS = 15
BARE, CONSTANT, NAIVE = "/bench/bare/", "/bench/constant/", "/bench/naive/"


def measure(name: str, run: Callable[[], object], bare: float = 0) -> float:
    """Print the best and median CPU time in ms, and the median's ratio to `bare`; return the
    median."""
    run()
    times = [cpu_time(run) for _ in range(RUNS)]
    median = statistics.median(times)
    ratio = f"{median / bare:9.2f}" if bare else ""
    print(f"{name:44} {min(times):6.1f} ms {median:6.1f} ms {ratio}")
    return median


def cpu_time(run: Callable[[], object]) -> float:
    """Return the CPU time of a call in milliseconds."""
    started = time.process_time()
    run()
    return (time.process_time() - started) * 1000


def reader() -> Client:
    """Return a test client for newsdesk and for the baseline views of `bench.baselines`."""
    from django.conf import settings
    from django.test import Client

    settings.ROOT_URLCONF = "bench.urls"
    return Client(headers={"host": "127.0.0.1"})


def memory() -> float:
    """Return the resident memory of this process in MB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6
