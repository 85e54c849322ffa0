"""What a process holds of its events."""

from __future__ import annotations

import numpy as np
import pytest

from timeline.answers.building import Tables, build


@pytest.mark.parametrize("first", [1, 2**33])
def test_ids_take_as_many_bytes_as_they_need(first: int) -> None:
    rows = [(first + number, 100 - number, 101 - number, 100 - number, 3) for number in range(9)]
    segment = build(Tables(np.array(rows, np.int64), [], [], []))
    ids = np.array([first + 8, first - 1, first], np.int64)
    here, positions = segment.locate(ids)
    assert (here.tolist(), positions.tolist()) == ([0, 2], [0, 8])
    assert segment.ids.tolist() == [first + 8 - number for number in range(9)]
    assert segment.ids.itemsize == (4 if first == 1 else 8)
