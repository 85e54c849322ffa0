"""Formats EDTF dates for readers, in the language that the caller passes."""

from __future__ import annotations

from dataclasses import dataclass

from timeline.dates import gregorian
from timeline.dates.calendars import gregorian_to_julian
from timeline.dates.edtf import EDTF, Kind, Open, Precision, Span
from timeline.dates.julian import to_julian, unmarked
from timeline.dates.messages import ENGLISH, Words, say
from timeline.dates.messages import gettext_noop as _
from timeline.dates.moments import clock_words, moment_words
from timeline.dates.names import WEEKDAYS
from timeline.dates.phrases import (
    between_words,
    day_words,
    known_parts,
    last_words,
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
    date: EDTF, zone: str | None = None, words: Words = ENGLISH, *, calendar: str = "G"
) -> str:
    """Format a date for readers: "c. 1783", "3–5 June 2000", "18 March 2025, 14:00 UTC".

    ``zone`` is the IANA zone of a time; ``calendar`` "J" adds the Julian days of a date that the
    source gives in Old Style.
    """
    said = _said(date, zone, words)
    return _with_old_style(date, said, words) if calendar == "J" else said


def _said(date: EDTF, zone: str | None, words: Words) -> str:
    if date.kind is Kind.INTERVAL:
        return _interval_words(date.spans[0], words)
    if date.kind is Kind.DATE:
        single = date.spans[0].dates[0]
        if single.clock is not None:
            return moment_words(single, zone, words)
        return single_words(single, words)
    return _set_words(date, words)


def weekday_display(date: EDTF, zone: str | None = None, words: Words = ENGLISH) -> str:
    """A known day with its weekday, "Tuesday 18 March 2025"; any other date as by ``display``.

    The time of day is left to ``clock_display``.
    """
    single = date.single
    if single is None or len(single.days) != 1 or single.doubt:
        return display(date, zone, words)
    day = single.lower // SECONDS_IN_DAY
    if (day + 1) * SECONDS_IN_DAY < single.upper:
        return display(date, zone, words)
    said = day_words(*gregorian.civil(day), words)
    if day < _FIRST_WEEKDAY:
        return said
    named = words.gettext(WEEKDAYS[gregorian.weekday(day)])
    return say(words, _("{weekday} {date}"), weekday=named, date=said)


def clock_display(date: EDTF, zone: str | None = None, words: Words = ENGLISH) -> str:
    """The time of day, "10:00 ET / 14:00 UTC", or "" if the date has none."""
    if date.single is None or date.single.clock is None:
        return ""
    return clock_words(date.single, zone, words)


@dataclass(frozen=True, slots=True)
class Shown:
    """A date as a parameter of a message, displayed in the language of the message."""

    date: EDTF
    zone: str | None = None
    calendar: str = "G"

    def text(self, words: Words) -> str:
        """The date in this language."""
        return display(self.date, self.zone, words, calendar=self.calendar)


def _with_old_style(date: EDTF, said: str, words: Words) -> str:
    """Add the Julian days if all days are known: "19 April 1783 (8 April O.S.)". A single day has
    its year only if that differs; a range or set always has."""
    old = _old_day(date.single, words) if date.single else None
    if old is None and (julian := to_julian(unmarked(date))):
        old = _said(julian, None, words)
    return say(words, _("{date} ({old} O.S.)"), date=said, old=old) if old else said


def _old_day(date: Single, words: Words) -> str | None:
    """A known day in the Julian calendar; it may not exist in the Gregorian (29 February 1700)."""
    if date.precision > Precision.DAY or len(date.days) != 1:
        return None
    year, month, day = gregorian_to_julian(date.first_year, date.months[0], date.days[0])
    if year == date.first_year:
        return month_day_words(month, day, words)
    return day_words(year, month, day, words)


def _interval_words(span: Span, words: Words) -> str:
    if isinstance(span.start, Single) and isinstance(span.end, Single):
        return range_words(span.start, span.end, words)
    single = span.dates[0]
    known = single_words(single, words)
    is_named = single.precision is not Precision.DECADE or single.first_year >= 1000  # "50–41 BC"
    has_article = is_named and single.precision in _WITH_ARTICLE and not single.doubt
    if has_article and known[0].isdigit():
        known = say(words, _("the {period}"), period=known)
    templates = {
        (True, Open.OPEN): _("since {date}"),
        (True, Open.UNKNOWN): _("from {date}, end unknown"),
        (False, Open.OPEN): _("until {date}"),
        (False, Open.UNKNOWN): _("until {date}, start unknown"),
    }
    has_start = isinstance(span.start, Single)
    side = span.end if has_start else span.start
    return say(words, templates[has_start, Open(side)], date=known)


def _set_words(date: EDTF, words: Words) -> str:
    """ "1667, 1668 or 1670–1672", "1960 and December 1961"."""
    one_of = date.kind is Kind.ONE_OF
    with_era = any(single.first_year < 1 for span in date.spans for single in span.dates)
    members = (_member_words(span, words, one_of=one_of, with_era=with_era) for span in date.spans)
    *before, last = members
    if not before:
        return _one_between(date.spans[0], words) if one_of else last
    final = date.spans[-1]
    if final.start is final.end and isinstance(final.start, Single):
        last = last_words(date.spans[0].dates[0], final.start, words, with_era=with_era)
    first = before[0]
    for member in before[1:]:
        first = say(words, _("{first}, {second}"), first=first, second=member)
    template = _("{first} or {last}") if one_of else _("{first} and {last}")
    return say(words, template, first=first, last=last)


def _one_between(span: Span, words: Words) -> str:
    """Words for one unknown day or year of a span; a dash would mean that it lasted throughout."""
    first, last = span.dates[0], span.dates[-1]
    if first.text == last.text:
        return _member_words(span, words, one_of=True)
    parts, last_parts = known_parts(first), known_parts(last)
    if parts and last_parts and (len(parts) == 1) is (len(last_parts) == 1):
        return between_words(parts, last_parts, words)
    said = single_words(first, words, with_era=last.first_year < 1)
    end = last_words(first, last, words)
    return say(words, _("between {first} and {last}"), first=said, last=end)


def _member_words(span: Span, words: Words, *, one_of: bool, with_era: bool = False) -> str:
    first, last = span.dates[0], span.dates[-1]
    said = single_words(first, words, with_era=with_era)
    if span.start is Open.OPEN:
        template = _("{date} or earlier") if one_of else _("{date} and earlier")
        return say(words, template, date=said)
    if span.end is Open.OPEN:
        template = _("{date} or later") if one_of else _("{date} and later")
        return say(words, template, date=said)
    return said if first is last else range_words(first, last, words)
