"""Days, months and years: "Saturday, June 3, 2000", "13/04/2014", "March 44 BC"."""

from __future__ import annotations

import re

from timeline.dates import gregorian
from timeline.dates.display import Shown
from timeline.dates.edtf import Precision, parse
from timeline.dates.english.drafts import (
    Context,
    Draft,
    Unreadable,
    day_text,
    is_valid,
    month_text,
    year_text,
)
from timeline.dates.english.vocabulary import DAY, MONTH, MONTHS, WEEKDAY, WEEKDAYS, YEAR, year_of
from timeline.dates.messages import Message
from timeline.dates.messages import gettext_noop as _
from timeline.dates.names import WEEKDAYS as WEEKDAY_NAMES

_GAP = r"[\s./-]*"
_STOP = r"[\s./-]+"
_ANY_WEEKDAY = rf"(?:(?P<weekday>{WEEKDAY})\b\.?\s*(?:the\s+)?)?"
_WITH_YEAR = [
    re.compile(pattern)
    for pattern in (
        rf"{_ANY_WEEKDAY}{DAY}{_GAP}(?:of\s+)?{MONTH}{_GAP}(?:of\s+|in\s+)?{YEAR}",
        rf"{_ANY_WEEKDAY}{MONTH}{_GAP}(?:the\s+)?{DAY}{_STOP}{YEAR}",
        rf"{YEAR}{_STOP}{MONTH}{_GAP}{DAY}",
        rf"{MONTH}{_GAP}(?:of\s+)?{YEAR}",
        rf"{YEAR}{_STOP}{MONTH}",
        rf"(?:year\s+)?{YEAR}",
    )
]
_WITHOUT_YEAR = [
    re.compile(rf"{_ANY_WEEKDAY}{DAY}{_GAP}(?:of\s+)?{MONTH}"),
    re.compile(rf"{_ANY_WEEKDAY}{MONTH}{_GAP}(?:the\s+)?{DAY}"),
]
_YEAR_FIRST = re.compile(r"([0-9]{4})([./-])([0-9]{1,2})\2([0-9]{1,2})")
_YEAR_LAST = re.compile(r"([0-9]{1,2})([./-])([0-9]{1,2})\2([0-9]{4})")
_SHORT_YEAR = re.compile(r"([0-9]{1,2})([./-])([0-9]{1,2})\2([0-9]{2})")
_MONTH_AND_YEAR = re.compile(r"([0-9]{1,2})[./-]([0-9]{4})")
_YEAR_AND_TWO_DIGITS = re.compile(r"([0-9]{4})/([0-9]{2})")


def named_month(text: str, context: Context) -> Draft | None:
    """A year, or a month in words with or without its day."""
    for pattern in _WITH_YEAR:
        match = pattern.fullmatch(text)
        if match and (year := year_of(match)) is not None:
            return _named(match, year)
    for pattern in _WITHOUT_YEAR:
        if match := pattern.fullmatch(text):
            raise _without_year(match, context)
    return None


def short_year(text: str, context: Context) -> Draft | None:
    """Refuse what would be a date if its year had four digits or an era; offer the number alone."""
    for pattern in _WITH_YEAR:
        match = pattern.fullmatch(text)
        if match and len(match["year"]) < 4 and int(match["year"]):
            number = int(match["year"])
            message = _("Write the year with four digits, or add AD or BC.")
            is_alone = "month" not in match.groupdict()
            raise Unreadable(
                Message.of(message), [year_text(number), year_text(1 - number)] if is_alone else ()
            )
    return None


def numeric(text: str, context: Context) -> Draft | None:
    """Days and months in digits, if they have only one reading."""
    if match := _YEAR_FIRST.fullmatch(text):
        return Draft(full_day(int(match[1]), int(match[3]), int(match[4])))
    if match := _YEAR_LAST.fullmatch(text):
        return _day_or_month_first(int(match[1]), int(match[3]), int(match[4]), match[2])
    if match := _MONTH_AND_YEAR.fullmatch(text):
        edtf = month_text(int(match[2]), int(match[1]))
        return Draft(edtf) if is_valid(edtf) and int(match[1]) <= 12 else None
    if match := _YEAR_AND_TWO_DIGITS.fullmatch(text):
        return _month_or_next_years(match[1], match[2])
    if _SHORT_YEAR.fullmatch(text):
        raise Unreadable(Message.of(_("Write the year with four digits.")))
    return None


