"""Calendar units from a second to billions of years, and EDTF for their bounds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

from timeline.dates import gregorian
from timeline.dates.edtf import OPEN_END, OPEN_START, clock_text, year_text
from timeline.dates.single import MAX_YEAR, SECONDS_IN_DAY

MINUTE, HOUR, DAY = 60, 3_600, SECONDS_IN_DAY
#: The mean Gregorian year and month, in seconds.
YEAR = 31_556_952
MONTH = YEAR // 12
#: The years that EDTF can express, as seconds, half-open: nothing is drawn beyond.
MIN_TIME = gregorian.day_number(-MAX_YEAR) * DAY
MAX_TIME = gregorian.day_number(MAX_YEAR + 1) * DAY
# Outside of these, EDTF has only years, without months and days.
FOUR_DIGITS = range(-9999, 10_000)


class Unit(IntEnum):
    """The unit that a step counts, in seconds; minutes and hours are counted in seconds."""

    SECOND = 1
    DAY = DAY
    MONTH = MONTH
    YEAR = YEAR


@dataclass(frozen=True, slots=True)
class Step:
    """``count`` units of time, aligned to the calendar: hours to midnight, decades to year 0."""

    unit: Unit
    count: int = 1

    @property
    def seconds(self) -> int:
        """The length in seconds; for months and years, the mean."""
        return self.unit * self.count

    def floor(self, time: int) -> int:
        """Return the last start of a step at or before the time."""
        if self.unit <= Unit.DAY:
            return time - time % self.seconds
        year, month, _day = gregorian.civil(time // DAY)
        if self.unit is Unit.YEAR:
            return max(MIN_TIME, year_start(year // self.count * self.count))
        return month_start(year, (month - 1) // self.count * self.count + 1)

    def following(self, start: int) -> int:
        """Return the start of the step after the one that starts at ``start``."""
        if self.unit <= Unit.DAY:
            return start + self.seconds
        year, month, _day = gregorian.civil(start // DAY)
        if self.unit is Unit.YEAR:
            return min(MAX_TIME, year_start(year // self.count * self.count + self.count))
        return month_start(year, month + self.count)

    def ceil(self, time: int) -> int:
        """Return the first start of a step at or after the time."""
        start = self.floor(time)
        return start if start >= time else self.following(start)

    def edges(self, lower: int, upper: int) -> Iterator[int]:
        """Yield starts of steps, from the one that contains ``lower`` to the first at or after
        ``upper``."""
        edge = self.floor(lower)
        yield edge
        while edge < upper:
            edge = self.following(edge)
            yield edge


SECOND_STEP = Step(Unit.SECOND)
MINUTE_STEP = Step(Unit.SECOND, MINUTE)
HOUR_STEP = Step(Unit.SECOND, HOUR)
DAY_STEP = Step(Unit.DAY)
MONTH_STEP = Step(Unit.MONTH)
YEAR_STEP = Step(Unit.YEAR)
#: One of each, from long to short.
UNITS = (YEAR_STEP, MONTH_STEP, DAY_STEP, HOUR_STEP, MINUTE_STEP, SECOND_STEP)
# Years, decades, centuries … up to the longest that can be needed between MIN_TIME and MAX_TIME.
_POWERS = tuple(Step(Unit.YEAR, 10**power) for power in range(len(str(2 * MAX_YEAR))))


def year_start(year: int) -> int:
    """Return the start of an astronomical year, in seconds."""
    return gregorian.day_number(year) * DAY


def month_start(year: int, month: int) -> int:
    """Return the start of a month, in seconds; months outside 1–12 run into other years."""
    return gregorian.month_start(year, month) * DAY


def naming_step(length: int) -> Step:
    """Return the unit that names a stretch of this length: 1999–2001, Feb–Mar 2014, 10–16 Mar."""
    for step in UNITS[:-1]:
        # Below the mean length, so that the shortest month and year count as whole ones, too.
        if length >= step.seconds * 0.9:
            return _POWERS[len(str(length // YEAR // 30)) - 1] if step is YEAR_STEP else step
    return SECOND_STEP


def whole_unit(lower: int, upper: int) -> Step:
    """Return the longest unit whose multiples bound the range."""
    return next(unit for unit in UNITS if unit.floor(lower) == lower and unit.floor(upper) == upper)


class Zoom(NamedTuple):
    """A range to zoom to: the query's ``from`` and ``to``, both inclusive at their precision; ""
    on an open side."""

    start: str
    end: str
    name: str = ""


def start_text(time: int) -> str:
    """Return the coarsest EDTF date that starts at this time; outside FOUR_DIGITS, the year; "" for
    an open start."""
    if time <= OPEN_START:
        return ""
    year, month, day = gregorian.civil(time // DAY)
    text = year_text(year)
    if year not in FOUR_DIGITS:
        return text
    if time % DAY:
        return f"{text}-{month:02}-{day:02}T{clock_text(time % DAY)}"
    if day > 1:
        return f"{text}-{month:02}-{day:02}"
    return f"{text}-{month:02}" if month > 1 else text


def end_text(time: int) -> str:
    """Return the coarsest EDTF date that ends just before this time; outside FOUR_DIGITS, the year;
    "" for an open end."""
    if time >= OPEN_END:
        return ""
    year, month, day = gregorian.civil((time - 1) // DAY)
    text = year_text(year)
    if year not in FOUR_DIGITS:
        return text
    if time % DAY:
        return f"{text}-{month:02}-{day:02}T{clock_text((time - 1) % DAY)}"
    if day < gregorian.days_in_month(year, month):
        return f"{text}-{month:02}-{day:02}"
    return f"{text}-{month:02}" if month < gregorian.MONTHS_IN_YEAR else text
