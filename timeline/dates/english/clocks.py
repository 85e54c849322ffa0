"""Clock times and zone names in English text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from timeline.dates.edtf import clock_text
from timeline.dates.english.drafts import Unreadable
from timeline.dates.english.vocabulary import MONTHS, WEEKDAY, alternatives
from timeline.dates.messages import Message
from timeline.dates.messages import gettext_noop as _
from timeline.dates.single import SECONDS_IN_DAY
from timeline.dates.zones import is_zone, offsets_at

_FIXED_HOURS = {
    **dict.fromkeys(("utc", "gmt", "z"), 0),
    **{"est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7},
    **{"bst": 1, "wet": 0, "west": 1, "cet": 1, "cest": 2, "eet": 2, "eest": 3, "msd": 4},
    **{"jst": 9, "aest": 10, "aedt": 11},
    **{"greenwich mean time": 0, "british summer time": 1},
    **{"central european time": 1, "central european summer time": 2},
    **{
        f"{name} {kind} time": hours + (kind == "daylight")
        for name, hours in {"eastern": -5, "central": -6, "mountain": -7, "pacific": -8}.items()
        for kind in ("standard", "daylight")
    },
}
# Abbreviations of zones whose offset has changed: MSK was UTC+4 from 2011 to 2014.
_CHANGED_ZONES = {
    **dict.fromkeys(("msk", "мск"), "Europe/Moscow"),
    "trt": "Europe/Istanbul",
    "hkt": "Asia/Hong_Kong",
    "sgt": "Asia/Singapore",
    "kst": "Asia/Seoul",
}
_ZONE_BY_NAME = {
    **_CHANGED_ZONES,
    **dict.fromkeys(("et", "eastern time", "eastern"), "America/New_York"),
    **dict.fromkeys(("ct", "central time"), "America/Chicago"),
    **dict.fromkeys(("mt", "mountain time"), "America/Denver"),
    **dict.fromkeys(("pt", "pacific time"), "America/Los_Angeles"),
    "washington time": "America/New_York",
    "kiev time": "Europe/Kyiv",
    "beijing time": "Asia/Shanghai",
    "delhi time": "Asia/Kolkata",
    "uk time": "Europe/London",
    # The state; in IANA, Pacific/Samoa is American Samoa.
    "samoa time": "Pacific/Apia",
    # Names of more than two words, and names that keep their hyphen in IANA.
    "dar es salaam time": "Africa/Dar_es_Salaam",
    "ho chi minh time": "Asia/Ho_Chi_Minh",
    "isle of man time": "Europe/Isle_of_Man",
    "port-au-prince time": "America/Port-au-Prince",
    "port of spain time": "America/Port_of_Spain",
    "porto-novo time": "Africa/Porto-Novo",
}
# Islands in IANA, but "at Easter time" is a season.
_HOLIDAYS = ("easter", "christmas")
_REGIONS = ("Europe", "America", "Asia", "Africa", "Australia", "Pacific", "Atlantic", "Indian")
_ABBREVIATIONS = "|".join(sorted([*_FIXED_HOURS, *_ZONE_BY_NAME], key=len, reverse=True))
# Without "et", as "1900 et 1901" is French.
_HOURS = "|".join([*_FIXED_HOURS, *_CHANGED_ZONES])
# Words that can't be part of a city's name: "8 p.m. Tuesday local time".
_NO_CITY = rf"{WEEKDAY}|{alternatives(MONTHS)}|today|yesterday|tomorrow|noon|midnight"
_CITY = rf"(?:(?!(?:{_NO_CITY})\b)[a-z]+[ -])?[a-z]+"
_ZONE = (
    r"(?P<zone>(?:(?:utc|gmt)\s*)?(?P<sign>[+-])(?P<hours>[0-9]{1,2})(?::?(?P<minutes>[0-9]{2}))?\b"
    r"(?!\s*[ap]\.?\s?m\b)"  # that would be the end of a range of hours
    rf"|(?:{_ABBREVIATIONS})\b|(?P<city>{_CITY})\s+time\b)"
)
#: A zone, or an offset: "utc-04:00".
ZONE = re.compile(_ZONE)
#: A second name of a zone: "EDT (UTC-04:00)".
SECOND_ZONE = re.compile(rf"\)?\s*\(\s*{_ZONE}\s*\)")
#: A zone after the day, where the clock comes first: "10 a.m. March 18, 2025 ET".
TRAILING_ZONE = re.compile(rf"[\s,(]+(?P<zone>(?:{_ABBREVIATIONS})|{_CITY}\s+time)\)?\Z")
CLOCK = re.compile(
    r"(?<![0-9:.])(?:\b(?:12(?::00)?\s+)?(?:(?P<noon>noon)|(?P<midnight>midnight))\b|"
    r"(?P<hour12>[0-9]{1,2})(?:[:.](?P<minute12>[0-9]{2}))?(?::(?P<second12>[0-9]{2}))?"
    r"\s*(?P<half>[ap])\.?\s?m\b\.?"
    rf"|(?P<hour24>[0-9]{{1,2}})(?::|\.(?=[0-9]{{2}}\s*(?:{_HOURS})\b))(?P<minute24>[0-9]{{2}})"
    r"(?::(?P<second24>[0-9]{2})(?:\.(?P<fraction>[0-9]+))?)?(?![0-9:]|\.[0-9])"
    r"(?:\s*(?:hours|hrs|uhr)\b)?"
    rf"|(?P<compact>[0-9]{{4}})(?=\s*(?:hours?|hrs?|{_HOURS})\b)(?:\s*h(?:ou)?rs?\b)?"
    r")"
    rf"(?:\s*\(?{_ZONE})?"
)


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day (seconds since midnight) with a fixed offset, or an IANA zone, or neither."""

    seconds: int
    offset: int | None = None
    zone: str | None = None

    @property
    def text(self) -> str:
        """The time as EDTF."""
        return clock_text(self.seconds)

    def offsets(self, midnight: int) -> tuple[int, ...] | None:
        """The offsets the clock can have on the day that begins at `midnight`; None if it has no
        zone. Raises Unreadable if they aren't known."""
        if self.offset is not None:
            return (self.offset,)
        if self.zone is None:
            return None
        offsets = offsets_at(self.zone, midnight + self.seconds)
        if offsets is None:
            message = _("The local time in that zone then isn’t known. Leave the zone out.")
            raise Unreadable(Message.of(message))
        return offsets


