"""Reading dates typed at the desk or found in imported tables, with their zone and calendar."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from timeline.dates.edtf import EDTF
from timeline.dates.evidence import contradicting_reading
from timeline.dates.messages import Message
from timeline.dates.messages import gettext_noop as _
from timeline.dates.offsets import check_local
from timeline.dates.reading import Reading, Unreadable, read
from timeline.models import Event
from timeline.wording import display

#: What relative dates count from: a day, and the time zone for "local time".
Base = tuple[datetime.date, str | None]


@dataclass(frozen=True, slots=True)
class DateReading:
    """A reading with the zone and the calendar to be saved with it."""

    reading: Reading
    zone: str
    calendar: str

    @property
    def words(self) -> str:
        """The date as readers will see it."""
        return display(self.reading.date, self.zone, self.calendar)


def read_date(text: str, base: Base, *, zone: str = "", calendar: str = "") -> DateReading:
    """Read a date, given its zone (IANA name) and its source's calendar.

    A zone named in the text takes precedence. Raises Unreadable, also for what the editor has to
    decide: a day without an O.S. mark from a source in Old Style, which has two readings, and a
    local time that the zone's clocks skipped or showed twice.
    """
    julian: str = Event.Calendar.JULIAN.value
    reader = _read_julian_source if calendar == julian else _read
    reading = reader(text, base, zone)
    if zone:
        check_local(reading.date, zone)
    return DateReading(
        reading, reading.zone or zone, reading.calendar if reading.calendar == julian else calendar
    )


def contradiction(
    words: str, date: EDTF, base: Base, *, zone: str, calendar: str
) -> DateReading | None:
    """Return the reading of a source's words where it contradicts the date, else None.

    The reading's zone is the one named in the words, or else the date's, or else the source's.
    """
    today, source_zone = base
    reading = contradicting_reading(words, date, today, zone or source_zone, calendar)
    if reading is None:
        return None
    return DateReading(reading, reading.zone or zone or source_zone or "", reading.calendar)


def _read_julian_source(text: str, base: Base, zone: str) -> Reading:
    """Read a date of a Julian source; a weekday may rule out the Gregorian reading.

    Raises Unreadable if the two calendars give different dates, or only the Gregorian gives one.
    """
    try:
        gregorian = _read(text, base, zone)
    except Unreadable:
        return _read(text, base, zone, Event.Calendar.JULIAN)
    try:
        julian = _read(text, base, zone, Event.Calendar.JULIAN)
    except Unreadable as error:
        raise Unreadable(error.message, (*error.candidates, str(gregorian.date))) from error
    if julian.date == gregorian.date:
        return julian
    raise Unreadable(
        Message.of(
            _(
                "The calendar of the source is Julian. If “{text}” is a day of that calendar, "
                "write O.S. after it; if it has already been converted, write {edtf}."
            ),
            text=text,
            edtf=str(gregorian.date),
        ),
        (str(julian.date), str(gregorian.date)),
    )


def _read(text: str, base: Base, zone: str, calendar: str = Event.Calendar.GREGORIAN) -> Reading:
    today, zone_of_base = base
    return read(text, today=today, zone=zone or zone_of_base or None, calendar=calendar)
