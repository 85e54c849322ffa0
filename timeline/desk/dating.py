"""A date as it is typed at the desk or stands in a table: what is read of it, and what is saved."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from timeline.dates.edtf import EDTF
from timeline.dates.evidence import another_time
from timeline.dates.messages import Message
from timeline.dates.messages import gettext_noop as _
from timeline.dates.offsets import check_local
from timeline.dates.reading import Reading, Unreadable, read
from timeline.models import Event
from timeline.wording import display

#: What relative words count from: a day, and the zone of "local time".
Base = tuple[datetime.date, str | None]


@dataclass(frozen=True, slots=True)
class Understood:
    """A reading with the zone and the calendar that go with it."""

    reading: Reading
    zone: str
    calendar: str

    @property
    def words(self) -> str:
        """As readers will see it."""
        return display(self.reading.date, self.zone, self.calendar)


def understand(text: str, base: Base, *, zone: str = "", calendar: str = "") -> Understood:
    """Read a date beside what is said of its zone (IANA name) and its source's calendar.

    A zone that the words name themselves counts. A day without a mark has two readings where the
    source is said to be in Old Style, and is asked, as is an hour that the clocks of the zone
    skipped or showed twice. Raises Unreadable.
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
    """What the words of a source say, where that is another time than the date: with the zone that
    they name themselves, or else the date's, or that of the source."""
    today, home = base
    reading = another_time(words, date, today, zone or home, calendar)
    if reading is None:
        return None
    return Understood(reading, reading.zone or zone or home or "", reading.calendar)


def _of_either_calendar(text: str, base: Base, zone: str) -> Reading:
    """A weekday may leave only the Julian reading."""
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
                "The calendar of the source is Julian. If “{text}” is a day of that "
                "calendar, write O.S. behind it; if it is converted already, write {edtf}."
            ),
            text=text,
            edtf=str(plain.date),
        ),
        (str(old.date), str(plain.date)),
    )


def _read(text: str, base: Base, zone: str, calendar: str = Event.Calendar.GREGORIAN) -> Reading:
    today, zone_of_base = base
    return read(text, today=today, zone=zone or zone_of_base or None, calendar=calendar)
