"""Time zones: their offsets at a wall time, and their names for readers."""

from __future__ import annotations

import datetime
import re
from zoneinfo import ZoneInfo

from timeline.dates.messages import Translations, say
from timeline.dates.messages import gettext_noop as _

# Abbreviations that news in English uses; they aren't translated.
_SHORT_NAMES = {
    "America/New_York": "ET",
    "America/Detroit": "ET",
    "America/Chicago": "CT",
    "America/Denver": "MT",
    "America/Los_Angeles": "PT",
    "GMT": "GMT",
    "Etc/GMT": "GMT",
    "UTC": "UTC",
    "Etc/UTC": "UTC",
}
# IANA inverts the sign in these names: "Etc/GMT+5" is UTC−5.
_TO_GREENWICH = re.compile(r"Etc/GMT([+-][0-9]{1,2})")
# Late 1997, far from the limits of `datetime`.
_RECENT_WALL_TIME = 63_000_000_000
UTC_NAMES = ("UTC", "GMT")


def offsets_at(zone: str, wall: int) -> tuple[int, ...] | None:
    """The offsets (seconds east of UTC) that an IANA zone can have at a wall time.

    ``wall`` is in seconds since 0001-01-01. Usually one offset; two if the clocks were put
    back, none if they were put forward; None if Python doesn't support the zone or the year.
    """
    try:
        info = ZoneInfo(zone)
        local = datetime.datetime.min + datetime.timedelta(seconds=wall)
        offsets = set()
        for fold in (0, 1):
            moment = local.replace(tzinfo=info, fold=fold)
            back = moment.astimezone(datetime.UTC).astimezone(info)
            # A skipped wall time doesn't survive the round trip through UTC.
            if back.replace(tzinfo=None) == local:
                offset = moment.utcoffset() or datetime.timedelta()
                offsets.add(int(offset.total_seconds()))
    except (LookupError, ValueError, OverflowError, OSError):
        return None
    return tuple(sorted(offsets))


def walls_after(zone: str, wall: int, seconds: int) -> tuple[int, ...]:
    """The wall times of an IANA zone some ``seconds`` after ``wall``; all since 0001-01-01.

    Two if ``wall`` occurred twice. The plain sum if Python doesn't support the zone or the year.
    """
    try:
        info, later = ZoneInfo(zone), datetime.timedelta(seconds=seconds)
        local = datetime.datetime.min + datetime.timedelta(seconds=wall)
        walls = set()
        for fold in (0, 1):
            moment = local.replace(tzinfo=info, fold=fold).astimezone(datetime.UTC) + later
            local_later = moment.astimezone(info).replace(tzinfo=None) - datetime.datetime.min
            walls.add(local_later // datetime.timedelta(seconds=1))
    except (LookupError, ValueError, OverflowError, OSError):
        return (wall + seconds,)
    return tuple(sorted(walls))


def zone_name(zone: str, translations: Translations) -> str:
    """The name of an IANA zone for readers: "ET", or "Kyiv time" after its city."""
    if short := _SHORT_NAMES.get(zone):
        return short
    if hours := _TO_GREENWICH.fullmatch(zone):
        return offset_name(-3600 * int(hours[1]))
    city = zone.rpartition("/")[2].replace("_", " ")
    return say(translations, _("{city} time"), city=city)


def offset_name(offset: int) -> str:
    """An offset in seconds as "UTC", "UTC−5" or "UTC+5:30"."""
    if offset == 0:
        return "UTC"
    hours, minutes = divmod(abs(offset) // 60, 60)
    sign = "+" if offset > 0 else "−"
    return f"UTC{sign}{hours}:{minutes:02}" if minutes else f"UTC{sign}{hours}"


def is_zone(zone: str) -> bool:
    """Whether Python knows this IANA name."""
    return offsets_at(zone, _RECENT_WALL_TIME) is not None
