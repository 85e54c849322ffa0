"""A date as it is typed at the desk or stands in a table: what is read of it, and what is saved."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from timeline.dates.messages import Message
from timeline.dates.messages import gettext_noop as _
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
    source is said to be in Old Style, and is asked. Raises Unreadable.
    """
    reading = _read(text, base, zone)
    julian: str = Event.Calendar.JULIAN.value
    if calendar == julian and reading.calendar != julian and text != str(reading.date):
        old = _old_style(text, base, zone)
        if old and old.date != reading.date:
            raise Unreadable(
                Message.of(
                    _(
                        "The calendar of the source is Julian. If “{text}” is a day of that "
                        "calendar, write O.S. behind it; if it is converted already, write {edtf}."
                    ),
                    text=text,
                    edtf=str(reading.date),
                ),
                (str(old.date), str(reading.date)),
            )
    return Understood(
        reading, reading.zone or zone, reading.calendar if reading.calendar == julian else calendar
    )


def _old_style(text: str, base: Base, zone: str) -> Reading | None:
    try:
        return _read(f"{text} O.S.", base, zone)
    except Unreadable:
        return None


def _read(text: str, base: Base, zone: str) -> Reading:
    today, zone_of_base = base
    return read(text, today=today, zone=zone or zone_of_base or None)
