"""The chart's texts: heads of panels, ticks, names; in the language of the caller's ``words``.

Alternative texts go from full to short: the chart takes the first that fits.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from timeline.chart.units import DAY, FOUR_DIGITS, YEAR, Step, Unit, Zoom, end_text, start_text
from timeline.dates.display import display
from timeline.dates.edtf import EDTF, Precision, parse, year_text
from timeline.dates.gregorian import civil
from timeline.dates.messages import Translations, in_context, pgettext_lazy, say
from timeline.dates.messages import gettext_noop as _
from timeline.dates.moments import format_clock
from timeline.dates.phrases import day_words, year_words, years_words
from timeline.dates.ranges import join_with_dash

_MONTHS = (
    pgettext_lazy("short month", "Jan"),
    pgettext_lazy("short month", "Feb"),
    pgettext_lazy("short month", "Mar"),
    pgettext_lazy("short month", "Apr"),
    pgettext_lazy("short month", "May"),
    pgettext_lazy("short month", "Jun"),
    pgettext_lazy("short month", "Jul"),
    pgettext_lazy("short month", "Aug"),
    pgettext_lazy("short month", "Sep"),
    pgettext_lazy("short month", "Oct"),
    pgettext_lazy("short month", "Nov"),
    pgettext_lazy("short month", "Dec"),
)
#: The number of fields (year, month, day) that a date of this precision has.
_FIELD_COUNTS = {Precision.MONTH: 2, Precision.DAY: 3}
# Years of four digits: an earlier "’79" would be misread, later years aren't abbreviated.
_ABBREVIABLE = range(1000, 10_000)
# Years that can be abbreviated without a century nearby: "’53" is understood as a recent one.
_ABBREVIABLE_ALONE = range(1900, 10_000)
#: Powers of ten that have a name, the largest first.
LARGE_NUMBERS = ((10**9, _("{number} bn")), (10**6, _("{number} m")))
_SHORT_NUMBERS = ((10**9, _("{number}bn")), (10**6, _("{number}m")), (10**3, _("{number}k")))


def month(time: int, words: Translations) -> str:
    """ "Feb"."""
    return in_context(words, _MONTHS[civil(time // DAY)[1] - 1])


def year(number: int, words: Translations) -> str:
    """Format an astronomical year: "2014", "44 BC", "13.8 bn BC"."""
    distance = number if number > 0 else 1 - number
    for size, template in LARGE_NUMBERS:
        if distance >= size:
            number_text = say(words, template, number=f"{distance / size:.4g}")
            return number_text if number > 0 else say(words, _("{year} BC"), year=number_text)
    if distance < 10_000:
        return year_words(number, words)
    number_text = f"{distance:,}"
    return number_text if number > 0 else say(words, _("{year} BC"), year=number_text)


def short_year(number: int, words: Translations) -> str:
    """ "’14", for use where the century is clear; in full if the year can't be abbreviated."""
    if number not in _ABBREVIABLE:
        return year(number, words)
    return say(words, _("’{year}"), year=f"{number % 100:02}")


def count_text(count: int) -> str:
    """A count in full: "23,278"."""
    return f"{count:,}"


def short_count(count: int, words: Translations) -> str:
    """A count to two digits: "978", "1.6k", "17k"."""
    for size, template in _SHORT_NUMBERS:
        if count >= size:
            scaled = count / size
            number = f"{scaled:.0f}" if scaled >= 9.95 else f"{scaled:.1f}"
            return say(words, template, number=number)
    return str(count)


def events_text(count: int, words: Translations) -> str:
    """ "1 event", "10 events"."""
    return words.ngettext("{count} event", "{count} events", count).format(count=count_text(count))


