"""The date of a row: its EDTF, or its words as the date reader reads them."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from timeline.dates.edtf import EDTF, EDTFError, overlaps, parse
from timeline.dates.reading import Reading, Unreadable, read
from timeline.formats.rows import CellError
from timeline.models import Event
from timeline.models.documents import validate_time_zone
from timeline.wording import display, say, say_all

#: What a file may say of a date, and the columns that hold it.
FIELDS = {
    "date_text": "date_text",
    "edtf": "date_edtf",
    "time_zone": "date_tz",
    "calendar": "date_calendar",
}
Base = tuple[datetime.date, str] | None


@dataclass(frozen=True, slots=True)
class RowDate:
    """The columns of a date, and what the editor should know of how it was read."""

    columns: dict[str, str]
    notes: tuple[str, ...] = ()


def row_date(said: Mapping[str, Any], event: Event | None, base: Base) -> RowDate:
    """The date of a row that says another date than the event, or of a new event. `base` is what
    relative words count from. Raises CellError."""
    stored = {name: getattr(event, column) if event else "" for name, column in FIELDS.items()}
    found = {name: str(said.get(name, stored[name])).strip() for name in FIELDS}
    words, zone, calendar = found["date_text"], found["time_zone"], found["calendar"] or "G"
    if calendar not in Event.Calendar.values:
        raise CellError(
            _("calendar is “%(calendar)s”; it is G, or J for Old Style.") % {"calendar": calendar}
        )
    if zone:
        try:
            validate_time_zone(zone)
        except ValidationError as error:
            raise CellError(" ".join(error.messages)) from error
    # Words that are new count, where the table has no column for their EDTF.
    is_read = not found["edtf"] or ("edtf" not in said and words != stored["date_text"])
    columns = {"date_tz": zone, "date_calendar": calendar}
    if not is_read:
        date = _edtf(found["edtf"])
        _check_words(words, date, zone, base)
        columns |= {"date_edtf": str(date), "date_text": words or str(date)}
        return RowDate(columns)
    reading = _reading(words, zone, base)
    columns |= {"date_edtf": str(reading.date), "date_text": words}
    columns["date_tz"] = zone or reading.zone or ""
    columns["date_calendar"] = reading.calendar if reading.calendar == "J" else calendar
    understood = _("“%(words)s” was read as %(date)s.") % {
        "words": words,
        "date": display(reading.date, columns["date_tz"], columns["date_calendar"]),
    }
    return RowDate(columns, (understood, *say_all(reading.assumed)))


def _edtf(text: str) -> EDTF:
    try:
        return parse(text)
    except EDTFError as error:
        raise CellError(
            _("edtf is “%(text)s”, which is not EDTF: %(error)s. Empty it to have date_text read.")
            % {"text": text, "error": error}
        ) from error


def _reading(words: str, zone: str, base: Base) -> Reading:
    if not words:
        raise CellError(_("There is no date: fill in date_text or edtf."))
    today, their_zone = base or (timezone.localdate(), "")
    try:
        reading = read(words, today=today, zone=zone or their_zone or None)
    except Unreadable as error:
        message = f"“{words}”: {say(error.message)}"
        if error.candidates:
            these = get_text_list(list(error.candidates), _("or"))
            message += " " + _("Write %(these)s into edtf.") % {"these": these}
        raise CellError(message) from error
    if reading.relative and base is None:
        raise CellError(
            _("“%(words)s” counts from a day that the row doesn't give: fill in edtf.")
            % {"words": words}
        )
    return reading


def _check_words(words: str, date: EDTF, zone: str, base: Base) -> None:
    """Words may say less than the EDTF, or nothing by themselves, but no other time."""
    today, their_zone = base or (timezone.localdate(), "")
    try:
        reading = read(words, today=today, zone=zone or their_zone or None) if words else None
    except Unreadable:
        return
    if reading and not reading.relative and not overlaps(reading.date, date):
        raise CellError(
            _(
                "date_text says “%(words)s” (%(read)s), edtf says %(edtf)s. Change one of them, or "
                "empty edtf to have the words read; if the source is wrong, change it at the desk."
            )
            % {"words": words, "read": display(reading.date), "edtf": date}
        )
