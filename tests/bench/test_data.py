from __future__ import annotations

from typing import Any

import pytest

from bench.peers.data import vis_item

SLIDE = {"unique_id": "k3v9x2mt", "group": "War", "text": {"headline": "A &amp; B", "text": "C"}}


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ({"year": 1800}, "1800-01-01"),
        ({"year": 2014, "month": 3}, "2014-03-01"),
        ({"year": "2014", "month": "3", "day": "9"}, "2014-03-09"),
        ({"year": 2014, "month": 3, "day": 9, "hour": 7, "minute": 5}, "2014-03-09T07:05:00"),
    ],
)
def test_vis_timeline_has_the_same_dates(date: dict[str, Any], expected: str) -> None:
    item = vis_item(SLIDE | {"start_date": date})
    assert item["start"] == expected
    assert "end" not in item
    assert vis_item(SLIDE | {"start_date": date, "end_date": date})["end"] == expected


def test_vis_timeline_has_the_same_words() -> None:
    item = vis_item(SLIDE | {"start_date": {"year": 2000}})
    words = (item["id"], item["content"], item["title"], item["topic"])
    assert words == ("k3v9x2mt", "A &amp; B", "C", "War")
