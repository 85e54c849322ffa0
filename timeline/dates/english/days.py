"""Days, months and years in words: "June 3, 2000", "the third of June 2000", "March 44 BC"."""

from __future__ import annotations

import re
from contextlib import suppress

from timeline.dates import gregorian
from timeline.dates.calendars import julian_days_in_month, julian_to_gregorian
from timeline.dates.display import MessageDate
from timeline.dates.edtf import EDTFError, Precision, parse, year_text
from timeline.dates.english.drafts import (
    TOO_FAR,
    Context,
    Draft,
    Unreadable,
    day_text,
    is_valid,
    month_text,
)
from timeline.dates.english.short_years import CENTURIES
from timeline.dates.english.vocabulary import DAY, MONTH, MONTHS, YEAR, ordinal_of, year_of
from timeline.dates.julian import from_julian
from timeline.dates.messages import Message
from timeline.dates.messages import gettext_noop as _

_GAP = r"[\s./-]*"
_STOP = r"[\s./-]+"
_WITH_YEAR = [
    re.compile(pattern)
    for pattern in (
        rf"{DAY}{_GAP}(?:of\s+)?{MONTH}{_GAP}(?:of\s+|in\s+)?{YEAR}",
        # "March 44/43 BC" has two years and no day.
        rf"{MONTH}{_GAP}(?:the\s+)?(?!(?:3[2-9]|[4-9][0-9])/[0-9]{{1,3}}\b){DAY}{_STOP}{YEAR}",
        rf"{YEAR}{_STOP}{MONTH}{_GAP}{DAY}",
        rf"{MONTH}{_GAP}(?:of\s+)?{YEAR}",
        rf"{YEAR}{_STOP}{MONTH}",
        rf"(?:year\s+(?:of\s+)?)?{YEAR}",
    )
]
_WITHOUT_YEAR = [
    re.compile(rf"{DAY}{_GAP}(?:of\s+)?{MONTH}"),
    re.compile(rf"{MONTH}{_GAP}(?:the\s+)?{DAY}"),
]
_NO_YEAR = re.compile(r"0*[1-9][0-9]{0,2}|[1-9][0-9]{4}")
_MONTH_ALONE = re.compile(rf"(?:in\s+)?{MONTH}")


def plain_edtf(text: str, context: Context) -> Draft | None:
    """Read a single EDTF date within other words: "before 2000-06"."""
    try:
        date = parse(text.upper())
    except EDTFError:
        return None
    if date.single is None or date.single.clock is not None:
        return None
    if context.calendar != "J" or date.precision > Precision.DAY:
        return Draft(date.text)
    meant = from_julian(date)
    if meant is None:
        raise Unreadable(TOO_FAR)
    return Draft(meant.text, calendar="J")


def named_month(text: str, context: Context) -> Draft | None:
    """Read a year, or a month by name with or without a day."""
    for pattern in _WITH_YEAR:
        match = pattern.fullmatch(text)
        if match and (year := year_of(match)) is not None:
            return _named(match, year, context)
    for pattern in _WITHOUT_YEAR:
        if match := pattern.fullmatch(text):
            day = ordinal_of(match["day"])
            if day > 31:
                short_year(text, context)  # raises for "June 44", whose 44 is a year
            raise missing_year(MONTHS[match["month"]], day, context)
    return None


def is_yearless(text: str) -> bool:
    """Whether the text is a month, with or without a day, that lacks its year."""
    return any(pattern.fullmatch(text) for pattern in (*_WITHOUT_YEAR, _MONTH_ALONE))


def month_alone(text: str, context: Context) -> Draft | None:
    """Refuse a month without a year; offer this year's and last year's."""
    if match := _MONTH_ALONE.fullmatch(text):
        raise missing_year(MONTHS[match["month"]], None, context)
    return None


def short_year(text: str, context: Context) -> Draft | None:
    """Refuse a year of one to three or five digits without an era."""
    for pattern in _WITH_YEAR:
        match = pattern.fullmatch(text)
        if match and _NO_YEAR.fullmatch(match["year"]):
            message = _("Write the year with four digits, or add AD or BC.")
            raise Unreadable(Message.of(message), _candidates_of(match, context))
    return None


def _candidates_of(match: re.Match[str], context: Context) -> list[str]:
    """The candidates for a short year: alone, AD and BC; with a month, if it has two digits and no
    era, three centuries."""
    number = int(match["year"])
    if "month" not in match.groupdict():
        return [year_text(number), year_text(1 - number)]
    candidates = []
    for century in CENTURIES if len(match["year"]) == 2 and not match["era"] else ():
        with suppress(Unreadable):
            draft = _named(match, int(century) * 100 + number, context)
            candidates += [draft.edtf] if draft else []
    return candidates


def days_in_month(year: int, month: int, context: Context) -> int:
    """The number of days in a month (1–12) in the calendar of the source."""
    if context.calendar == "J":
        return julian_days_in_month(year, month)
    return gregorian.days_in_month(year, month)


def full_day(year: int, month: int, day: int, context: Context) -> Draft:
    """A day in the calendar of the source; raises Unreadable if it doesn't exist, or if EDTF can't
    express it."""
    if abs(year) > 9999:
        raise Unreadable(TOO_FAR)
    if not 1 <= month <= 12:
        raise Unreadable(
            Message.of(_("There is no month {month}. Write a month from 1 to 12."), month=month)
        )
    last = days_in_month(year, month, context)
    if not 1 <= day <= last:
        month_edtf = month_text(year, month)
        message = _("There is no day {day} in {month}; its last day is {last}.")
        month_date = MessageDate(parse(month_edtf))
        raise Unreadable(Message.of(message, day=day, month=month_date, last=last), [month_edtf])
    if context.calendar != "J":
        return Draft(f"{month_text(year, month)}-{day:02}")
    edtf = day_text(gregorian.day_number(*julian_to_gregorian(year, month, day)))
    if not is_valid(edtf):
        raise Unreadable(TOO_FAR)
    return Draft(edtf, calendar="J")


def missing_year(month: int, day: int | None, context: Context) -> Unreadable:
    """The refusal of a day or month without a year; offers it in this year and the last, if it
    exists there."""
    this_year = gregorian.civil(context.today)[0]
    candidates = []
    for year in (this_year, this_year - 1):
        with suppress(Unreadable):
            draft = full_day(year, month, day, context) if day is not None else None
            candidates.append(draft.edtf if draft else month_text(year, month))
    return Unreadable(Message.of(_("Which year? Add it.")), candidates)


def _named(match: re.Match[str], year: int, context: Context) -> Draft | None:
    parts = match.groupdict()
    if "month" not in parts:
        return Draft(year_text(year))
    if abs(year) > 9999:
        return None
    month = MONTHS[match["month"]]
    if "day" not in parts:
        return Draft(month_text(year, month))
    return full_day(year, month, ordinal_of(match["day"]), context)
