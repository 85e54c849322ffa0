"""Texts for durations: the time left out at a break, and the width of bins.

Each comes in full and short: "65 years" and "65 y".
"""

from __future__ import annotations

from timeline.chart.units import DAY, HOUR, MINUTE, Step, Unit
from timeline.chart.wording import LARGE
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
            many = words.ngettext("one-year bins", "{count}-year bins", step.count)
        case Unit.MONTH:
            many = words.ngettext("one-month bins", "{count}-month bins", step.count)
        case Unit.DAY:
            many = words.ngettext("one-day bins", "{count}-day bins", step.count)
        case _ if step.count >= HOUR:
            hours = step.count // HOUR
            many = words.ngettext("one-hour bins", "{count}-hour bins", hours)
            return many.format(count=hours), in_context(words, _SHORT_HOURS, count=hours)
        case _ if step.count >= MINUTE:
            minutes = step.count // MINUTE
            many = words.ngettext("one-minute bins", "{count}-minute bins", minutes)
            return many.format(count=minutes), in_context(words, _SHORT_MINUTES, count=minutes)
        case _:
            many = words.ngettext("one-second bins", "{count}-second bins", step.count)
    count = _number(step.count, words)
    return many.format(count=count), in_context(words, _SHORT_UNITS[step.unit], count=count)


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
        many = words.ngettext("{count} month", "{count} months", months).format(count=months)
        return many, in_context(words, _SHORT_UNITS[Unit.MONTH], count=months)
    if days >= 14:
        weeks = days // 7
        many = words.ngettext("{count} week", "{count} weeks", weeks).format(count=weeks)
        return many, in_context(words, _SHORT_WEEKS, count=weeks)
    if days:
        many = words.ngettext("{count} day", "{count} days", days).format(count=days)
        return many, in_context(words, _SHORT_UNITS[Unit.DAY], count=days)
    return _clock_gap(max(start - end, 0), words)


def _years(years: int, words: Translations) -> tuple[str, str]:
    said = _number(years, words)
    many = words.ngettext("{count} year", "{count} years", years).format(count=said)
    return many, in_context(words, _SHORT_UNITS[Unit.YEAR], count=said)


def _number(count: int, words: Translations) -> str:
    """Format a number of years: "65", "66,000", "13.8 bn"."""
    for size, template in LARGE:
        if count >= size:
            return say(words, template, number=f"{count / size:.3g}")
    return f"{count:,}" if count >= 10_000 else str(count)


def _clock_gap(seconds: int, words: Translations) -> tuple[str, str]:
    hours, minutes = seconds // HOUR, max(seconds // MINUTE, 1)
    if hours:
        many = words.ngettext("{count} hour", "{count} hours", hours).format(count=hours)
        return many, in_context(words, _SHORT_HOURS, count=hours)
    many = words.ngettext("{count} minute", "{count} minutes", minutes).format(count=minutes)
    return many, in_context(words, _SHORT_MINUTES, count=minutes)
