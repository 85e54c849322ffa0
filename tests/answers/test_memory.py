"""The memory that a process needs for its events, and what it returns to the system."""

from __future__ import annotations

import platform
import subprocess
import sys
import weakref
from collections.abc import Iterator

import numpy as np
import pytest

from timeline.answers.building import Tables, build
from timeline.answers.columns import Integers

#: Allocates and frees arrays of 4 MB, with a small long-lived object after each of them.
COME_AND_GO = """
import numpy as np
from pathlib import Path
from timeline.answers.allocating import release_large_blocks

def held():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 1e6

{call}
np.ones(1_000_000)  # given back, and from now on nothing of this size is large to glibc
before = held()
pairs = [(np.ones(500_000), np.ones(10_000)) for _ in range(10)]
stay = [small for _, small in pairs]
del pairs
print(round(held() - before))
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="others allocate otherwise")
def test_what_a_page_needs_goes_back_to_the_system() -> None:
    def grown(call: str) -> int:
        program = [sys.executable, "-c", COME_AND_GO.format(call=call)]
        done = subprocess.run(program, capture_output=True, check=True, text=True)  # noqa: S603
        return int(done.stdout)

    assert grown("release_large_blocks()") < 10 < grown("pass")


@pytest.mark.parametrize("first", [1, 2**33])
def test_ids_take_as_many_bytes_as_they_need(first: int) -> None:
    rows = [(first + number, 100 - number, 101 - number, 100 - number, 3, 0) for number in range(9)]
    segment = build(Tables(np.array(rows, np.int64), [], [], []))
    ids = np.array([first + 8, first - 1, first], np.int64)
    here, positions = segment.locate(ids)
    assert (here.tolist(), positions.tolist()) == ([0, 2], [0, 8])
    assert segment.ids.tolist() == [first + 8 - number for number in range(9)]
    assert segment.ids.itemsize == (4 if first == 1 else 8)


def test_what_was_read_of_events_is_let_go_before_their_sets_are_made() -> None:
    read: list[weakref.ref[Integers]] = []

    def events() -> Integers:
        rows = np.array([(1, 5, 6, 5, 3, 0), (2, 7, 8, 7, 3, 0)], np.int64)
        read.append(weakref.ref(rows))
        return rows

    def links() -> Iterator[tuple[str, list[Integers]]]:
        assert read[0]() is None
        yield "topic", [np.array([(1, 9)], np.int64), np.array([(2, 9), (3, 9)], np.int64)]

    segment = build(Tables(events(), links(), [], []))
    assert {value: list(found) for value, found in segment.values["topic"].items()} == {9: [0, 1]}
