"""The date of a row: its EDTF, or its words as the date reader reads them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from timeline.dates.edtf import EDTF, EDTFError, parse
from timeline.dates.reading import Unreadable
from timeline.desk.dating import Base, DateReading, contradiction, read_date
from timeline.desk.sources import base_of
from timeline.formats.rows import CellError, DateColumns
from timeline.models import Event
from timeline.models.documents import validate_time_zone
from timeline.wording import say, say_all

#: Fields of a row that describe a date → columns of an event.
COLUMN_BY_FIELD = {
    "date_text": "date_text",
    "edtf": "date_edtf",
    "time_zone": "date_tz",
    "calendar": "date_calendar",
}


@dataclass(frozen=True, slots=True)
class RowDate:
    """The columns of an event's date, and notes for the editor on how it was read."""

    columns: dict[str, str]
    notes: tuple[str, ...] = ()


def row_date(
    fields: Mapping[str, Any], event: Event | None, base: Base | None, columns: DateColumns
) -> RowDate:
    """Return the date of a row whose date differs from the event's, or of a new event.

    `base` is what relative words count from; `columns` are the file's names for the cells, used in
    messages. Raises CellError."""
    stored = {
        name: getattr(event, column) if event else "" for name, column in COLUMN_BY_FIELD.items()
    }
    values = {name: str(fields.get(name, stored[name])).strip() for name in COLUMN_BY_FIELD}
    words, zone, calendar = values["date_text"], values["time_zone"], values["calendar"] or "G"
    if calendar not in Event.Calendar.values:
        raise CellError(
            _("calendar is “%(calendar)s”. Write G for Gregorian, or J for Julian (Old Style).")
            % {"calendar": calendar}
        )
    if zone:
        try:
            validate_time_zone(zone)
        except ValidationError as error:
            raise CellError(" ".join(error.messages)) from error
    # Without a column for the EDTF, new words decide, not the stored EDTF.
    is_read = not values["edtf"] or ("edtf" not in fields and words != stored["date_text"])
    if not is_read:
        date = _parse_edtf(values["edtf"])
        if reading := contradiction(
            words, date, base or base_of(None), zone=zone, calendar=calendar
        ):
            raise CellError(_contradiction_message(words, reading.words, date, columns))
        return RowDate(_columns(date, words or str(date), zone, calendar))
    date_reading = _read_words(words, zone, calendar, base)
    date = date_reading.reading.date
    note = _("“%(words)s” was read as %(date)s.") % {"words": words, "date": date_reading.words}
    return RowDate(
        _columns(date, words, date_reading.zone, date_reading.calendar),
        (note, *say_all(date_reading.reading.assumptions)),
    )


def check_words(words: str, event: Event, base: Base) -> None:
    """Raise CellError if the words of a citation denote another time than the event's date."""
    zone, calendar = event.date_tz, event.date_calendar
    if reading := contradiction(words, event.date, base, zone=zone, calendar=calendar):
        raise CellError(
            _(
                "citations: date_as_written says “%(words)s” (%(read)s), but the date of the "
                "event is %(date)s. Change one of them, or explain to readers in note how it "
                "was read."
            )
            % {
                "words": words,
                "read": reading.words,
                "date": event.in_words,
            }
        )


def _columns(date: EDTF, words: str, zone: str, calendar: str) -> dict[str, str]:
    return {
        "date_edtf": str(date),
        "date_text": words,
        "date_tz": zone,
        "date_calendar": calendar,
    }


def _parse_edtf(text: str) -> EDTF:
    try:
        return parse(text)
    except EDTFError as error:
        raise CellError(
            _(
                "edtf is “%(text)s”, which is not EDTF: %(error)s. Correct it, or clear it to "
                "have date_text read."
            )
            % {"text": text, "error": error}
        ) from error


def _read_words(words: str, zone: str, calendar: str, base: Base | None) -> DateReading:
    if not words:
        raise CellError(_("There is no date. Fill in date_text or edtf."))
    try:
        date_reading = read_date(words, base or base_of(None), zone=zone, calendar=calendar)
    except Unreadable as error:
        message = f"“{words}”: {say(error.message)}"
        if error.candidates:
            options = get_text_list(list(error.candidates), _("or"))
            message += " " + _("Write %(these)s into edtf.") % {"these": options}
        raise CellError(message) from error
    if date_reading.reading.is_relative and base is None:
        raise CellError(
            _("“%(words)s” counts from a day that the row doesn’t give. Fill in edtf.")
            % {"words": words}
        )
    return date_reading


def _contradiction_message(words: str, reading: str, date: EDTF, columns: DateColumns) -> str:
    return _(
        "%(words_column)s is “%(words)s” (%(read)s), but %(date_column)s is %(edtf)s. "
        "These are different times. Change one of them, or clear %(spare)s so that the "
        "other counts. If the source is wrong, change the date at the desk."
    ) % {
        "words_column": columns.words,
        "words": words,
        "read": reading,
        "date_column": columns.date,
        "edtf": date,
        "spare": columns.clearable,
    }