def clock_of(match: re.Match[str], local_zone: str | None) -> Clock | None:
    """The clock of a CLOCK match, including 24:00; None if there is no such time of day. Raises
    Unreadable if the zone is unknown. ``local_zone`` is the IANA zone of "local time"."""
    parts = [int(part) for part in _clock_parts(match)]
    seconds = parts[0] * 3600 + parts[1] * 60 + parts[2]
    if seconds > SECONDS_IN_DAY or parts[1] > 59 or parts[2] > 59:
        return None
    if not match["zone"]:
        return Clock(seconds)
    if match["sign"]:
        size = int(match["hours"]) * 3600 + int(match["minutes"] or 0) * 60
        return Clock(seconds, offset=-size if match["sign"] == "-" else size)
    name = re.sub(r"\s+", " ", match["zone"])
    if name in _FIXED_HOURS:
        return Clock(seconds, offset=_FIXED_HOURS[name] * 3600)
    return Clock(seconds, zone=_ZONE_BY_NAME.get(name) or _zone_of_city(match["city"], local_zone))


def _clock_parts(match: re.Match[str]) -> tuple[str | int, str | int, str | int]:
    """Hour, minute and second; the hour is 25 if a twelve-hour clock doesn't have it."""
    if match["noon"]:
        return 12, 0, 0
    if match["midnight"]:
        return 0, 0, 0
    if compact := match["compact"]:
        return compact[:2], compact[2:], 0
    if match["hour24"]:
        return match["hour24"], match["minute24"], match["second24"] or 0
    hour = int(match["hour12"])
    hour = hour % 12 + 12 * (match["half"] == "p") if 1 <= hour <= 12 else 25
    return hour, match["minute12"] or 0, match["second12"] or 0


def _zone_of_city(city: str, local_zone: str | None) -> str:
    if city == "local" and local_zone:
        return local_zone
    names = () if city in _HOLIDAYS else _zones_of_city(city)
    zone = next((name for name in names if is_zone(name)), None)
    if zone is None:
        message = _("Which time zone is {zone} time? Write the offset, such as +02:00.")
        raise Unreadable(Message.of(message, zone=city))
    return zone


def _zones_of_city(city: str) -> Iterator[str]:
    name = "_".join(word.capitalize() for word in re.split(r"[ -]", city))
    return (f"{region}/{name}" for region in _REGIONS)
