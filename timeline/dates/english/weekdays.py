"""A weekday beside its day: "Saturday, June 3, 2000". It has to be that of the day."""

from __future__ import annotations

import re

from timeline.dates import gregorian
from timeline.dates.display import Shown
from timeline.dates.edtf import EDTF, Precision, parse
from timeline.dates.english.days import named_month, plain_edtf
from timeline.dates.english.drafts import (
    Context,
    Draft,
    Unreadable,
    day_text,
    first_of,
    is_valid,
)
from timeline.dates.english.numbers import numeric
from timeline.dates.english.vocabulary import WEEKDAY, WEEKDAYS
from timeline.dates.messages import Message
from timeline.dates.messages import gettext_noop as _
from timeline.dates.names import WEEKDAYS as NAMES
from timeline.dates.single import SECONDS_IN_DAY

_BESIDE = [
    re.compile(rf"(?P<weekday>{WEEKDAY})\b\.?\s*(?:the\s+)?(?P<day>.+)"),
    re.compile(rf"(?P<day>.+?)\s*(?P<open>\()?\b(?P<weekday>{WEEKDAY})\b\.?(?(open)\))"),
]


def with_weekday(text: str, context: Context) -> Draft | None:
    """A day with its weekday before or after it."""
    for pattern in _BESIDE:
        if match := pattern.fullmatch(text):
            named = WEEKDAYS[match["weekday"]]
            try:
                draft = first_of((plain_edtf, named_month, numeric), match["day"], context)
            except Unreadable as problem:
                fitting = [edtf for edtf in problem.candidates if _can_be(edtf, named, context)]
                raise Unreadable(problem.message, fitting) from problem
            if draft and draft.date.precision is Precision.DAY:
                check_weekday(draft.edtf, named, context)
                return draft
    return None


def weekday_of(day: EDTF, context: Context) -> int:
    """The weekday (Monday 0) of a day as the calendar of the source has it."""
    return gregorian.weekday(context.gregorian(day).lower // SECONDS_IN_DAY)


def check_weekday(edtf: str, named: int, context: Context) -> None:
    """Refuse a weekday (Monday 0) that isn't the day's; offer the nearest day that has it."""
    if not is_valid(edtf):
        return
    date = parse(edtf)
    actual = weekday_of(date, context)
    if actual == named:
        return
    day, ahead = date.lower // SECONDS_IN_DAY, (named - actual) % 7
    nearest = day_text(day + ahead if ahead <= 3 else day + ahead - 7)
    message = Message.of(
        _("{date} was a {actual}, not a {named}. Correct the day, or leave the weekday out."),
        date=Shown(context.gregorian(date), calendar=context.calendar),
        actual=Message.of(NAMES[actual]),
        named=Message.of(NAMES[named]),
    )
    raise Unreadable(message, [edtf, nearest])


def _can_be(edtf: str, named: int, context: Context) -> bool:
    """Could a day on this weekday be meant? What is no day can't be told."""
    date = parse(edtf)
    is_day = date.precision is Precision.DAY and not date.is_interval
    return not is_day or weekday_of(date, context) == named
