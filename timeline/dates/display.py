"""Formats EDTF dates for readers, in the language that the caller passes."""

from __future__ import annotations

from dataclasses import dataclass

from timeline.dates import gregorian
from timeline.dates.calendars import gregorian_to_julian
from timeline.dates.edtf import EDTF, Kind, Open, Precision, Span
from timeline.dates.julian import to_julian, unqualified
from timeline.dates.messages import ENGLISH, Translations, say
from timeline.dates.messages import gettext_noop as _
from timeline.dates.moments import clock_words, moment_words
from timeline.dates.names import WEEKDAYS
from timeline.dates.phrases import (
    between_words,
    day_words,
    end_words,
    known_parts,
    month_day_words,
    single_words,
)
from timeline.dates.ranges import range_words
from timeline.dates.single import SECONDS_IN_DAY, Single

# Units that take an article: "since the 1990s", "until the 18th century".
_WITH_ARTICLE = {Precision.DECADE, Precision.CENTURY, Precision.MILLENNIUM}
# The first day of the Gregorian calendar. Older dates that aren't marked Old Style are stored as
# written and may be Julian, so their weekday isn't known.
_FIRST_WEEKDAY = gregorian.day_number(1582, 10, 15)


def display(
    date: EDTF,
    zone: str | None = None,
    translations: Translations = ENGLISH,
    *,
    calendar: str = "G",
) -> str:
    """Format a date for readers: "c. 1783", "3–5 June 2000", "18 March 2025, 14:00 UTC".

    ``zone`` is the IANA zone of a time; ``calendar`` "J" adds the Julian days of a date that the
    source gives in Old Style.
    """
    text = _date_words(date, zone, translations)
    return _with_old_style(date, text, translations) if calendar == "J" else text


def _date_words(date: EDTF, zone: str | None, translations: Translations) -> str:
    if date.kind is Kind.INTERVAL:
        return _interval_words(date.spans[0], translations)
    if date.kind is Kind.DATE:
        single = date.spans[0].dates[0]
        if single.clock is not None:
            return moment_words(single, zone, translations)
        return single_words(single, translations)
    return _set_words(date, translations)


def weekday_display(
    date: EDTF, zone: str | None = None, translations: Translations = ENGLISH
) -> str:
    """A known day with its weekday, "Tuesday 18 March 2025"; any other date as by ``display``.

    The time of day is left to ``clock_display``.
    """
    single = date.single
    if single is None or len(single.days) != 1 or single.qualified_unit:
        return display(date, zone, translations)
    day = single.lower // SECONDS_IN_DAY
    if (day + 1) * SECONDS_IN_DAY < single.upper:
        return display(date, zone, translations)
    text = day_words(*gregorian.civil(day), translations)
    if day < _FIRST_WEEKDAY:
        return text
    weekday = translations.gettext(WEEKDAYS[gregorian.weekday(day)])
    return say(translations, _("{weekday} {date}"), weekday=weekday, date=text)


def clock_display(date: EDTF, zone: str | None = None, translations: Translations = ENGLISH) -> str:
    """The time of day, "10:00 ET / 14:00 UTC", or "" if the date has none."""
    if date.single is None or date.single.clock is None:
        return ""
    return clock_words(date.single, zone, translations)


@dataclass(frozen=True, slots=True)
class MessageDate:
    """A date as a parameter of a message, displayed in the language of the message."""

    date: EDTF
    zone: str | None = None
    calendar: str = "G"

    def text(self, translations: Translations) -> str:
        """The date in this language."""
        return display(self.date, self.zone, translations, calendar=self.calendar)


def _with_old_style(date: EDTF, text: str, translations: Translations) -> str:
    """Add the Julian days if all days are known: "19 April 1783 (8 April O.S.)". A single day has
    its year only if that differs; a range or set always has."""
    old = _julian_day_words(date.single, translations) if date.single else None
    if old is None and (julian := to_julian(unqualified(date))):
        old = _date_words(julian, None, translations)
    return say(translations, _("{date} ({old} O.S.)"), date=text, old=old) if old else text


def _julian_day_words(date: Single, translations: Translations) -> str | None:
    """A known day in the Julian calendar; it may not exist in the Gregorian (29 February 1700)."""
    if date.precision > Precision.DAY or len(date.days) != 1:
        return None
    year, month, day = gregorian_to_julian(date.first_year, date.months[0], date.days[0])
    if year == date.first_year:
        return month_day_words(month, day, translations)
    return day_words(year, month, day, translations)


def _interval_words(span: Span, translations: Translations) -> str:
    if isinstance(span.start, Single) and isinstance(span.end, Single):
        return range_words(span.start, span.end, translations)
    single = span.dates[0]
    text = single_words(single, translations)
    is_named = single.precision is not Precision.DECADE or single.first_year >= 1000  # "50–41 BC"
    has_article = is_named and single.precision in _WITH_ARTICLE and not single.qualified_unit
    if has_article and text[0].isdigit():
        text = say(translations, _("the {period}"), period=text)
    templates = {
        (True, Open.OPEN): _("since {date}"),
        (True, Open.UNKNOWN): _("from {date}, end unknown"),
        (False, Open.OPEN): _("until {date}"),
        (False, Open.UNKNOWN): _("until {date}, start unknown"),
    }
    has_start = isinstance(span.start, Single)
    side = span.end if has_start else span.start
    return say(translations, templates[has_start, Open(side)], date=text)


def _set_words(date: EDTF, translations: Translations) -> str:
    """ "1667, 1668 or 1670–1672", "1960 and December 1961"."""
    one_of = date.kind is Kind.ONE_OF
    with_era = any(single.first_year < 1 for span in date.spans for single in span.dates)
    members = (
        _member_words(span, translations, one_of=one_of, with_era=with_era) for span in date.spans
    )
    *before, last = members
    if not before:
        return _one_of_span_words(date.spans[0], translations) if one_of else last
    last_span = date.spans[-1]
    if last_span.start is last_span.end and isinstance(last_span.start, Single):
        last = end_words(date.spans[0].dates[0], last_span.start, translations, with_era=with_era)
    first = before[0]
    for member in before[1:]:
        first = say(translations, _("{first}, {second}"), first=first, second=member)
    template = _("{first} or {last}") if one_of else _("{first} and {last}")
    return say(translations, template, first=first, last=last)


def _one_of_span_words(span: Span, translations: Translations) -> str:
    """Words for one unknown day or year of a span; a dash would mean that it lasted throughout."""
    first, last = span.dates[0], span.dates[-1]
    if first.text == last.text:
        return _member_words(span, translations, one_of=True)
    parts, last_parts = known_parts(first), known_parts(last)
    if parts and last_parts and (len(parts) == 1) is (len(last_parts) == 1):
        return between_words(parts, last_parts, translations)
    text = single_words(first, translations, with_era=last.first_year < 1)
    end = end_words(first, last, translations)
    return say(translations, _("between {first} and {last}"), first=text, last=end)


def _member_words(
    span: Span, translations: Translations, *, one_of: bool, with_era: bool = False
) -> str:
    first, last = span.dates[0], span.dates[-1]
    text = single_words(first, translations, with_era=with_era)
    if span.start is Open.OPEN:
        template = _("{date} or earlier") if one_of else _("{date} and earlier")
        return say(translations, template, date=text)
    if span.end is Open.OPEN:
        template = _("{date} or later") if one_of else _("{date} and later")
        return say(translations, template, date=text)
    return text if first is last else range_words(first, last, translations)
