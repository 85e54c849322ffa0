"""Words for a range between two EDTF dates, saying only once what both have in common."""

from __future__ import annotations

from timeline.dates.messages import Words, in_context, say
from timeline.dates.messages import gettext_noop as _
from timeline.dates.names import MONTHS, MONTHS_WITH_DAY, ordinal
from timeline.dates.phrases import (
    is_regular,
    last_words,
    month_day_words,
    period_number,
    single_words,
    year_words,
    years_words,
)
from timeline.dates.precision import Precision
from timeline.dates.single import Single


def range_words(start: Single, end: Single, words: Words) -> str:
    """ "1853–1856", "June–July 1944", "3–5 June 2000", "19th–20th century"."""
    if start.text == end.text:
        return single_words(start, words)
    is_plain = all(
        date.doubt is None and date.estimate is None and is_regular(date) for date in (start, end)
    )
    if is_plain and start.precision is end.precision:
        shared = _SHARED.get(start.precision)
        if shared and (said := shared(start, end, words)):
            return said
    first = single_words(start, words, with_era=end.first_year < 1)
    return apart(first, last_words(start, end, words), words)


def _days(start: Single, end: Single, words: Words) -> str | None:
    if start.first_year != end.first_year:
        return None
    year = year_words(start.first_year, words)
    if start.months != end.months:
        first = month_day_words(start.months[0], start.days[0], words)
        last = month_day_words(end.months[0], end.days[0], words)
        return say(words, _("{first} – {last} {year}"), first=first, last=last, year=year)
    month = in_context(words, MONTHS_WITH_DAY[start.months[0] - 1])
    days = {"first": start.days[0], "last": end.days[0]}
    return say(words, _("{first}–{last} {month} {year}"), month=month, year=year, **days)


def _months(start: Single, end: Single, words: Words) -> str | None:
    if start.first_year != end.first_year:
        return None
    first, last = (words.gettext(MONTHS[date.months[0] - 1]) for date in (start, end))
    year = year_words(start.first_year, words)
    return say(words, _("{first}–{last} {year}"), first=first, last=last, year=year)


def _years(start: Single, end: Single, words: Words) -> str:
    return years_words(start.first_year, end.first_year, words)


def _centuries(start: Single, end: Single, words: Words) -> str | None:
    (first, start_is_bc), (last, end_is_bc) = period_number(start), period_number(end)
    if start.months or end.months or (end_is_bc and not start_is_bc):
        return None
    if start_is_bc and not end_is_bc:
        template = _("{first} century BC – {last} century AD")
    else:
        template = _("{first}–{last} century BC") if end_is_bc else _("{first}–{last} century")
    return say(words, template, first=ordinal(first, words), last=ordinal(last, words))


_SHARED = {
    Precision.DAY: _days,
    Precision.MONTH: _months,
    Precision.YEAR: _years,
    Precision.CENTURY: _centuries,
}


def apart(first: str, last: str, words: Words) -> str:
    """Join both sides with a dash, with spaces around it if either has more than one word."""
    template = _("{first} – {last}") if " " in first + last else _("{first}–{last}")
    return say(words, template, first=first, last=last)
