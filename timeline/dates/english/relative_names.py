"""Named days, months and seasons counted from the base: "last Friday", "March last year"."""

from __future__ import annotations

import re

from timeline.dates import gregorian
from timeline.dates.edtf import parse
from timeline.dates.english.days import named_month
from timeline.dates.english.drafts import (
    Context,
    Draft,
    Unreadable,
    combine_drafts,
    day_text,
    first_of,
    is_valid,
    month_text,
)
from timeline.dates.english.periods import season
from timeline.dates.english.relative import DAY_PART, relative_draft
from timeline.dates.english.vocabulary import MONTHS, SEASONS, WEEKDAY, WEEKDAYS, alternatives
from timeline.dates.messages import Message
from timeline.dates.messages import gettext_noop as _
from timeline.dates.single import SECONDS_IN_DAY

_STEPS = {"last": -1, "this": 0, "next": 1}
_WEEKDAY = re.compile(
    rf"(?:(last|this|next|on|past|this\s+past|(?:this\s+)?coming)\s+)?({WEEKDAY}){DAY_PART}"
)
_IN_WEEK = re.compile(rf"({WEEKDAY})\s+(?:of\s+)?(last|this|next)\s+week")
_NAMES = {**MONTHS, **SEASONS}
_WINTER = 24
_MONTH_OR_SEASON = re.compile(rf"(last|this|next)\s+({alternatives(_NAMES)})")
_IN_YEAR = re.compile(r"(.+?)\s+(?:of\s+)?(last|this|next)\s+year")


def relative_name(text: str, context: Context) -> Draft | None:
    """Read a relative weekday, month or season; raises Unreadable if it could be either of two."""
    if match := _WEEKDAY.fullmatch(text):
        return relative_draft(_weekday(match[1] or "", match[2], context), text, context)
    if match := _IN_WEEK.fullmatch(text):
        monday = context.today - gregorian.weekday(context.today)
        day = monday + 7 * _STEPS[match[2]] + WEEKDAYS[match[1]]
        return relative_draft(day_text(day), text, context)
    if match := _MONTH_OR_SEASON.fullmatch(text):
        return relative_draft(_month_or_season(match[1], _NAMES[match[2]], context), text, context)
    if match := _IN_YEAR.fullmatch(text):
        return _in_year(match[1], _STEPS[match[2]], text, context)
    return None


def _weekday(modifier: str, name: str, context: Context) -> str:
    """The day of a weekday: "last" is the one before today, "this" that of this week from Monday.

    A weekday alone is today if it is today's, as is usual in news. Otherwise it may be the last or
    the coming one, which raises Unreadable.
    """
    wanted, today = WEEKDAYS[name], context.today
    current = gregorian.weekday(today)
    before = today - ((current - wanted - 1) % 7 + 1)
    upcoming = today + ((wanted - current - 1) % 7 + 1)
    if modifier == "last" or modifier.endswith("past"):
        return day_text(before)
    if modifier.endswith("coming"):
        return day_text(upcoming)
    if modifier == "this":
        return day_text(today - current + wanted)
    if modifier != "next" and current == wanted:
        return day_text(today)
    candidates = [upcoming, upcoming + 7] if modifier == "next" else [before, upcoming]
    message = Message.of(_("Which {weekday}? Write the date."), weekday=name.capitalize())
    raise Unreadable(message, map(day_text, candidates))


def _month_or_season(modifier: str, code: int, context: Context) -> str:
    """ "This summer" is this year's; "last" and "next" raise Unreadable if they could be, too."""
    now, year = context.today * SECONDS_IN_DAY, gregorian.civil(context.today)[0]
    if modifier == "this" and code != _WINTER:
        return month_text(year, code)
    texts = filter(is_valid, (month_text(each, code) for each in range(year - 3, year + 4)))
    dates = [parse(text) for text in texts]
    past = [date for date in dates if date.upper <= now]
    coming = [date for date in dates if date.lower > now]
    if modifier == "this":
        current = [date for date in dates if date.lower <= now < date.upper]
        candidates = current or [*past[-1:], *coming[:1]]
    elif modifier == "last":
        is_clear = _year_at(past[-1].upper - 1) < year
        candidates = past[-1:] if is_clear else past[-2:]
    else:
        is_clear = bool(coming) and _year_at(coming[0].lower) > year
        candidates = coming[:1] if is_clear else coming[:2]
    if len(candidates) == 1:
        return str(candidates[0])
    raise Unreadable(Message.of(_("Which year? Add it.")), map(str, candidates))


def _year_at(second: int) -> int:
    return gregorian.civil(second // SECONDS_IN_DAY)[0]


def _in_year(name: str, step: int, text: str, context: Context) -> Draft | None:
    year = gregorian.civil(context.today)[0] + step
    draft = first_of((season, named_month), f"{name} {year:04}", context)
    if draft is None:
        return None
    return combine_drafts(draft.edtf, (relative_draft(draft.edtf, text, context), draft))
