"""Dates in the active language: connects the pure `dates` package to Django's translations."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from functools import cache, lru_cache

from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from timeline.dates import display as date_display
from timeline.dates import edtf
from timeline.dates.edtf import EDTF, EDTFError, Kind, Precision, year_text
from timeline.dates.evidence import Evidence
from timeline.dates.evidence import explanation as evidence_explanation
from timeline.dates.gregorian import civil
from timeline.dates.messages import CachedTranslations, Message, Translations
from timeline.dates.phrases import day_words, month_day_words
from timeline.dates.reading import Reading
from timeline.dates.single import SECONDS_IN_DAY


def active_translations() -> Translations:
    """The translations of the active language."""
    return _translations(translation.get_language())


@cache
def _translations(language: str | None) -> Translations:
    # Pages repeat the same few texts hundreds of times, and Django's own lookup is the slow part.
    return CachedTranslations(translation)


def display(date: EDTF, zone: str = "", calendar: str = "G") -> str:
    """Format a date for readers: "3 June 2000", "c. 1783", "18 March 2025, 10:00 ET"."""
    return date_display.display(date, zone or None, active_translations(), calendar=calendar)


def day(date: EDTF, zone: str = "", calendar: str = "G") -> str:
    """The date without its time of day, which `clock` formats: "18 March 2025"."""
    text, _t, time = str(date).partition("T")
    return display(edtf.parse(text) if time else date, zone, calendar)


def weekday(date: EDTF, zone: str = "", calendar: str = "G") -> str:
    """The date, with its weekday if the day is known: "Tuesday 18 March 2025"."""
    if calendar == "J":
        return display(date, zone, calendar)
    return date_display.weekday_display(date, zone or None, active_translations())


def clock(date: EDTF, zone: str = "") -> str:
    """The time of day, "10:00 ET / 14:00 UTC", or "" for a date without one."""
    return date_display.clock_display(date, zone or None, active_translations())


def day_and_month(date: EDTF) -> str:
    """The day and month of a date whose day is known: "18 March"."""
    _year, month, day = civil(date.lower // SECONDS_IN_DAY)
    return month_day_words(month, day, active_translations())


def day_range(date: EDTF) -> tuple[str | None, str | None]:
    """The first and the last day (or moment) of a date, in words; None for an open side."""
    return _day_range(date, translation.get_language())


# Cached: a page shows the ends of its range in several places, and so does the next page.
@lru_cache(maxsize=200)
def _day_range(date: EDTF, _language: str | None) -> tuple[str | None, str | None]:
    first, last = edtf.earliest(date), edtf.latest(date)
    return first and _iso_in_words(first), last and _iso_in_words(last)


def _iso_in_words(iso: str) -> str:
    try:
        return display(edtf.parse(iso))
    except EDTFError:  # a year of more than four digits has no day in EDTF
        year, month, day = (int(part) for part in iso.rsplit("-", 2))
        return day_words(year, month, day, active_translations())


def days_between(start: EDTF, end: EDTF) -> str:
    """From the first day of one date to the last of another: "between 10 and 16 March 2025". "" if
    either has a time, an open side, or a year of more than four digits."""
    try:
        return display(edtf.parse(f"[{edtf.earliest(start)}..{edtf.latest(end)}]"))
    except EDTFError:
        return ""


def era_title(era: str) -> str:
    """The heading for an era of `timeline.eras`."""
    return display(edtf.parse(era)) if era else _("Without a beginning or an end")


def span_title(first: EDTF, latest: int | None) -> str:
    """The span of a timeline: "1783–2025", "18th century – 2025", "since 2014".

    `first` is the date that begins first; `latest` the last known upper bound in seconds, if any.
    """
    coarse = first.precision > Precision.YEAR and first.single is not None
    begins = str(first) if coarse else _year(first.lower)
    if latest is None:
        return display(edtf.parse(f"{begins}/.."))
    ends = _year(latest - 1)
    if begins == ends or latest <= first.upper:
        return display(edtf.parse(begins))
    return display(edtf.parse(f"{begins}/{ends}"))


def _year(second: int) -> str:
    return year_text(civil(second // SECONDS_IN_DAY)[0])


def explanation(evidence: Evidence, date: EDTF, reading: Reading | None = None) -> str:
    """The line that explains a date if the editor gave no note; see `evidence.explanation`."""
    return evidence_explanation(evidence, date, reading).text(active_translations())


def precision_note(date: EDTF) -> str:
    """The precision of a date in words, for the line under the EDTF."""
    if date.kind is Kind.ONE_OF:
        return _("which of these is not known")
    if date.precision is Precision.SECOND:
        return _("to the second") if date.has_seconds else _("to the minute")
    names = {
        Precision.DAY: _("to the day"),
        Precision.MONTH: _("to the month"),
        Precision.SEASON: _("to the season"),
        Precision.QUARTER: _("to the quarter"),
        Precision.THIRD: _("to a part of the year"),
        Precision.HALF: _("to half a year"),
        Precision.YEAR: _("to the year"),
        Precision.DECADE: _("to the decade"),
        Precision.CENTURY: _("to the century"),
        Precision.MILLENNIUM: _("to the millennium"),
    }
    return names.get(Precision(date.precision), _("to a stretch of time"))


def moment(at: datetime.datetime) -> str:
    """Format a timestamp in the desk's time zone, with its name: "1 Jun 2026, 12:00 UTC"."""
    return date_format(localtime(at), "j M Y, H:i e")


def say(message: Message) -> str:
    return message.text(active_translations())


def say_all(messages: Iterable[Message]) -> tuple[str, ...]:
    return tuple(say(message) for message in messages)
