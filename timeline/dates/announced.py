"""Detects events that were only announced: every post cited predates the event's date."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from zoneinfo import ZoneInfo

from timeline.dates.gregorian import day_number
from timeline.dates.single import SECONDS_IN_DAY


def posted_by(day: datetime.date, moment: datetime.datetime | None, zone: str) -> int:
    """When a post was out at the latest, in seconds of local wall time since 0001-01-01: its time
    in this zone, or the end of its day if the time isn't known."""
    if moment is None:
        return wall_second(day) + SECONDS_IN_DAY
    local = moment.astimezone(ZoneInfo(zone))
    return wall_second(local.date()) + local.hour * 3600 + local.minute * 60 + local.second


def wall_second(day: datetime.date) -> int:
    """The start of a day in seconds of local wall time since 0001-01-01."""
    return day_number(day.year, day.month, day.day) * SECONDS_IN_DAY


def is_only_announced(lower: int, post_times: Collection[int]) -> bool:
    """Whether a date that begins at `lower` lies after all that is cited for it, whose times (see
    `posted_by`) are `post_times`. False if nothing is."""
    return bool(post_times) and lower >= max(post_times)
