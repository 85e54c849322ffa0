"""Parts of a day, which EDTF has no words for: "the early hours of 18 March 2025" is that day."""

from __future__ import annotations

import re

from timeline.dates.english.vocabulary import WEEKDAY

_PART = r"(?:(?:early|late)\s+)?(?:morning|afternoon|evening|night)|(?:early|small)\s+hours"
_PATTERNS = [
    re.compile(pattern)
    for pattern in (
        rf"(?:(?:in|on|at|during)\s+)?(?:the\s+)?(?:{_PART})\s+of\s+(?P<day>.+)",
        rf"(?:early|late)\s+(?:on\s+)?(?P<day>{WEEKDAY}\b.*)",
        rf"(?P<day>.+?)\s+(?:in\s+the\s+)?(?:{_PART})",
    )
]


def without_part(text: str) -> str | None:
    """What is left of a text that names a part of a day."""
    found = (pattern.fullmatch(text) for pattern in _PATTERNS)
    return next((match["day"] for match in found if match), None)
