"""Days marked Old Style, "8 April 1783 O.S.", "7 November [O.S. 25 October] 1917", and ranges or
sets of them, "8–14 April 1783 O.S.". In a source in Old Style, days need no marker."""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from typing import NamedTuple

from timeline.dates.calendars import gregorian_to_julian
from timeline.dates.display import MessageDate
from timeline.dates.edtf import EDTF, Precision
from timeline.dates.english.days import full_day
from timeline.dates.english.drafts import (
    Context,
    Draft,
    Rule,
    Unreadable,
    first_of,
    is_valid,
)
from timeline.dates.english.vocabulary import DAY, MONTH, MONTHS, YEAR, ordinal_of, year_of
from timeline.dates.julian import unqualified
from timeline.dates.messages import Message
from timeline.dates.messages import gettext_noop as _

_OLD = r"(?:\bo\.\s?s\b\.?|\bos\b|\bold style\b|\bjulian(?: calendar)?\b)"
_NEW = r"(?:\bn\.\s?s\b\.?|\bns\b|\bnew style\b|\bgregorian(?: calendar)?\b)"
MARKER = re.compile(rf"(?P<old>{_OLD})|{_NEW}")
# In England, years began on 25 March until 1752.
YEARS_FROM_MARCH = 1752
_BY_DAY = _("Only whole days can be converted from Old Style. Write it like 8 April 1783 O.S.")
_IN_BRACKETS = re.compile(r"[(\[](?P<aside>[^()\[\]]*)[)\]]")
_DAYS = [
    re.compile(rf"(?:the\s+)?{DAY}\s*(?:of\s+)?{MONTH}(?:\s*{YEAR})?"),
    re.compile(rf"{MONTH}\s*(?:the\s+)?{DAY}(?:\s+{YEAR})?"),
]


class _Day(NamedTuple):
    """A day as written; the year may be given only with the day of the other calendar."""

    year: int | None
    month: int
    day: int

    def is_day(self, date: EDTF, context: Context) -> bool:
        """Whether a date is this day in the calendar of the context."""
        single = date.single
        if single is None or len(single.days) != 1:
            return False
        gregorian_day = (single.first_year, single.months[0], single.days[0])
        is_julian = context.calendar == "J"
        year, *month_and_day = gregorian_to_julian(*gregorian_day) if is_julian else gregorian_day
        is_before_new_year = is_julian and year <= YEARS_FROM_MARCH and month_and_day < [3, 25]
        years = (None, year, year - 1) if is_before_new_year else (None, year)
        return [self.month, self.day] == month_and_day and self.year in years


def old_style(text: str, context: Context, rules: Iterable[Rule]) -> Draft | None:
    """Read text with a calendar marker as a Gregorian date.

    If both calendars are given, both days must be the same. What isn't a single day is read by
    `rules`, and every day of it is converted.
    """
    if not MARKER.search(text):
        draft = first_of(rules, text, context)
        return with_conversion_note(draft) if draft and draft.calendar == "J" else draft
    brackets = [each for each in _IN_BRACKETS.finditer(text) if _stripped(each["aside"])]
    marked = [each for each in brackets if MARKER.search(each["aside"])]
    # A day in brackets without a marker is in the calendar that the marker doesn't name.
    bracket = next(iter(marked or [each for each in brackets if _read_day(each["aside"])]), None)
    outer, inner = text, ""
    if bracket:
        outer, inner = f"{text[: bracket.start()]} {text[bracket.end() :]}", bracket["aside"]
    # A marker applies to the day next to it; the other day is in the other calendar.
    outer_marker, inner_marker = MARKER.search(outer), MARKER.search(inner)
    is_old = bool(outer_marker["old"] if outer_marker else inner_marker and not inner_marker["old"])
    julian, gregorian = (replace(context, calendar=calendar) for calendar in "JG")
    main_calendar, other_calendar = (julian, gregorian) if is_old else (gregorian, julian)
    main, other = (_read_day(part) for part in (outer, inner))
    if main and main.year is not None and (other or not inner):
        draft = full_day(main.year, main.month, main.day, main_calendar)
        if other and not other.is_day(draft.date, other_calendar):
            raise contradiction(draft)
    else:
        draft = _read_with_rules(outer, inner, main_calendar, other_calendar, rules)
    if is_old and draft.calendar != "J":
        raise Unreadable(Message.of(_BY_DAY))
    _check_days(draft.date)
    if inner:
        return replace(draft, calendar="J")
    return with_conversion_note(draft) if is_old else draft


def _check_days(date: EDTF) -> None:
    """Refuse months and years: in the other calendar, they only begin on another day."""
    singles = (single for span in date.spans for single in span.dates)
    if any(single.precision > Precision.DAY for single in singles):
        raise Unreadable(Message.of(_BY_DAY))


def with_conversion_note(draft: Draft) -> Draft:
    """Add the note that the days were converted."""
    _check_days(draft.date)
    note = Message.of(_("Converted from Old Style: {date}."), date=draft.message_date)
    return replace(draft, assumptions=(*draft.assumptions, note))


def _stripped(text: str) -> str:
    return re.sub(r"[\s,]+", " ", MARKER.sub(" ", text)).strip(" .,")


def _read_day(text: str) -> _Day | None:
    for pattern in _DAYS:
        if match := pattern.fullmatch(_stripped(text)):
            year = year_of(match) if match["year"] else None
            return _Day(year, MONTHS[match["month"]], ordinal_of(match["day"]))
    return None


def _read_with_rules(
    outer: str, inner: str, calendar: Context, other_calendar: Context, rules: Iterable[Rule]
) -> Draft:
    """Read a range, choice, time, "about" or "before", with one marker or the same throughout."""
    draft = _read(outer, calendar, rules)
    other, day = None, _read_day(inner)  # the day needs no year if the other one has a time
    with suppress(Unreadable):
        other = _read(inner, other_calendar, rules)
    if draft and not inner:
        return draft
    is_same = draft and (
        (other and unqualified(other.date) == unqualified(draft.date))
        or (day and day.is_day(draft.date, other_calendar))
    )
    if draft is None or not is_same:
        raise Unreadable(Message.of(_BY_DAY))
    return draft


def _read(text: str, context: Context, rules: Iterable[Rule]) -> Draft | None:
    """Read the text without its markers; None if they name both calendars or it can't be read."""
    if len({bool(each["old"]) for each in MARKER.finditer(text)}) > 1:
        return None
    draft = first_of(rules, without_markers(text), context)
    return draft if draft and is_valid(draft.edtf) else None


def without_markers(text: str) -> str:
    """Remove markers, and brackets that contain nothing else."""
    return " ".join(re.sub(r"[(\[]\s*[)\]]", " ", MARKER.sub(" ", text)).split())


def contradiction(day: Draft) -> Unreadable:
    """The refusal of two days that aren't one in both calendars; offers the first as Gregorian."""
    message = _("The two days aren’t the same: one is {date}. Correct one of them.")
    return Unreadable(Message.of(message, date=MessageDate(day.date, calendar="J")), [day.edtf])
