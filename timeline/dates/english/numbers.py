"""Days and months in digits: "13/04/2014", "3.-5.6.2000", "06/2000", "20140318"."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import replace

from timeline.dates import gregorian
from timeline.dates.display import MessageDate
from timeline.dates.edtf import Precision, parse
from timeline.dates.english.days import full_day
from timeline.dates.english.drafts import (
    Context,
    Draft,
    Unreadable,
    ambiguous,
    combine_drafts,
    day_text,
    is_valid,
    month_text,
    unlikely,
)
from timeline.dates.messages import Message
from timeline.dates.messages import gettext_noop as _
from timeline.dates.roman import roman

_YEAR_FIRST = re.compile(r"([0-9]{4})([./-])([0-9]{1,2})\2([0-9]{1,2})")
_YEAR_LAST = re.compile(r"([0-9]{1,2})\s*([./-])\s*([0-9]{1,2})\s*\2\s*([0-9]{4})")
_ESTIMATE = re.compile(
    r"(?:c\.|circa|about)\s*(?P<year>[1-9][0-9]{3})\s*\((?P<first>[0-9]{4})\s*-\s*(?P<last>[0-9]{4})\)"
)
# Dates before this year are rarely written in digits alone.
_FIRST_IN_DIGITS = 1500
_SHORT_YEAR = re.compile(r"([0-9]{1,2})([./-])([0-9]{1,2})\2([0-9]{2})")
# Eight digits are a date only in the centuries that news is about; otherwise they are a number.
_UNSEPARATED = re.compile(r"((?:1[5-9]|20)[0-9]{2})(0[1-9]|1[0-2])([0-9]{2})")
_DAYS = [
    re.compile(pattern)
    for pattern in (
        r"(?P<first>[0-9]{1,2})\.?\s?-\s?(?P<last>[0-9]{1,2})(?P<mark>[./])"
        r"(?P<month>[0-9]{1,2})(?P=mark)(?P<year>[0-9]{4})",
        r"(?P<month>[0-9]{1,2})(?P<mark>/)(?P<first>[0-9]{1,2})\s?-\s?(?P<last>[0-9]{1,2})"
        r"/(?P<year>[0-9]{4})",
    )
]
_MONTH_AND_YEAR = re.compile(r"([0-9]{1,2})([./-])([0-9]{4})")
_YEAR_AND_MONTH = re.compile(r"([0-9]{4})([./-])([0-9]{1,2})")
_ROMAN_MONTH = re.compile(r"([0-9]{1,2})[\s./-]+([ivx]+)[\s./-]+([0-9]{4})")
_DAY_OF_YEAR = re.compile(r"([0-9]{4})-([0-9]{3})")


def significant_year(text: str, context: Context) -> Draft | None:
    """Read a year with significant digits: "c. 1950 (1900-1999)" → 1950S2."""
    match = _ESTIMATE.fullmatch(text)
    if match is None:
        return None
    for digits in range(1, 4):
        edtf = f"{match['year']}S{digits}"
        year = parse(edtf).single
        if year and (year.first_year, year.last_year) == (int(match["first"]), int(match["last"])):
            return Draft(edtf)
    return None


def numeric(text: str, context: Context) -> Draft | None:
    """Read a day or month in digits; raises Unreadable if it is ambiguous."""
    if "0000" in re.split(r"[\s./-]+", text):
        return None  # 0000 is 1 BC in EDTF, but no year in other notations
    if match := _YEAR_FIRST.fullmatch(text):
        return full_day(int(match[1]), int(match[3]), int(match[4]), context)
    if match := _YEAR_LAST.fullmatch(text):
        return _day_or_month_first(match, context)
    for pattern in _DAYS:
        if match := pattern.fullmatch(text):
            return _days_of_month(match, context)
    if match := _MONTH_AND_YEAR.fullmatch(text):
        return _month_then_year(int(match[1]), int(match[3]), match[2])
    if match := _YEAR_AND_MONTH.fullmatch(text):
        return _month_or_next_years(match[1], match[3], match[2])
    if match := _UNSEPARATED.fullmatch(text):
        draft = full_day(int(match[1]), int(match[2]), int(match[3]), context)
        note = Message.of(_("Read as year, month and day: {date}."), date=draft.message_date)
        return replace(draft, assumptions=(note,))
    if match := _DAY_OF_YEAR.fullmatch(text):
        return _day_of_year(int(match[1]), int(match[2]))
    if (match := _ROMAN_MONTH.fullmatch(text)) and (month := roman(match[2])):
        draft = full_day(int(match[3]), month, int(match[1]), context)
        raise unlikely(draft.edtf, draft.message_date)
    if _SHORT_YEAR.fullmatch(text):
        raise Unreadable(Message.of(_("Write the year with four digits.")))
    return None


def _day_or_month_first(match: re.Match[str], context: Context) -> Draft:
    first, second, year = int(match[1]), int(match[3]), int(match[4])
    readings: list[Draft] = []
    for month, day in dict.fromkeys(((first, second), (second, first))):
        with suppress(Unreadable):
            readings.append(full_day(year, month, day, context))
    if not readings:
        raise Unreadable(
            Message.of(_("There is no such day. Check the numbers, or write it like 3 June 2000."))
        )
    if len(readings) == 1:
        return readings[0]
    month_first, day_first = readings
    if match[2] == ".":
        note = Message.of(_("Read with the day first: {date}."), date=day_first.message_date)
        return replace(day_first, assumptions=(note,))
    message = _("Is this {first} or {second}? Write the month as a word.")
    dates = {"first": month_first.message_date, "second": day_first.message_date}
    raise Unreadable(Message.of(message, **dates), [draft.edtf for draft in readings])


def _days_of_month(match: re.Match[str], context: Context) -> Draft | None:
    """Read "3.-5.6.2000", "13-15/06/2000" or "6/13-15/2000"; "03-05/06/2000" is only offered."""
    year, month, first, last = (int(match[name]) for name in ("year", "month", "first", "last"))
    ends = [full_day(year, month, day, context) for day in (first, last)]
    draft = combine_drafts("/".join(end.edtf for end in ends), ends)
    if first >= last:
        return None
    if match["mark"] == ".":
        note = Message.of(_("Read with the day first: {date}."), date=draft.message_date)
        return replace(draft, assumptions=(note,))
    if last > gregorian.MONTHS_IN_YEAR:
        return draft
    raise unlikely(draft.edtf, draft.message_date)


def _month_then_year(month: int, year: int, separator: str) -> Draft | None:
    """Read "3.1954" or "06/2000"; "3.1415" may be a decimal number and is only offered."""
    edtf = month_text(year, month)
    if not 1 <= month <= 12 or not year:
        return None
    if separator == "." and year < _FIRST_IN_DIGITS:
        raise unlikely(edtf)
    return Draft(edtf)


def _day_of_year(year: int, number: int) -> Draft | None:
    """Read an ordinal date of ISO 8601: 2025-077 is 18 March."""
    first = gregorian.day_number(year)
    if not 1 <= number <= gregorian.day_number(year + 1) - first:
        return None
    edtf = day_text(first + number - 1)
    note = _("Read as the day of the year: {date}.")
    return Draft(edtf, (Message.of(note, date=MessageDate(parse(edtf))),))


def _month_or_next_years(year: str, digits: str, separator: str) -> Draft | None:
    """Read "2000/06" as June 2000 or as 2000 to 2006; raises Unreadable if it may be either."""
    readings = [
        edtf
        for edtf in (f"{year}-{digits:0>2}", f"{year}/{year[: -len(digits)]}{digits}")
        if is_valid(edtf) and parse(edtf).precision in (Precision.MONTH, Precision.YEAR)
    ]
    if not readings:
        return None
    if len(readings) > 1:
        raise ambiguous(readings)
    if separator == "/":
        return Draft(readings[0])
    # "2000.6" may be a decimal number, and with a hyphen EDTF requires a month of two digits.
    raise unlikely(readings[0])
