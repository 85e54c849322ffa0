"""Whole weeks, Monday to Sunday: "2025-W12" of ISO 8601, "the week of 17 March 2025"."""

from __future__ import annotations

import re
from dataclasses import replace

from timeline.dates import gregorian
from timeline.dates.english.days import named_month, plain_edtf
from timeline.dates.english.drafts import Context, Draft, Unreadable, day_text, first_of
from timeline.dates.english.numbers import numeric
from timeline.dates.english.weekdays import with_weekday
from timeline.dates.messages import Message
from timeline.dates.messages import gettext_noop as _
from timeline.dates.precision import Precision
from timeline.dates.single import SECONDS_IN_DAY

_NUMBERED = re.compile(r"(?P<year>[0-9]{4})-w(?P<week>[0-9]{2})(?:-(?P<day>[1-7]))?")
_WEEK_OF = re.compile(
    r"(?:week\s+(?:of|beginning|starting|commencing|(?P<ending>ending(?:\s+on)?))|w/c)\s+(?P<day>.+)"
)

_DAYS_BEFORE_LAST = 6


def week(text: str, context: Context) -> Draft | None:
    """Read a week, or the day of an ISO week date."""
    if match := _NUMBERED.fullmatch(text):
        return _numbered(int(match["year"]), int(match["week"]), match["day"])
    match = _WEEK_OF.fullmatch(text)
    rules = (with_weekday, plain_edtf, named_month, numeric)
    draft = first_of(rules, match["day"], context) if match else None
    if draft is None or draft.date.single is None or draft.date.precision is not Precision.DAY:
        return None
    is_last = match and match["ending"]
    day = draft.date.lower // SECONDS_IN_DAY - (_DAYS_BEFORE_LAST if is_last else 0)
    monday = day - gregorian.weekday(day)
    if day == monday:
        return replace(draft, edtf=_days_from(monday))
    message = _("Weeks run from Monday to Sunday. Write the first and the last day.")
    others = [] if is_last else [_days_from(monday)]
    raise Unreadable(Message.of(message), [_days_from(day), *others])


def _numbered(year: int, number: int, day: str | None) -> Draft | None:
    """ISO 8601: the first week of a year is the one with its first Thursday."""
    first, following = (_first_monday(each) for each in (year, year + 1))
    monday = first + 7 * (number - 1)
    if not first <= monday < following:
        message = _("{year} has no week {number}.")
        raise Unreadable(Message.of(message, year=str(year), number=number))
    return Draft(day_text(monday + int(day) - 1) if day else _days_from(monday))


def _first_monday(year: int) -> int:
    fourth = gregorian.day_number(year, 1, 4)
    return fourth - gregorian.weekday(fourth)


def _days_from(day: int) -> str:
    return f"{day_text(day)}/{day_text(day + 6)}"
