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
class Understood:
    """A reading with the zone and the calendar to be saved with it."""

    reading: Reading
    zone: str
    calendar: str

    @property
    def words(self) -> str:
        """The date as readers will see it."""
        return display(self.reading.date, self.zone, self.calendar)


def understand(text: str, base: Base, *, zone: str = "", calendar: str = "") -> Understood:
    """Read a date, given its zone (IANA name) and its source's calendar.

    A zone named in the text takes precedence. Raises Unreadable, also for what the editor has to
    decide: a day without an O.S. mark from a source in Old Style, which has two readings, and a
    local time that the zone's clocks skipped or showed twice.
    """
    julian: str = Event.Calendar.JULIAN.value
    read_it = _of_either_calendar if calendar == julian else _read
    reading = read_it(text, base, zone)
    if zone:
        check_local(reading.date, zone)
    return Understood(
        reading, reading.zone or zone, reading.calendar if reading.calendar == julian else calendar
    )


def contradiction(
    words: str, date: EDTF, base: Base, *, zone: str, calendar: str
) -> Understood | None:
    """Return the reading of a source's words where it contradicts the date, else None.

    The reading's zone is the one named in the words, or else the date's, or else the source's.
    """
    today, home = base
    reading = contradicting_reading(words, date, today, zone or home, calendar)
    if reading is None:
        return None
    return Understood(reading, reading.zone or zone or home or "", reading.calendar)


def _of_either_calendar(text: str, base: Base, zone: str) -> Reading:
    """Read a date of a Julian source; a weekday may rule out the Gregorian reading.

    Raises Unreadable if the two calendars give different dates, or only the Gregorian gives one.
    """
    try:
        plain = _read(text, base, zone)
    except Unreadable:
        return _read(text, base, zone, Event.Calendar.JULIAN)
    try:
        old = _read(text, base, zone, Event.Calendar.JULIAN)
    except Unreadable as problem:
        raise Unreadable(problem.message, (*problem.candidates, str(plain.date))) from problem
    if old.date == plain.date:
        return old
    raise Unreadable(
        Message.of(
            _(
                "The calendar of the source is Julian. If “{text}” is a day of that calendar, "
                "write O.S. after it; if it has already been converted, write {edtf}."
            ),
            text=text,
            edtf=str(plain.date),
        ),
        (str(old.date), str(plain.date)),
    )


def _read(text: str, base: Base, zone: str, calendar: str = Event.Calendar.GREGORIAN) -> Reading:
    today, zone_of_base = base
    return read(text, today=today, zone=zone or zone_of_base or None, calendar=calendar)
