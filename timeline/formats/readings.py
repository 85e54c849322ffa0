"""The reading of a date text as data for JSON: one line of `manage.py readdates`."""

from __future__ import annotations

import datetime
from typing import Any

from timeline.dates.edtf import earliest, latest
from timeline.dates.reading import Unreadable, read
from timeline.wording import display, say, say_all


def reading_data(text: str, *, today: datetime.date, zone: str) -> dict[str, Any]:
    """Return either the date with its bounds, as in `/events.json`, or the error with candidates.

    `today` and `zone` resolve relative words, see `read`.
    """
    try:
        reading = read(text, today=today, zone=zone)
    except Unreadable as problem:
        return {"text": text, "error": say(problem.message), "candidates": problem.candidates}
    date = reading.date
    return {
        "text": text,
        "edtf": str(date),
        "earliest": earliest(date),
        "latest": latest(date),
        "precision": date.precision.label,
        "display": display(date, reading.zone or zone, reading.calendar),
        "assumed": say_all(reading.assumptions),
    }
