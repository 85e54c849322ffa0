"""What was only announced: all that is cited for it was out before its date began."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from zoneinfo import ZoneInfo

from timeline.dates.gregorian import day_number
from timeline.dates.single import SECONDS_IN_DAY


def posted_by(day: datetime.date, moment: datetime.datetime | None, zone: str) -> int:
    """The second of local wall time, from 0001-01-01, by which a post was out: its moment in this
    zone, or the end of its day where nobody knows the time."""
    if moment is None:
        return wall_second(day) + SECONDS_IN_DAY
    local = moment.astimezone(ZoneInfo(zone))
    return wall_second(local.date()) + local.hour * 3600 + local.minute * 60 + local.second


def wall_second(day: datetime.date) -> int:
    """When a day begins, in seconds of local wall time from 0001-01-01."""
    return day_number(day.year, day.month, day.day) * SECONDS_IN_DAY


def is_only_announced(lower: int, posted: Collection[int]) -> bool:
    """Does a date that begins at `lower` lie after all that is cited for it (see `posted_by`)?
    False where nothing is."""
    return bool(posted) and lower >= max(posted)
