"""Words for a range between two EDTF dates, saying only once what both have in common."""

from __future__ import annotations

from timeline.dates.messages import Translations, in_context, say
from timeline.dates.messages import gettext_noop as _
from timeline.dates.names import MONTHS, MONTHS_WITH_DAY, ordinal
from timeline.dates.phrases import (
    end_words,
    is_regular,
    month_day_words,
    period_number,
    single_words,
    year_words,
    years_words,
)
from timeline.dates.precision import Precision
from timeline.dates.single import Single


def range_words(start: Single, end: Single, translations: Translations) -> str:
    """ "1853–1856", "June–July 1944", "3–5 June 2000", "19th–20th century"."""
    if start.text == end.text:
        return single_words(start, translations)
    is_plain = all(
        date.qualified_unit is None and date.estimate is None and is_regular(date)
        for date in (start, end)
    )
    if is_plain and start.precision is end.precision:
        short_form = _SHORT_FORMS.get(start.precision)
        if short_form and (text := short_form(start, end, translations)):
            return text
    first = single_words(start, translations, with_era=end.first_year < 1)
    return join_with_dash(first, end_words(start, end, translations), translations)


def _days(start: Single, end: Single, translations: Translations) -> str | None:
    if start.first_year != end.first_year:
        return None
    year = year_words(start.first_year, translations)
    if start.months != end.months:
        first = month_day_words(start.months[0], start.days[0], translations)
        last = month_day_words(end.months[0], end.days[0], translations)
        return say(translations, _("{first} – {last} {year}"), first=first, last=last, year=year)
    month = in_context(translations, MONTHS_WITH_DAY[start.months[0] - 1])
    days = {"first": start.days[0], "last": end.days[0]}
    return say(translations, _("{first}–{last} {month} {year}"), month=month, year=year, **days)


def _months(start: Single, end: Single, translations: Translations) -> str | None:
    if start.first_year != end.first_year:
        return None
    first, last = (translations.gettext(MONTHS[date.months[0] - 1]) for date in (start, end))
    year = year_words(start.first_year, translations)
    return say(translations, _("{first}–{last} {year}"), first=first, last=last, year=year)


def _years(start: Single, end: Single, translations: Translations) -> str:
    return years_words(start.first_year, end.first_year, translations)


def _centuries(start: Single, end: Single, translations: Translations) -> str | None:
    (first, start_is_bc), (last, end_is_bc) = period_number(start), period_number(end)
    if start.months or end.months or (end_is_bc and not start_is_bc):
        return None
    if start_is_bc and not end_is_bc:
        template = _("{first} century BC – {last} century AD")
    else:
        template = _("{first}–{last} century BC") if end_is_bc else _("{first}–{last} century")
    return say(
        translations, template, first=ordinal(first, translations), last=ordinal(last, translations)
    )


_SHORT_FORMS = {
    Precision.DAY: _days,
    Precision.MONTH: _months,
    Precision.YEAR: _years,
    Precision.CENTURY: _centuries,
}


def join_with_dash(first: str, last: str, translations: Translations) -> str:
    """Join both sides with a dash, with spaces around it if either has more than one word."""
    template = _("{first} – {last}") if " " in first + last else _("{first}–{last}")
    return say(translations, template, first=first, last=last)
