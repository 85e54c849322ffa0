"""Relative dates, counted from the base: "yesterday", "last month", "three years ago"."""

from __future__ import annotations

import re
from collections.abc import Callable

from timeline.dates import gregorian
from timeline.dates.edtf import year_text
from timeline.dates.english.drafts import (
    Context,
    Draft,
    Unreadable,
    day_text,
    month_text,
    with_qualifier,
)
from timeline.dates.english.vocabulary import NUMBER, number_of
from timeline.dates.messages import Message
from timeline.dates.messages import gettext_noop as _
from timeline.dates.single import SECONDS_IN_DAY
from timeline.dates.zones import walls_after

_DAYS = {
    "the day before yesterday": -2,
    "day before yesterday": -2,
    "yesterday": -1,
    "last night": -1,
    "today": 0,
    "tonight": 0,
    "this morning": 0,
    "this afternoon": 0,
    "this evening": 0,
    "tomorrow": 1,
    "the day after tomorrow": 2,
    "day after tomorrow": 2,
}
_STEPS = {"last": -1, "this": 0, "next": 1}
DAY_PART = r"(?:\s+(?:morning|afternoon|evening|night))?"
_DAY = re.compile(rf"(?:earlier\s+|later\s+)?({'|'.join(_DAYS)}){DAY_PART}")
_PERIOD = re.compile(
    r"(?:(?:earlier|later)\s+)?(last|this|next)\s+(week|weekend|month|year|decade|century)"
)
_BEFORE_LAST = re.compile(r"(?:the\s+)?(week|month|year)\s+before\s+last")
_UNIT = r"(minute|hour|day|week|month|year|decade|centur)(?:y|ies|s)?"
_AGO = re.compile(rf"({NUMBER})\s+{_UNIT}\s+ago(\s+today)?")
# Not "in 18 century", which means the 18th, and not "in 2014 years", which means 2014.
_AHEAD = re.compile(
    rf"in\s+(?![0-9]{{4}}|[0-9]+\s+century)({NUMBER})\s+{_UNIT}|({NUMBER})\s+{_UNIT}\s+from\s+(now|today)"
)
_SECONDS = {"minute": 60, "hour": 3600}
_YEARS = {"year": 1, "decade": 10, "centur": 100}


def relative_date(text: str, context: Context) -> Draft | None:
    """Read a relative date by resolving it against the base, with a note."""
    for pattern, resolve in _RULES:
        if match := pattern.fullmatch(text):
            return relative_draft(resolve(match, context), text, context)
    return None


def relative_draft(edtf: str, text: str, context: Context) -> Draft:
    """A draft with the note that it was counted from the base."""
    note = Message.of(_("“{text}” was counted from {today}."), text=text, today=context.base)
    return Draft(edtf, (note,), is_relative=True)


def _day(match: re.Match[str], context: Context) -> str:
    return day_text(context.today + _DAYS[match[1]])


def _period(match: re.Match[str], context: Context) -> str:
    return _period_from(match[2], _STEPS[match[1]], context.today)


def _before_last(match: re.Match[str], context: Context) -> str:
    return _period_from(match[1], -2, context.today)


def _ago(match: re.Match[str], context: Context) -> str:
    number = _positive_number(match[1])
    if match[2] in _SECONDS:
        return _day_before(number * _SECONDS[match[2]], context)
    if match[3]:
        return _same_day(match[2], -number, context.today)
    return _units_from(match[2], -number, context.today)


def _ahead(match: re.Match[str], context: Context) -> str:
    unit, number = match[2] or match[4], _positive_number(match[1] or match[3])
    if unit in _SECONDS:
        return _day_before(-number * _SECONDS[unit], context)
    if match[5] == "today":
        return _same_day(unit, number, context.today)
    return _units_from(unit, number, context.today)


def _units_from(unit: str, steps: int, today: int) -> str:
    """The day, week, month or year that lies this many units from today.

    "A century ago" is a year, as "100 years ago" is, and not the previous century. Both, and "a
    decade ago", are approximate.
    """
    if unit not in _YEARS:
        return _period_from(unit, steps, today)
    year = _period_from("year", steps * _YEARS[unit], today)
    return with_qualifier(year, "~") if unit != "year" or steps % 100 == 0 else year


def _positive_number(word: str) -> int:
    number = number_of(word)
    if number == 0:
        raise Unreadable(Message.of(_("A count of zero can’t be used. Write the date.")))
    return number


def _day_before(seconds: int, context: Context) -> str:
    """The day so many seconds before the base; raises Unreadable if it could be two days."""
    walls = _wall_times(seconds, context)
    days = [day_text(day) for day in dict.fromkeys(wall // SECONDS_IN_DAY for wall in walls)]
    if len(days) == 1:
        return days[0]
    message = Message.of(_("This depends on the time of day it is counted from. Write the date."))
    raise Unreadable(message, days)


def _wall_times(seconds: int, context: Context) -> tuple[int, ...]:
    """The first and last wall time, in seconds, that may be so many seconds before the base."""
    midnight = context.today * SECONDS_IN_DAY
    if context.clock is None:
        whole_days = seconds % SECONDS_IN_DAY == 0
        first = midnight - seconds
        return (first,) if whole_days else (first, first + SECONDS_IN_DAY - 1)
    wall = midnight + context.clock
    return walls_after(context.zone, wall, -seconds) if context.zone else (wall - seconds,)


def _same_day(unit: str, steps: int, today: int) -> str:
    if unit in ("day", "week"):
        return day_text(today + steps * (7 if unit == "week" else 1))
    months = 12 * _YEARS[unit] if unit in _YEARS else 1
    day = gregorian.add_months(today, steps * months)
    if gregorian.civil(day)[2] != gregorian.civil(today)[2]:
        message = Message.of(_("That month has no such day. Write the date."))
        raise Unreadable(message, [day_text(day), day_text(day + 1)])
    return day_text(day)


def _period_from(unit: str, steps: int, today: int) -> str:
    """The day, week (from Monday), month, year … that lies this many steps from today's."""
    if unit == "day":
        return day_text(today + steps)
    if unit in ("week", "weekend"):
        monday = today - gregorian.weekday(today) + 7 * steps
        first = monday + 5 if unit == "weekend" else monday
        return f"{day_text(first)}/{day_text(monday + 6)}"
    year, month, _day_of_month = gregorian.civil(today)
    if unit == "month":
        years, index = divmod(month - 1 + steps, 12)
        return month_text(year + years, index + 1)
    if unit == "year":
        return year_text(year + steps)
    digits, span = {"decade": ("X", 10)}.get(unit, ("XX", 100))
    return f"{year // span + steps:0{4 - len(digits)}}{digits}"


_RULES: list[tuple[re.Pattern[str], Callable[[re.Match[str], Context], str]]] = [
    (_DAY, _day),
    (_PERIOD, _period),
    (_BEFORE_LAST, _before_last),
    (_AGO, _ago),
    (_AHEAD, _ahead),
]
