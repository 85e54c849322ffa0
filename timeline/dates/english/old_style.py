"""Days marked Old Style: "8 April 1783 O.S.", "7 November [O.S. 25 October] 1917"; and whatever is
made of such days, "8–14 April 1783 O.S.". In a source in Old Style, days are so without a mark."""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from typing import NamedTuple

from timeline.dates import gregorian
from timeline.dates.calendars import gregorian_to_julian, julian_to_gregorian
from timeline.dates.display import Shown
from timeline.dates.edtf import EDTF, Precision, parse
from timeline.dates.english.days import full_day
from timeline.dates.english.drafts import (
    TOO_FAR,
    Context,
    Draft,
    Rule,
    Unreadable,
    day_text,
    first_of,
    is_valid,
)
from timeline.dates.english.vocabulary import DAY, MONTH, MONTHS, YEAR, ordinal_of, year_of
from timeline.dates.julian import from_julian
from timeline.dates.messages import Message
from timeline.dates.messages import gettext_noop as _

_OLD = r"(?:\bo\.\s?s\b\.?|\bos\b|\bold style\b|\bjulian(?: calendar)?\b)"
_NEW = r"(?:\bn\.\s?s\b\.?|\bns\b|\bnew style\b|\bgregorian(?: calendar)?\b)"
_MARK = re.compile(rf"(?P<old>{_OLD})|{_NEW}")
_BY_DAY = _("Old Style is converted day by day. Write it as 8 April 1783 O.S.")
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


def old_style(text: str, context: Context, rules: Iterable[Rule]) -> Draft | None:
    """The Gregorian day; if the source gives both days, they have to be the same one. Of more than
    a day, what `rules` read, every day of it converted."""
    if not _MARK.search(text):
        return _unmarked(text, context, rules) if context.calendar == "J" else None
    aside = next((found for found in _ASIDE.finditer(text) if _MARK.search(found["aside"])), None)
    outer, inner = text, ""
    if aside and _bare(aside["aside"]):
        outer, inner = f"{text[: aside.start()]} {text[aside.end() :]}", aside["aside"]
    # A mark belongs to the day it stands with, and tells what the other is.
    beside_main, aside_mark = _MARK.search(outer), _MARK.search(inner)
    main_is_old = bool(beside_main["old"] if beside_main else aside_mark and not aside_mark["old"])
    main, other = (_day(part) for part in (outer, inner))
    if main and main.year is not None and (other or not inner):
        return _converted(main, other) if main_is_old else _checked(main, other)
    return _days(outer, inner, context, rules, main_is_old=main_is_old)


def _unmarked(text: str, context: Context, rules: Iterable[Rule]) -> Draft | None:
    """What a source in Old Style says; what names no day is the same in both calendars."""
    day = _day(text)
    if day and day.year is not None:
        return _converted(day, None)
    draft = _read(text, context, rules)
    if draft is None or not _names_days(draft.date):
        return draft
    date = from_julian(draft.date)
    if date is None:
        raise Unreadable(Message.of(_BY_DAY))
    note = _note(date, draft.zone)
    return replace(draft, edtf=str(date), assumed=(*draft.assumed, note), calendar="J")


def _names_days(date: EDTF) -> bool:
    return any(single.precision <= Precision.DAY for span in date.spans for single in span.dates)


def _bare(text: str) -> str:
    return re.sub(r"[\s,]+", " ", _MARK.sub(" ", text)).strip(" .,")


def _day(text: str) -> _Day | None:
    for pattern in _DAYS:
        if match := pattern.fullmatch(_bare(text)):
            year = year_of(match) if match["year"] else None
            return _Day(year, MONTHS[match["month"]], ordinal_of(match["day"]))
    return None


def _days(
    outer: str, inner: str, context: Context, rules: Iterable[Rule], *, main_is_old: bool
) -> Draft:
    """A range, a choice, a moment, "about", "before": marked once for all of it, or throughout."""
    draft = _read(outer, replace(context, calendar="J" if main_is_old else "G"), rules)
    day, other = _day(inner), None  # which needs no year beside a moment
    with suppress(Unreadable):
        other = _read(inner, replace(context, calendar="G" if main_is_old else "J"), rules)
    date = from_julian(draft.date) if draft else None
    if date and draft and not main_is_old:
        date = draft.date  # of days, too
    beside = other and (other.date if main_is_old else from_julian(other.date))
    is_same = beside == date if beside else not inner or bool(date and day and _is_day(date, day))
    if draft is None or date is None or not is_same:
        raise Unreadable(Message.of(_BY_DAY))
    if not inner and not main_is_old:
        return draft
    note = _note(date, draft.zone)
    return replace(
        draft,
        edtf=str(date),
        assumed=draft.assumed if inner else (*draft.assumed, note),
        calendar="J",
    )


def _read(text: str, context: Context, rules: Iterable[Rule]) -> Draft | None:
    """What the words say without their mark, where that doesn't count from a day of ours."""
    if len({bool(found["old"]) for found in _MARK.finditer(text)}) > 1:
        return None
    plain = re.sub(r"[(\[]\s*[)\]]", " ", _MARK.sub(" ", text))
    try:
        draft = first_of(rules, " ".join(plain.split()), context)
    except Unreadable as problem:
        if problem.relative:
            raise
        offered = [_days_meant(parse(edtf), context) for edtf in problem.candidates]
        if not any(offered):  # what it says is about months, or denies a Julian day
            return None
        raise Unreadable(problem.message, map(str, filter(None, offered))) from problem
    if draft is None or draft.relative or not is_valid(draft.edtf):
        return None
    return draft


def _days_meant(date: EDTF, context: Context) -> EDTF | None:
    return from_julian(date) if context.calendar == "J" else date


def _is_day(date: EDTF, julian: _Day) -> bool:
    single = date.single
    if single is None or len(single.days) != 1:
        return False
    return julian.fits(gregorian_to_julian(single.first_year, single.months[0], single.days[0]))


def _converted(old: _Day, new: _Day | None) -> Draft:
    """The Julian day is the main one."""
    try:
        date = julian_to_gregorian(old.year or 0, old.month, old.day)
    except ValueError as error:
        message = _("There is no such day in the Julian calendar either.")
        raise Unreadable(Message.of(message)) from error
    edtf = day_text(gregorian.day_number(*date))
    if not is_valid(edtf):
        raise Unreadable(TOO_FAR)
    if new and not new.fits(date):
        raise contradiction(edtf)
    return Draft(edtf, () if new else (_note(parse(edtf)),), calendar="J")


def _note(date: EDTF, zone: str | None = None) -> Message:
    return Message.of(_("Converted from Old Style: {date}."), date=Shown(date, zone, calendar="J"))


def _checked(new: _Day, old: _Day | None) -> Draft:
    """The Gregorian day is the main one."""
    edtf = full_day(new.year or 0, new.month, new.day)
    date = (new.year or 0, new.month, new.day)
    if old and not old.fits(gregorian_to_julian(*date)):
        raise contradiction(edtf)
    return Draft(edtf, calendar="J" if old else "G")


def contradiction(edtf: str) -> Unreadable:
    """Two days that should be one in both calendars, and aren't; the Gregorian of the first."""
    message = _("The two days aren’t the same one: {date}. Correct one of them.")
    return Unreadable(Message.of(message, date=Shown(parse(edtf), calendar="J")), [edtf])
