"""Texts for durations: the time left out at a break, and the width of bins.

Each comes in full and short: "65 years" and "65 y".
"""

from __future__ import annotations

from timeline.chart.units import DAY, HOUR, MINUTE, Step, Unit
from timeline.chart.wording import LARGE_NUMBERS
from timeline.dates.gregorian import civil
from timeline.dates.messages import Translations, in_context, pgettext_lazy, say

_SHORT_UNITS = {
    Unit.YEAR: pgettext_lazy("years", "{count} y"),
    Unit.MONTH: pgettext_lazy("months", "{count} m"),
    Unit.DAY: pgettext_lazy("days", "{count} d"),
    Unit.SECOND: pgettext_lazy("seconds", "{count} s"),
}
_SHORT_WEEKS = pgettext_lazy("weeks", "{count} w")
_SHORT_HOURS = pgettext_lazy("hours", "{count} h")
_SHORT_MINUTES = pgettext_lazy("minutes", "{count} min")


def bin_heads(step: Step, words: Translations) -> tuple[str, str]:
    """Return the width of a section's bins: "10-year bins", "10 y"."""
    match step.unit:
        case Unit.YEAR:
            full = words.ngettext("one-year bins", "{count}-year bins", step.count)
        case Unit.MONTH:
            full = words.ngettext("one-month bins", "{count}-month bins", step.count)
        case Unit.DAY:
            full = words.ngettext("one-day bins", "{count}-day bins", step.count)
        case _ if step.count >= HOUR:
            hours = step.count // HOUR
            full = words.ngettext("one-hour bins", "{count}-hour bins", hours)
            return full.format(count=hours), in_context(words, _SHORT_HOURS, count=hours)
        case _ if step.count >= MINUTE:
            minutes = step.count // MINUTE
            full = words.ngettext("one-minute bins", "{count}-minute bins", minutes)
            return full.format(count=minutes), in_context(words, _SHORT_MINUTES, count=minutes)
        case _:
            full = words.ngettext("one-second bins", "{count}-second bins", step.count)
    count = _number(step.count, words)
    return full.format(count=count), in_context(words, _SHORT_UNITS[step.unit], count=count)


def gap(end: int, start: int, words: Translations) -> tuple[str, str]:
    """Return the time between the end of one event and the start of the next.

    Counted like the gap notes of the list: by calendar years, below five years by months.
    """
    last, first = civil((end - 1) // DAY), civil(start // DAY)
    years, months = first[0] - last[0], (first[0] - last[0]) * 12 + first[1] - last[1]
    days = max(start - end, 0) // DAY
    if years >= 5:
        return _years(years, words)
    if months >= 24:
        return _years(months // 12, words)
    if months >= 2:
        full = words.ngettext("{count} month", "{count} months", months).format(count=months)
        return full, in_context(words, _SHORT_UNITS[Unit.MONTH], count=months)
    if days >= 14:
        weeks = days // 7
        full = words.ngettext("{count} week", "{count} weeks", weeks).format(count=weeks)
        return full, in_context(words, _SHORT_WEEKS, count=weeks)
    if days:
        full = words.ngettext("{count} day", "{count} days", days).format(count=days)
        return full, in_context(words, _SHORT_UNITS[Unit.DAY], count=days)
    return _clock_gap(max(start - end, 0), words)


def _years(years: int, words: Translations) -> tuple[str, str]:
    number = _number(years, words)
    full = words.ngettext("{count} year", "{count} years", years).format(count=number)
    return full, in_context(words, _SHORT_UNITS[Unit.YEAR], count=number)


def _number(count: int, words: Translations) -> str:
    """Format a number of years: "65", "66,000", "13.8 bn"."""
    for size, template in LARGE_NUMBERS:
        if count >= size:
            return say(words, template, number=f"{count / size:.3g}")
    return f"{count:,}" if count >= 10_000 else str(count)


def _clock_gap(seconds: int, words: Translations) -> tuple[str, str]:
    hours, minutes = seconds // HOUR, max(seconds // MINUTE, 1)
    if hours:
        full = words.ngettext("{count} hour", "{count} hours", hours).format(count=hours)
        return full, in_context(words, _SHORT_HOURS, count=hours)
    full = words.ngettext("{count} minute", "{count} minutes", minutes).format(count=minutes)
    return full, in_context(words, _SHORT_MINUTES, count=minutes)
