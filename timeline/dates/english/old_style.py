"""Days marked Old Style: "8 April 1783 O.S.", "7 November [O.S. 25 October] 1917"."""

from __future__ import annotations

import re
from typing import NamedTuple

from timeline.dates import gregorian
from timeline.dates.calendars import gregorian_to_julian, julian_to_gregorian
from timeline.dates.display import Shown
from timeline.dates.edtf import parse
from timeline.dates.english.days import full_day
from timeline.dates.english.drafts import Context, Draft, Unreadable, day_text
from timeline.dates.english.vocabulary import DAY, MONTH, MONTHS, YEAR, ordinal_of, year_of
from timeline.dates.messages import Message
from timeline.dates.messages import gettext_noop as _

_OLD = r"(?:\bo\.\s?s\b\.?|\bos\b|\bold style\b|\bjulian(?: calendar)?\b)"
_NEW = r"(?:\bn\.\s?s\b\.?|\bns\b|\bnew style\b|\bgregorian(?: calendar)?\b)"
_MARK = re.compile(rf"(?P<old>{_OLD})|{_NEW}")
_ASIDE = re.compile(r"[(\[](?P<aside>[^()\[\]]*)[)\]]")
_DAYS = [
    re.compile(rf"(?:the\s+)?{DAY}\s*(?:of\s+)?{MONTH}(?:\s*{YEAR})?"),
    re.compile(rf"{MONTH}\s*(?:the\s+)?{DAY}(?:\s+{YEAR})?"),
]


class _Day(NamedTuple):
    """A day as written; the year may stand beside the other calendar's day only."""

    year: int | None
    month: int
    day: int

    def fits(self, date: tuple[int, int, int]) -> bool:
        return (self.month, self.day) == date[1:] and self.year in (None, date[0])


def old_style(text: str, context: Context) -> Draft | None:
    """The Gregorian day; if the source gives both days, they have to be the same one."""
    if not _MARK.search(text):
        return None
    aside = next((found for found in _ASIDE.finditer(text) if _MARK.search(found["aside"])), None)
    outer, inner = text, ""
    if aside:
        outer, inner = f"{text[: aside.start()]} {text[aside.end() :]}", aside["aside"]
    main, other = (_day(part) for part in (outer, inner))
    if main is None or main.year is None or (_bare(inner) and other is None):
        message = _("Old Style is converted day by day. Write it as 8 April 1783 O.S.")
        raise Unreadable(Message.of(message))
    # A mark belongs to the day it stands with, and tells what the other is.
    beside_main, aside_mark = _MARK.search(outer), _MARK.search(inner)
    if beside_main:
        main_is_old = bool(beside_main["old"])
    else:
        main_is_old = bool(aside_mark and aside_mark["old"]) == (other is None)
    return _converted(main, other) if main_is_old else _checked(main, other)


def _bare(text: str) -> str:
    return re.sub(r"[\s,]+", " ", _MARK.sub(" ", text)).strip(" .,")


def _day(text: str) -> _Day | None:
    for pattern in _DAYS:
        if match := pattern.fullmatch(_bare(text)):
            year = year_of(match) if match["year"] else None
            return _Day(year, MONTHS[match["month"]], ordinal_of(match["day"]))
    return None


def _converted(old: _Day, new: _Day | None) -> Draft:
    """The Julian day is the main one."""
    try:
        date = julian_to_gregorian(old.year or 0, old.month, old.day)
    except ValueError as error:
        message = _("There is no such day in the Julian calendar either.")
        raise Unreadable(Message.of(message)) from error
    if new and not new.fits(date):
        raise _contradiction(date)
    edtf = day_text(gregorian.day_number(*date))
    note = Message.of(_("Converted from Old Style: {date}."), date=Shown(parse(edtf), calendar="J"))
    return Draft(edtf, () if new else (note,), calendar="J")


def _checked(new: _Day, old: _Day | None) -> Draft:
    """The Gregorian day is the main one."""
    edtf = full_day(new.year or 0, new.month, new.day)
    date = (new.year or 0, new.month, new.day)
    if old and not old.fits(gregorian_to_julian(*date)):
        raise _contradiction(date)
    return Draft(edtf, calendar="J" if old else "G")


def _contradiction(date: tuple[int, int, int]) -> Unreadable:
    edtf = day_text(gregorian.day_number(*date))
    message = _("The two days aren’t the same one: {date}. Correct one of them.")
    return Unreadable(Message.of(message, date=Shown(parse(edtf), calendar="J")), [edtf])
