"""Words that count from the page's own day: "yesterday", "last Friday", "three years ago"."""

from __future__ import annotations

import re
from collections.abc import Callable

from timeline.dates import gregorian
from timeline.dates.display import Shown
from timeline.dates.edtf import parse
from timeline.dates.english.drafts import (
    Context,
    Draft,
    Unreadable,
    day_text,
    month_text,
    year_text,
)
from timeline.dates.english.vocabulary import NUMBER, WEEKDAY, WEEKDAYS, number_of
from timeline.dates.messages import Message
from timeline.dates.messages import gettext_noop as _

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
_DAY_PART = r"(?:\s+(?:morning|afternoon|evening|night))?"
_DAY = re.compile(rf"(?:earlier\s+|later\s+)?({'|'.join(_DAYS)}){_DAY_PART}")
_PERIOD = re.compile(
    r"(?:(?:earlier|later)\s+)?(last|this|next)\s+(week|weekend|month|year|decade|century)"
)
_NAMED_DAY = re.compile(rf"(?:(last|this|next|on|past)\s+)?({WEEKDAY}){_DAY_PART}")
_UNIT = r"(minute|hour|day|week|month|year|decade)s?"
_AGO = re.compile(rf"({NUMBER})\s+{_UNIT}\s+ago")
_AHEAD = re.compile(rf"in\s+({NUMBER})\s+{_UNIT}|({NUMBER})\s+{_UNIT}\s+from\s+(?:now|today)")


def relative(text: str, context: Context) -> Draft | None:
    """Resolve against today, and say so; a bare or "next" weekday is asked."""
    for pattern, resolve in _RULES:
        if match := pattern.fullmatch(text):
            return _counted(resolve(match, context), text, context)
    return None


def _counted(edtf: str, text: str, context: Context) -> Draft:
    today = Shown(parse(day_text(context.today)))
    note = _("“{text}” was counted from {today}.")
    return Draft(edtf, (Message.of(note, text=text, today=today),), relative=True)


def _day(match: re.Match[str], context: Context) -> str:
    return day_text(context.today + _DAYS[match[1]])


def _period(match: re.Match[str], context: Context) -> str:
    return _moved(match[2], _STEPS[match[1]], context.today)


def _ago(match: re.Match[str], context: Context) -> str:
    return _moved(match[2], -number_of(match[1]), context.today)


def _ahead(match: re.Match[str], context: Context) -> str:
    return _moved(match[2] or match[4], number_of(match[1] or match[3]), context.today)


def _moved(unit: str, steps: int, today: int) -> str:
    """The day, week (from Monday), month, year … that lies this many steps from today's."""
    if unit in ("minute", "hour"):
        # Today's hour isn't known; whole days are all that can be counted.
        steps = int(steps / {"minute": 1440, "hour": 24}[unit])
        unit = "day"
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
    digits, span = {"decade": ("X", 10), "century": ("XX", 100)}[unit]
    return f"{year // span + steps:0{4 - len(digits)}}{digits}"


def _weekday(match: re.Match[str], context: Context) -> str:
    """ "Last" is the one before today, "this" the one of this week, Monday to Sunday."""
    wanted, today = WEEKDAYS[match[2]], context.today
    current = gregorian.weekday(today)
    before = today - ((current - wanted - 1) % 7 + 1)
    if match[1] in ("last", "past"):
        return day_text(before)
    if match[1] == "this":
        return day_text(today - current + wanted)
    upcoming = today + ((wanted - current - 1) % 7 + 1)
    if match[1] == "next":
        candidates = [upcoming, upcoming + 7]
    elif current == wanted:
        candidates = [today, before, upcoming]
    else:
        candidates = [before, upcoming]
    message = Message.of(_("Which {weekday}? Write the date."), weekday=match[2].capitalize())
    raise Unreadable(message, map(day_text, candidates))


_RULES: list[tuple[re.Pattern[str], Callable[[re.Match[str], Context], str]]] = [
    (_DAY, _day),
    (_PERIOD, _period),
    (_NAMED_DAY, _weekday),
    (_AGO, _ago),
    (_AHEAD, _ahead),
]
