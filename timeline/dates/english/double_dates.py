"""One day told twice: "25 October (7 November) 1917", "8/19 April 1783", "11 February 1731/32"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress

from timeline.dates.display import Shown
from timeline.dates.edtf import Precision
from timeline.dates.english.drafts import (
    TOO_FAR,
    Context,
    Draft,
    Rule,
    Unreadable,
    first_of,
    is_valid,
)
from timeline.dates.english.old_style import contradiction
from timeline.dates.english.ranges import pair_of
from timeline.dates.gregorian import day_number
from timeline.dates.julian import from_julian
from timeline.dates.messages import Message
from timeline.dates.messages import gettext_noop as _
from timeline.dates.single import SECONDS_IN_DAY

_ASIDE = re.compile(r"(?P<one>[^()]+?)\s*\((?P<other>[^()]+)\)(?P<both>[^()]*)")
_SLASH = re.compile(r"(?P<one>[^/]+?)\s?/\s?(?P<other>[^/]+)(?P<both>)")
# Later, nobody wrote so: a slash stands between two days.
_LAST_SLASH = day_number(1930) * SECONDS_IN_DAY
_YEARS = re.compile(r"(?P<day>.*[^\W\d_].*\b)(?P<year>[0-9]{4})/(?P<next>[0-9]{1,4})\b(?P<rest>.*)")
# In England, years began in March until 1752.
_LAST_YEAR = 1752


def double_day(text: str, context: Context) -> Draft | None:
    """A day in both calendars, one of them in brackets or before a slash, with no word of which is
    which: the days tell."""
    match = _ASIDE.fullmatch(text) or _SLASH.fullmatch(text)
    pair = None
    with suppress(Unreadable):
        pair = match and pair_of(match["one"], f"{match['other']} {match['both']}", context)
    if not match or not pair or any(draft.relative for draft in pair):
        return None
    days = [draft.date for draft in pair]
    if match.re is _SLASH and days[0].upper > _LAST_SLASH:
        return None
    if any(day.single is None or day.precision is not Precision.DAY for day in days):
        return None
    for old, new in (days, reversed(days)):
        converted = from_julian(old)
        if converted and converted.lower == new.lower:
            return Draft(str(converted), calendar="J")
    if match.re is _ASIDE:
        first = from_julian(days[0])
        raise contradiction(first.text) if first else Unreadable(TOO_FAR)
    return None


def double_year(text: str, context: Context, rules: Iterable[Rule]) -> Draft | None:
    """A day before the New Year of March: the second year is ours, but the day may be Julian."""
    match = _YEARS.fullmatch(text)
    year = int(match["year"]) + 1 if match else 0
    if not match or year > _LAST_YEAR or not str(year).endswith(match["next"]):
        return None
    draft = first_of(rules, f"{match['day']}{year:04}{match['rest']}", context)
    date = draft.date if draft and is_valid(draft.edtf) else None
    if date is None or date.single is None or not set(date.single.months) <= {1, 2, 3}:
        return None
    old = from_julian(date) if draft and draft.calendar != "J" else None
    if old is None:
        return draft
    message = Message.of(
        _("Is this {old} or {new}? Write O.S. behind an Old Style day."),
        old=Shown(old, calendar="J"),
        new=Shown(date),
    )
    raise Unreadable(message, [str(old), str(date)])