def heads(
    lower: int, upper: int, step: Step, words: Translations, *, year_follows: bool = False
) -> Iterator[str]:
    """Yield names of a panel that spans whole steps, from long to short.

    Names without the year are ambiguous. They are used only if the next panel is of the same year
    (``year_follows``). This is a generator because most callers need only the first name.
    """
    first, last = civil(lower // DAY)[0], civil((upper - 1) // DAY)[0]
    if step.unit is Unit.YEAR or first != last:
        if step.unit is Unit.MONTH:
            yield from _months_of_two_years(lower, upper - 1, words)
        elif step.unit is not Unit.YEAR:
            yield _range(_full_day(lower, words), _full_day(upper - 1, words), words)
        yield from _year_heads(first, last, words)
        return
    match step.unit:
        case Unit.MONTH:
            candidates = _month_heads(lower, upper - 1, words)
        case Unit.DAY:
            candidates = _day_heads(lower, upper - 1, words)
        case _:
            candidates = _clock_heads(lower, upper, words)
    for name, has_year in candidates:
        if has_year or year_follows:
            yield name
    if year_follows:
        return
    if step.unit is not Unit.MONTH:
        yield from (name for name, has_year in _month_heads(lower, upper - 1, words) if has_year)
    yield from _year_heads(first, last, words)


def panel_heads(
    ranges: Sequence[tuple[int, int, Step]], words: Translations
) -> Iterator[tuple[str, ...]]:
    """Yield the names, from long to short, of each panel of a chart."""
    for (lower, upper, step), following in zip_longest(ranges, ranges[1:]):
        year = civil((upper - 1) // DAY)[0]
        year_follows = following is not None and civil(following[0] // DAY)[0] == year
        yield tuple(heads(lower, upper, step, words, year_follows=year_follows))


def _range(first: str, last: str, words: Translations) -> str:
    return first if first == last else join_with_dash(first, last, words)


def _year_heads(first: int, last: int, words: Translations) -> Iterator[str]:
    if first == last:
        yield from _lone_year(first, words)
        return
    if first not in _ABBREVIABLE or last not in _ABBREVIABLE:
        small = max(abs(first), abs(last)) < 10_000
        full = years_words(first, last, words) if small else ""
        yield full or _range(year(first, words), year(last, words), words)
        yield _cut_off(year(first, words), words)
        return
    is_same_century = first // 100 == last // 100
    if not is_same_century:
        yield years_words(first, last, words)
    # "1999–01" is unambiguous, "1700–56" isn't.
    follows = last // 100 == first // 100 + 1 and last % 100 < first % 100
    if is_same_century or follows:
        for year_name in _lone_year(first, words):
            yield say(words, _("{first}–{last}"), first=year_name, last=f"{last % 100:02}")
    for year_name in _lone_year(first, words) if is_same_century else [year(first, words)]:
        yield _cut_off(year_name, words)


def _lone_year(number: int, words: Translations) -> Iterator[str]:
    """Yield the texts of a single year in a head: in full and, where it is clear, abbreviated."""
    yield year(number, words)
    if number in _ABBREVIABLE_ALONE:
        yield short_year(number, words)


def _cut_off(first: str, words: Translations) -> str:
    """Return "1921…", if the end doesn't fit: "1921" would be the whole, "1921–" open-ended."""
    return say(words, _("{first}…"), first=first)


def _months_of_two_years(first: int, last: int, words: Translations) -> Iterator[str]:
    years = ([*_lone_year(civil(time // DAY)[0], words)] for time in (first, last))
    for year_names in zip(*years, strict=False):
        start, end = (
            say(words, _("{month} {year}"), month=month(time, words), year=number)
            for time, number in zip((first, last), year_names, strict=True)
        )
        yield _range(start, end, words)


#: A name of a panel within one year, and whether it includes the year.
_Head = tuple[str, bool]


def _month_heads(first: int, last: int, words: Translations) -> Iterator[_Head]:
    months, number = _range(month(first, words), month(last, words), words), civil(first // DAY)[0]
    for year_name in _lone_year(number, words):
        yield say(words, _("{month} {year}"), month=months, year=year_name), True
    yield months, False


def _day_heads(first: int, last: int, words: Translations) -> Iterator[_Head]:
    start, end = civil(first // DAY), civil(last // DAY)
    if start[1] != end[1]:
        days = _range(_day(first, words), _day(last, words), words)
    else:
        numbers = _range(str(start[2]), str(end[2]), words)
        days = say(words, _("{day} {month}"), day=numbers, month=month(first, words))
    for year_name in _lone_year(start[0], words):
        yield say(words, _("{date} {year}"), date=days, year=year_name), True
    yield days, False
    # No days alone: they look like years, and the ticks name them anyway.
    yield _range(month(first, words), month(last, words), words), False


def _clock_heads(lower: int, upper: int, words: Translations) -> Iterator[_Head]:
    clocks = _range(format_clock(lower), format_clock(upper), words)
    if lower // DAY == (upper - 1) // DAY:
        yield say(words, _("{day}, {clock}"), day=_full_day(lower, words), clock=clocks), True
        yield clocks, False
    else:
        start, end = (
            say(words, _("{day}, {clock}"), day=day, clock=format_clock(time))
            for time, day in ((lower, _day(lower, words)), (upper, _full_day(upper, words)))
        )
        yield _range(start, end, words), True
    yield from _day_heads(lower, upper - 1, words)


def _day(time: int, words: Translations) -> str:
    return say(words, _("{day} {month}"), day=civil(time // DAY)[2], month=month(time, words))


def _full_day(time: int, words: Translations) -> str:
    number = year(civil(time // DAY)[0], words)
    return say(words, _("{date} {year}"), date=_day(time, words), year=number)


def short_zoom(lower: int, upper: int, step: Step, words: Translations) -> Zoom:
    """Return a range of whole steps, named like the head of a panel: "17–19 Mar 2025"."""
    return Zoom(start_text(lower), end_text(upper), next(heads(lower, upper, step, words)))


def zoom(lower: int, upper: int, words: Translations) -> Zoom:
    """Return the range for the query, with its full name: "17–19 March 2025", "since 2014"."""
    start, end = start_text(lower), end_text(upper)
    return Zoom(start, end, _zoom_name(lower, upper, start, end, words))


def _zoom_name(lower: int, upper: int, start: str, end: str, words: Translations) -> str:
    if not start:
        date = (
            _day_and_clock(upper, words) if "T" in end else display(parse(end), translations=words)
        )
        return say(words, _("until {date}"), date=date)
    if not end:
        return say(words, _("since {date}"), date=display(parse(start), translations=words))
    if start == end:
        return display(parse(start), translations=words)
    if "T" not in start + end:
        return display(_equally_precise(parse(f"{start}/{end}"), lower, upper), translations=words)
    if lower // DAY == (upper - 1) // DAY:
        day = day_words(*civil(lower // DAY), words)
        clocks = _range(format_clock(lower), format_clock(upper), words)
        return say(words, _("{day}, {clock}"), day=day, clock=clocks)
    return _range(_day_and_clock(lower, words), _day_and_clock(upper, words), words)


def _day_and_clock(time: int, words: Translations) -> str:
    day = day_words(*civil(time // DAY), words)
    return say(words, _("{day}, {clock}"), day=day, clock=format_clock(time))


def _equally_precise(date: EDTF, lower: int, upper: int) -> EDTF:
    """Give both ends the precision of the finer one: where does "July 2014 – 2014" end?"""
    first, last = (single.precision for single in date.spans[0].dates)
    parts = _FIELD_COUNTS.get(min(first, last), 0)
    days = civil(lower // DAY), civil((upper - 1) // DAY)
    if first == last or not parts or any(year not in FOUR_DIGITS for year, *_ in days):
        return date
    ends = ("-".join([year_text(day[0]), *map("{:02}".format, day[1:])][:parts]) for day in days)
    return parse("/".join(ends))


def tick(time: int, step: Step, words: Translations) -> tuple[str, str]:
    """Return the text at a tick, full and short."""
    number, _month, day = civil(time // DAY)
    if step.unit is Unit.YEAR:
        return year(number, words), short_year(number, words)
    if step.unit is Unit.MONTH:
        name = month(time, words)
        is_new_year = _month == 1
        return (year(number, words), short_year(number, words)) if is_new_year else (name, name)
    if step.unit is Unit.DAY:
        text = _day(time, words) if day == 1 else str(day)
        return text, text
    text = format_clock(time) if time % DAY else _day(time, words)
    return text, text


def true_scale_end(upper: int, lower: int, words: Translations) -> str:
    """Return the text at the end of the true-scale strip: the last year; "" up to three years."""
    return year(civil((upper - 1) // DAY)[0], words) if upper - lower > 3 * YEAR else ""
