"""Which events were only announced, by the local time of the place where they were to happen."""

from __future__ import annotations

import datetime

import pytest

from timeline.dates import edtf
from timeline.dates.announced import is_only_announced, posted_by

DAY = datetime.date(2025, 3, 18)
EVENING = datetime.datetime(2025, 3, 18, 22, 30, tzinfo=datetime.UTC)


@pytest.mark.parametrize(
    ("date", "moment", "zone", "expected"),
    [
        ("2025-03-17", None, "UTC", False),
        ("2025-03-18", None, "UTC", False),  # a page of that day may report it
        ("2025-03-19", None, "UTC", True),
        ("2025-04/2025-05", None, "UTC", True),
        ("2025", None, "UTC", False),  # that year has begun
        ("[..2026]", None, "UTC", False),
        ("2026/..", None, "UTC", True),
        ("2025-03-18T22:31:00", EVENING, "UTC", True),
        ("2025-03-18T22:30:00", EVENING, "UTC", True),
        ("2025-03-18T22:29:00", EVENING, "UTC", False),
        ("2025-03-19", EVENING, "UTC", True),
        ("2025-03-19", EVENING, "Europe/Moscow", False),  # it is half past one there
        ("2025-03-19T02:00:00", EVENING, "Europe/Moscow", True),
        ("2025-03-18T18:00:00", EVENING, "America/New_York", False),
        ("2025-03-18T19:00:00", EVENING, "America/New_York", True),
    ],
)
def test_a_date_that_begins_after_a_post_was_out_was_only_announced_by_it(
    date: str, moment: datetime.datetime | None, zone: str, expected: bool
) -> None:
    posted = [posted_by(DAY, moment, zone)]
    assert is_only_announced(edtf.parse(date).lower, posted) is expected


def test_the_last_post_decides_and_without_any_nobody_announced_it() -> None:
    lower = edtf.parse("2025-03-19").lower
    before, after = (posted_by(DAY + datetime.timedelta(n), None, "UTC") for n in (0, 1))
    assert is_only_announced(lower, [before, before])
    assert not is_only_announced(lower, [before, after])
    assert not is_only_announced(lower, [])
