"""Dual dates: "25 October (7 November) 1917", "8/19 April 1783", "11 February 1731/32"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from timeline.dates.display import MessageDate
from timeline.dates.edtf import Precision
from timeline.dates.english.drafts import (
    Context,
    Draft,
    Outcome,
    Rule,
    Unreadable,
    first_of,
    is_valid,
)
from timeline.dates.english.old_style import MARKER, YEARS_FROM_MARCH, contradiction
from timeline.dates.english.ranges import sides_of
from timeline.dates.gregorian import day_number
from timeline.dates.julian import from_julian, to_julian
from timeline.dates.messages import Message
from timeline.dates.messages import gettext_noop as _
from timeline.dates.single import SECONDS_IN_DAY

_BRACKET = re.compile(r"(?P<one>[^()\[\]]+?)\s*[(\[](?P<other>[^()\[\]]+)[)\]](?P<both>[^()\[\]]*)")
_SLASH = re.compile(r"(?P<one>[^/]+?)\s?/\s?(?P<other>[^/]+)(?P<both>)")
# After this, a slash isn't used for both calendars, but between two days.
_LAST_SLASH = day_number(1930) * SECONDS_IN_DAY
# For a number in brackets after the whole date: "3 June 2000 (16)".
_NOTE_OR_DAY = _(
    "Is the number in brackets a footnote, or the day in the other calendar? "
    "Leave it out, or write both days in full."
)
_YEARS = re.compile(r"(?P<day>.*[^\W\d_].*\b)(?P<year>[0-9]{4})/(?P<next>[0-9]{1,4})\b(?P<rest>.*)")


def double_day(text: str, context: Context) -> Draft | None:
    """Read a day in both calendars without a marker, one in brackets or before a slash. The days
    themselves show which one is Julian."""
    match = _BRACKET.fullmatch(text) or _SLASH.fullmatch(MARKER.sub("", text).strip())
    if not match:
        return None
    sides = (match["one"], f"{match['other']} {match['both']}")
    (old_first, old_last), (new_first, new_last) = (
        map(_known_day, sides_of(*sides, replace(context, calendar=calendar))) for calendar in "JG"
    )
    known = old_first or new_first
    if match.re is _SLASH and known and known.date.upper > _LAST_SLASH:
        return None
    pairs = ((old_first, new_last), (old_last, new_first))
    same_days = [old for old, new in pairs if old and new and old.date.lower == new.date.lower]
    own_day = old_first if context.calendar == "J" else new_first
    if own_day and match.re is _BRACKET and match["other"].isdigit() and not match["both"].strip():
        raise Unreadable(Message.of(_NOTE_OR_DAY), [day.edtf for day in (own_day, *same_days)])
    if same_days:
        return same_days[0]
    if match.re is _BRACKET and old_first and new_last:
        raise contradiction(old_first)
    return None


def _known_day(draft: Outcome) -> Draft | None:
    if not isinstance(draft, Draft) or draft.is_relative or draft.date.single is None:
        return None
    return draft if draft.date.precision is Precision.DAY else None


def double_year(text: str, context: Context, rules: Iterable[Rule]) -> Draft | None:
    """Read "11 February 1731/32", before a New Year in March: our year is 1732, but the day may be
    Julian."""
    match = _YEARS.fullmatch(text)
    year = int(match["year"]) + 1 if match else 0
    if not match or year > YEARS_FROM_MARCH or not str(year).endswith(match["next"]):
        return None
    draft = first_of(rules, f"{match['day']}{year:04}{match['rest']}", context)
    if draft is None or not is_valid(draft.edtf):
        return None
    date, is_julian = draft.date, draft.calendar == "J"
    written = to_julian(date) if is_julian else date
    if written is None or written.single is None or not set(written.single.months) <= {1, 2, 3}:
        return None
    old = None if is_julian else from_julian(date)
    if old is None:
        return draft
    message = Message.of(
        _("Is this {old} or {new}? Write O.S. after an Old Style day."),
        old=MessageDate(old, calendar="J"),
        new=MessageDate(date),
    )
    raise Unreadable(message, [str(old), str(date)])
