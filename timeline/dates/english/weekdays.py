"""A day with its weekday, which has to match: "Saturday, June 3, 2000"."""

from __future__ import annotations

import re
from collections.abc import Iterable

from timeline.dates import gregorian
from timeline.dates.edtf import Precision, parse
from timeline.dates.english.days import named_month, plain_edtf
from timeline.dates.english.drafts import (
    Context,
    Draft,
    Unreadable,
    day_text,
    first_of,
)
from timeline.dates.english.numbers import numeric
from timeline.dates.english.vocabulary import WEEKDAY, WEEKDAYS
from timeline.dates.messages import Message
from timeline.dates.messages import gettext_noop as _
from timeline.dates.names import WEEKDAYS as NAMES
from timeline.dates.single import SECONDS_IN_DAY

_PATTERNS = [
    re.compile(rf"(?P<weekday>{WEEKDAY})\b\.?\s*(?:the\s+)?(?P<day>.+)"),
    re.compile(rf"(?P<day>.+?)\s*(?P<open>\()?\b(?P<weekday>{WEEKDAY})\b\.?(?(open)\))"),
]


def with_weekday(text: str, context: Context) -> Draft | None:
    """Read a day with its weekday before or after it."""
    for pattern in _PATTERNS:
        if match := pattern.fullmatch(text):
            weekday = WEEKDAYS[match["weekday"]]
            try:
                draft = first_of((plain_edtf, named_month, numeric), match["day"], context)
            except Unreadable as problem:
                candidates = [edtf for edtf in problem.candidates if _can_be_on(edtf, weekday)]
                raise Unreadable(problem.message, candidates) from problem
            if draft and draft.date.precision is Precision.DAY:
                check_weekday(draft, weekday, _month_first(match["day"], weekday, context))
                return draft
    return None


def _month_first(text: str, weekday: int, context: Context) -> list[str]:
    """Candidates with the month first: 3 April was no "Tuesday 03.04.2014", but 4 March was one."""
    try:
        numeric(text.replace(".", "/"), context)
    except Unreadable as problem:
        return [edtf for edtf in problem.candidates if _can_be_on(edtf, weekday)]
    return []


def check_weekday(draft: Draft, weekday: int, others: Iterable[str] = ()) -> None:
    """Refuse a weekday (Monday 0) that isn't the day's; offer the day itself, the nearest day with
    this weekday, and `others`."""
    day = draft.date.lower // SECONDS_IN_DAY
    actual = gregorian.weekday(day)
    if actual == weekday:
        return
    days_ahead = (weekday - actual) % 7
    nearest = day_text(day + days_ahead if days_ahead <= 3 else day + days_ahead - 7)
    message = Message.of(
        _("{date} was a {actual}, not a {named}. Correct the day, or leave the weekday out."),
        date=draft.message_date,
        actual=Message.of(NAMES[actual]),
        named=Message.of(NAMES[weekday]),
    )
    raise Unreadable(message, [draft.edtf, nearest, *others])


def _can_be_on(edtf: str, weekday: int) -> bool:
    """Whether the date may be on this weekday: always, unless it is a single day."""
    date = parse(edtf)
    is_day = date.precision is Precision.DAY and not date.is_interval
    return not is_day or gregorian.weekday(date.lower // SECONDS_IN_DAY) == weekday
