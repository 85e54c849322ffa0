"""Parts of a day, which EDTF can't express: "the early hours of 18 March 2025" is that day."""

from __future__ import annotations

import re

from timeline.dates.english.vocabulary import WEEKDAY

_PART = r"(?:(?:early|late)\s+)?(?:morning|afternoon|evening|night)|(?:early|small)\s+hours"
_PATTERNS = [
    re.compile(pattern)
    for pattern in (
        rf"(?:(?:in|on|at|during)\s+)?(?:the\s+)?(?:{_PART})\s+of\s+(?P<day>.+)",
        rf"(?:early|late)\s+(?:on\s+)?(?P<day>{WEEKDAY}\b.*)",
        r"(?:early|late)\s+on\s+(?:the\s+)?(?P<day>.*[0-9].*)",
        rf"(?:on\s+)?(?P<weekday>{WEEKDAY})\s+(?:{_PART})\s+(?P<day>.*[0-9].*)",
        rf"(?P<day>.+?)\s+(?:in\s+the\s+)?(?:{_PART})",
    )
]


# Word → its hours on the named day, and those that may be on the day after.
_HOURS: dict[str, tuple[range, range]] = {
    "hours": (range(8), range(0)),
    "morning": (range(12), range(0)),
    "afternoon": (range(12, 20), range(0)),
    "evening": (range(16, 24), range(5)),
    "night": (range(18, 24), range(7)),
    "tonight": (range(17, 24), range(7)),
}
_WORD = re.compile(rf"\b(?:{'|'.join(_HOURS)})\b")


def possible_days(text: str, hour: int) -> tuple[int, ...] | None:
    """The days that an hour may be on, if the text names a part of a day: 0 that day, 1 the next.
    Empty if that part doesn't have this hour; None if the text names no part of a day."""
    words = _WORD.findall(text)
    if not words:
        return None
    same_day, next_day = _HOURS[words[-1]]
    return (0,) if hour in same_day else (0, 1) if hour in next_day else ()


def without_day_part(text: str) -> str | None:
    """Remove the part of a day from a text; None if it names none."""
    matches = (pattern.fullmatch(text) for pattern in _PATTERNS)
    match = next(filter(None, matches), None)
    if match is None:
        return None
    groups = match.groupdict()
    return f"{groups['weekday']} {groups['day']}" if groups.get("weekday") else groups["day"]