def full_day(year: int, month: int, day: int) -> str:
    """The EDTF of a day; raises Unreadable if there is no such day."""
    if not 1 <= month <= 12:
        raise Unreadable(Message.of(_("There is no month {month}."), month=month))
    last = gregorian.days_in_month(year, month)
    if not 1 <= day <= last:
        whole = month_text(year, month)
        message = _("There is no day {day} in {month}; its last day is {last}.")
        shown = Shown(parse(whole))
        raise Unreadable(Message.of(message, day=day, month=shown, last=last), [whole])
    return f"{month_text(year, month)}-{day:02}"


def _named(match: re.Match[str], year: int) -> Draft | None:
    parts = match.groupdict()
    if "month" not in parts:
        return Draft(year_text(year))
    month = MONTHS[match["month"]]
    if abs(year) > 9999:
        return None
    if "day" not in parts:
        return Draft(month_text(year, month))
    edtf = full_day(year, month, int(match["day"]))
    if weekday := parts.get("weekday"):
        _check_weekday(edtf, WEEKDAYS[weekday])
    return Draft(edtf)


def _check_weekday(edtf: str, named: int) -> None:
    """Refuse a weekday that isn't that of the day; offer the nearest day that has it."""
    day = gregorian.day_number(*_numbers(edtf))
    actual = gregorian.weekday(day)
    if actual == named:
        return
    ahead = (named - actual) % 7
    nearest = day_text(day + ahead if ahead <= 3 else day + ahead - 7)
    message = Message.of(
        _("{date} was a {actual}, not a {named}. Correct the day, or leave the weekday out."),
        date=Shown(parse(edtf)),
        actual=Message.of(WEEKDAY_NAMES[actual]),
        named=Message.of(WEEKDAY_NAMES[named]),
    )
    raise Unreadable(message, [edtf, nearest])


def _numbers(edtf: str) -> tuple[int, int, int]:
    single = parse(edtf).spans[0].dates[0]
    return single.first_year, single.months[0], single.days[0]


def _without_year(match: re.Match[str], context: Context) -> Unreadable:
    """Which year? Offer the page's own and the one before, where they have the day."""
    this_year = gregorian.civil(context.today)[0]
    month, day = MONTHS[match["month"]], int(match["day"])
    candidates = [f"{month_text(year, month)}-{day:02}" for year in (this_year, this_year - 1)]
    return Unreadable(Message.of(_("Which year? Add it.")), filter(is_valid, candidates))


def _day_or_month_first(first: int, second: int, year: int, separator: str) -> Draft:
    day_first = f"{month_text(year, second)}-{first:02}"
    month_first = f"{month_text(year, first)}-{second:02}"
    readings = [edtf for edtf in dict.fromkeys((month_first, day_first)) if is_valid(edtf)]
    if not readings:
        raise Unreadable(Message.of(_("There is no such day. Write it as 3 June 2000.")))
    if len(readings) == 1:
        return Draft(readings[0])
    if separator == ".":
        note = Message.of(_("Read with the day first: {date}."), date=Shown(parse(day_first)))
        return Draft(day_first, (note,))
    message = _("Is this {first} or {second}? Write the month as a word.")
    raise Unreadable(_either(message, readings), readings)


def _month_or_next_years(year: str, digits: str) -> Draft | None:
    """2000/06 is June or the years to 2006: ask, unless only one can be."""
    readings = [
        edtf
        for edtf in (f"{year}-{digits}", f"{year}/{year[:2]}{digits}")
        if is_valid(edtf) and parse(edtf).precision in (Precision.MONTH, Precision.YEAR)
    ]
    if len(readings) == 1:
        return Draft(readings[0])
    if not readings:
        return None
    raise Unreadable(_either(_("Is this {first} or {second}?"), readings), readings)


def _either(template: str, readings: list[str]) -> Message:
    first, second = (Shown(parse(edtf)) for edtf in readings)
    return Message.of(template, first=first, second=second)
