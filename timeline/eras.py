"""Headings for a list of dates, from centuries where it is sparse to days where it is dense.

Pure: it works on dates, not events, and returns headings as EDTF, so that the code that displays
dates can name them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import lru_cache
from itertools import groupby, pairwise

from timeline.dates.edtf import EDTF, Precision, parse, year_text
from timeline.dates.gregorian import civil
from timeline.dates.single import SECONDS_IN_DAY

#: A heading with more rows than this is split into the next smaller unit…
SPLIT_ABOVE = 12
#: …and neighbours of the smaller unit are joined again up to this many rows.
JOIN_UP_TO = 8
#: A gap between rows is noted from this many years on.
GAP_YEARS = 5
#: A gap is noted from this many months on where headings change from years to months or days.
GAP_MONTHS = 6


class Unit(IntEnum):
    CENTURY = 0
    DECADE = 1
    YEAR = 2
    MONTH = 3
    DAY = 4


#: The coarsest precision of a date that still determines the unit in which it begins.
_COARSEST_PRECISION = {
    Unit.CENTURY: Precision.CENTURY,
    Unit.DECADE: Precision.DECADE,
    Unit.YEAR: Precision.YEAR,
    Unit.MONTH: Precision.MONTH,
    Unit.DAY: Precision.DAY,
}

Day = tuple[int, int, int]


@dataclass(frozen=True)
class Era:
    """One heading: rows[start:stop] of the list. `edtf` is "" for dates with an open side."""

    edtf: str
    unit: Unit
    start: int
    stop: int


@dataclass(frozen=True)
class Gap:
    """A time without events before a row; either years or months is zero."""

    years: int = 0
    months: int = 0


def eras(dates: Sequence[EDTF]) -> list[Era]:
    """Group dates, sorted in either direction, under headings chosen by density."""
    bounded = [(index, date) for index, date in enumerate(dates) if not date.is_open]
    headings = _make_unique(_split(bounded, Unit.CENTURY, ""), dates)
    if len(bounded) < len(dates):
        headings.append(Era("", Unit.CENTURY, len(bounded), len(dates)))
    return headings


def gaps(dates: Sequence[EDTF], headings: Sequence[Era]) -> dict[int, Gap]:
    """Map row indexes to the gap to note before them."""
    unit_of = {row: era.unit for era in headings for row in range(era.start, era.stop)}
    gap_by_row: dict[int, Gap] = {}
    for row, (before, after) in enumerate(pairwise(dates), start=1):
        if before.is_open or after.is_open or Precision.ERA in {before.precision, after.precision}:
            continue
        earlier, later = sorted((before, after), key=lambda date: date.lower)
        end, start = _day(earlier.upper - 1), _day(later.lower)
        years, months = start[0] - end[0], (start[0] - end[0]) * 12 + start[1] - end[1]
        if years >= GAP_YEARS:
            gap_by_row[row] = Gap(years=years)
        elif months >= GAP_MONTHS and (unit_of[row - 1] < Unit.MONTH) != (
            unit_of[row] < Unit.MONTH
        ):
            gap_by_row[row] = Gap(years=months // 12) if months >= 24 else Gap(months=months)
    return gap_by_row


def _split(rows: list[tuple[int, EDTF]], unit: Unit, parent: str) -> list[Era]:
    """Group rows by unit; split groups that are too large by the next smaller unit."""
    headings: list[Era] = []
    for name, members in groupby(rows, key=lambda row: _heading_of(row[1], unit, parent)):
        group = list(members)
        is_coarser = name == parent
        if len(group) > SPLIT_ABOVE and unit < Unit.DAY and not is_coarser:
            headings += _split(group, Unit(unit + 1), name)
        else:
            # Dates that are coarser than the unit get a heading of the next larger one.
            heading_unit = Unit(unit - 1) if is_coarser and unit else unit
            headings.append(Era(name, heading_unit, group[0][0], group[-1][0] + 1))
    return _join(headings) if unit > Unit.CENTURY else headings


def _join(headings: list[Era]) -> list[Era]:
    """Join adjacent headings of one unit up to JOIN_UP_TO rows: 2015, 2016, 2017 → 2015/2017."""
    joined = headings[:1]
    for era in headings[1:]:
        last = joined[-1]
        is_same_unit = era.unit == last.unit and "X" not in era.edtf + last.edtf
        if is_same_unit and era.stop - last.start <= JOIN_UP_TO:
            ends = [*last.edtf.split("/"), *era.edtf.split("/")]
            first, final = min(ends, key=_sort_key), max(ends, key=_sort_key)
            name = first if first == final else f"{first}/{final}"
            joined[-1] = Era(name, era.unit, last.start, era.stop)
        else:
            joined.append(era)
    return joined


def _make_unique(headings: list[Era], dates: Sequence[EDTF]) -> list[Era]:
    """Replace headings that occur more than once, as coarser dates lie in between.

    Each becomes the span of its own rows: "2020" with one event of that autumn becomes September
    to November 2020.
    """
    repeated = {name for name, count in Counter(era.edtf for era in headings).items() if count > 1}
    return [
        replace(era, edtf=_rows_span(era, dates)) if era.edtf in repeated else era
        for era in headings
    ]


def _rows_span(era: Era, dates: Sequence[EDTF]) -> str:
    """The span of the rows under a heading: its own name if they fill it, else from the first to
    the last, one unit finer if they lie within it."""
    rows, whole = dates[era.start : era.stop], parse(era.edtf)
    first, last = min(row.lower for row in rows), max(row.upper for row in rows) - 1
    if (first, last + 1) == (whole.lower, whole.upper):
        return era.edtf
    is_within = whole.lower <= first and last < whole.upper
    unit = min(max(era.unit + is_within, Unit.YEAR), Unit.DAY)
    ends = [_unit_text(*_day(second), Unit(unit)) for second in (first, last)]
    return "/".join(dict.fromkeys(ends))


def _sort_key(edtf: str) -> tuple[int, ...]:
    """The sort key of years, months or days of one century, or years of more than four digits."""
    plain = edtf.removeprefix("Y")
    sign, digits = (-1, plain[1:]) if plain.startswith("-") else (1, plain)
    year, *rest = (int(part) for part in digits.split("-"))
    return sign * year, *rest


# Cached: a page needs each of its dates up to five times, and the next page mostly the same ones.
@lru_cache(maxsize=4096)
def _heading_of(date: EDTF, unit: Unit, parent: str) -> str:
    """The EDTF of the unit in which a date begins; `parent` if the date is too coarse to tell."""
    if unit and date.precision > _COARSEST_PRECISION[unit]:
        return parent
    year, month, day = _day(date.lower)
    if not -9999 <= year <= 9999:
        return year_text(year) if unit else ("../-9999" if year < 0 else "9999/..")
    if coarse_text := _coarse_text(date):
        return coarse_text
    match unit:
        case Unit.CENTURY:
            if year <= 0:  # the 1st century BC is 100 to 1 BC: years -99 to 0
                last = -(-year // 100 * 100)
                return _years_text(last - 99, last)
            return f"{year // 100:02}XX"
        case Unit.DECADE:
            if year <= 0:  # the 40s BC are 49 to 40 BC: years -48 to -39
                last = 1 - (1 - year) // 10 * 10
                return _years_text(last - 9, min(last, 0))
            first = year // 10 * 10
            return _years_text(first, first + 9) if first % 100 == 0 else f"{first // 10:03}X"
    return _unit_text(year, month, day, unit)


def _coarse_text(date: EDTF) -> str:
    """The EDTF of a date's years if it is known only to a century as X digits, or coarser; else "".
    EDTF's centuries may begin in other years than ours: "00XX" includes the year 0."""
    single = date.single
    if single and "X" in single.year_digits and date.precision >= Precision.CENTURY:
        return f"-{single.year_digits}" if single.text.startswith("-") else single.year_digits
    if date.precision > Precision.CENTURY:
        return _years_text(_day(date.lower)[0], _day(date.upper - 1)[0])
    return ""


def _unit_text(year: int, month: int, day: int, unit: Unit) -> str:
    """The EDTF of a year, month or day."""
    parts = (year_text(year), f"{month:02}", f"{day:02}")
    return "-".join(parts[: unit - Unit.YEAR + 1])


def _years_text(first: int, last: int) -> str:
    return f"{year_text(max(first, -9999))}/{year_text(last)}"  # -10000 would be "Y-10000"


def _day(second: int) -> Day:
    return civil(second // SECONDS_IN_DAY)
