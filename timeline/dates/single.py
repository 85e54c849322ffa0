"""Parses one EDTF date: a year, month, season, day or time, with its qualifiers and bounds.

Section names are those of the Extended Date/Time Format specification, Library of Congress,
2019-02-04. Intervals and sets, which consist of such dates, are in ``edtf``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import NamedTuple

from timeline.dates import gregorian, masks
from timeline.dates.precision import MONTHS_IN, SUB_YEARS, Precision

SECONDS_IN_DAY = 86_400
# The specification sets no limit. This one keeps every bound, widened or not, below 2**61 seconds,
# so that dates with an open side (see ``EDTF.sort_key``) sort last whatever their known bound.
MAX_YEAR = 5 * 10**10 - 1
_WEST_LIMIT, _EAST_LIMIT = -12 * 3600, 14 * 3600


class EDTFError(ValueError):
    """The text is not a valid EDTF date of level 0, 1 or 2."""


@dataclass(frozen=True, slots=True)
class Single:
    """One date, by itself or as a part of an interval or set.

    ``months`` and ``days`` hold the values a component can have: none if it isn't written,
    one if it is known, several if digits are unspecified. ``lower`` and ``upper`` are
    seconds of local wall time since 0001-01-01, upper exclusive; ``clock`` is in seconds since
    midnight, ``offset`` in seconds east of UTC. ``estimate`` is the year before an ``S``,
    ``qualified_unit`` the unit by which ``widened_bounds`` widens the bounds.
    """

    text: str
    first_year: int
    last_year: int
    precision: Precision
    lower: int
    upper: int
    year_digits: str = ""
    estimate: int | None = None
    months: tuple[int, ...] = ()
    sub_year: int | None = None
    days: tuple[int, ...] = ()
    clock: int | None = None
    offset: int | None = None
    approximate: bool = False
    uncertain: bool = False
    qualified_unit: Precision | None = None

    @property
    def widened_bounds(self) -> tuple[int, int]:
        """The bounds, widened by one unit on both sides if the date is qualified (``~ ? %``)."""
        if self.qualified_unit is None:
            return self.lower, self.upper
        return _move(self.lower, self.qualified_unit, -1), _move(self.upper, self.qualified_unit, 1)


def parse_single(text: str) -> Single:
    """Parse one EDTF date; raises EDTFError."""
    if match := _DATE.fullmatch(text):
        return _calendar_date(text, match)
    if match := _MOMENT.fullmatch(text):
        return _moment(text, match)
    if match := _LONG_YEAR.fullmatch(text):
        return _long_year(text, match)
    raise EDTFError(f"not an EDTF date: {text[:60]!r}")


_DATE = re.compile(
    r"""
    (?P<before_year>[?~%]?) (?P<sign>-?) (?P<year>[0-9X]{4})
    (?:S(?P<significant>[0-9]{1,2}))? (?P<after_year>[?~%]?)
    (?:
        -(?P<before_month>[?~%]?) (?P<month>[0-9X]{2}) (?P<after_month>[?~%]?)
        (?: -(?P<before_day>[?~%]?) (?P<day>[0-9X]{2}) (?P<after_day>[?~%]?) )?
    )?
    """,
    re.VERBOSE,
)
_MOMENT = re.compile(
    r"""
    (?P<date>-?[0-9]{4}-[0-9]{2}-[0-9]{2})
    T(?P<hour>[0-9]{2}):(?P<minute>[0-9]{2}):(?P<second>[0-9]{2})
    (?:(?P<utc>Z)|(?P<zone_sign>[+-])(?P<zone_hour>[0-9]{2})(?::(?P<zone_minute>[0-9]{2}))?)?
    """,
    re.VERBOSE,
)
_LONG_YEAR = re.compile(
    r"""
    (?P<before>[?~%]?) Y(?P<year>-?[1-9][0-9]{0,11}) (?:E(?P<exponent>[0-9]{1,2}))?
    (?:S(?P<significant>[0-9]{1,2}))? (?P<after>[?~%]?)
    """,
    re.VERBOSE,
)


class _Part(NamedTuple):
    """A component as written: its qualifiers, and the precision it has by itself."""

    before: str
    after: str
    unit: Precision
    unspecified: bool = False


def _calendar_date(text: str, match: re.Match[str]) -> Single:
    """Year, month or season, day: levels 0 and 1, and level 2 "Unspecified Digit"."""
    year = match["sign"] + match["year"]
    if year == "-0000":
        raise EDTFError("there is no year -0000; 1 BC is 0000")
    if match["significant"]:
        return _significant_year(text, match)
    parts = [_year_part(match)]
    months, days = masks.numbers(match["month"], 12), masks.numbers(match["day"], 31)
    sub_year = None
    if match["month"]:
        sub_year = None if months else _sub_year(match)
        parts.append(_month_part(match, months, sub_year))
    if match["day"]:
        parts.append(_day_part(match, days))
    precision = max(part.unit for part in parts if part.unspecified or part is parts[-1])
    first, last = masks.year_range(year)
    if sub_year:
        lower, upper = _sub_year_days(first, last, sub_year)
    else:
        lower, upper = _day_range(year, months, days)
    return Single(
        text,
        first,
        last,
        precision,
        lower * SECONDS_IN_DAY,
        upper * SECONDS_IN_DAY,
        year_digits=match["year"],
        months=months,
        sub_year=sub_year,
        days=days,
        approximate=_has_qualifier(parts, "~%"),
        uncertain=_has_qualifier(parts, "?%"),
        qualified_unit=_qualified_unit(parts, precision),
    )


def _significant_year(text: str, match: re.Match[str]) -> Single:
    """Level 2 "Significant Digits" after a year of four digits."""
    year = match["sign"] + match["year"]
    if match["month"] or "X" in year:
        raise EDTFError("significant digits (S) go with a plain year")
    component = _Part(match["before_year"], match["after_year"], Precision.YEAR)
    return _numbered_year(text, int(year), match["significant"], component)


def _numbered_year(text: str, year: int, significant: str | None, component: _Part) -> Single:
    """A plain year, or one with level 2 "Significant Digits": 1950S2 is in 1900–1999."""
    if abs(year) > MAX_YEAR:
        raise EDTFError(f"years stop at {MAX_YEAR}")
    digits = str(abs(year))
    unknown = 0
    if significant:
        unknown = len(digits) - int(significant)
        if not 0 <= unknown < len(digits):
            raise EDTFError(f"{digits} doesn't have {significant} significant digits")
    span = 10**unknown
    nearest = abs(year) // span * span
    ends = (nearest, nearest + span - 1)
    first, last = ends if year >= 0 else (-ends[1], -ends[0])
    precision = _year_unit(unknown)
    return Single(
        text,
        first,
        last,
        precision,
        gregorian.day_number(first) * SECONDS_IN_DAY,
        gregorian.day_number(last + 1) * SECONDS_IN_DAY,
        year_digits=digits,
        estimate=year if significant else None,
        approximate=_has_qualifier([component], "~%"),
        uncertain=_has_qualifier([component], "?%"),
        qualified_unit=_qualified_unit([component], precision),
    )


def _long_year(text: str, match: re.Match[str]) -> Single:
    """Level 1 "Letter-prefixed calendar year" and level 2 "Exponential year"."""
    year = int(match["year"]) * 10 ** int(match["exponent"] or 0)
    if abs(year) < 10_000:
        raise EDTFError("Y is for years of more than four digits")
    component = _Part(match["before"], match["after"], Precision.YEAR)
    return _numbered_year(text, year, match["significant"], component)


def _moment(text: str, match: re.Match[str]) -> Single:
    """Level 0 "Date and Time"; the offset, if written, lies between -12:00 and +14:00."""
    day = parse_single(match["date"])
    hour, minute, second = int(match["hour"]), int(match["minute"]), int(match["second"])
    if day.precision is not Precision.DAY or hour > 23 or minute > 59 or second > 59:
        raise EDTFError(f"there is no time {text[:60]!r}")
    offset = 0 if match["utc"] else None
    if match["zone_sign"]:
        zone_minute = int(match["zone_minute"] or 0)
        offset = int(match["zone_hour"]) * 3600 + zone_minute * 60
        offset = -offset if match["zone_sign"] == "-" else offset
        negative_zero = offset == 0 and match["zone_sign"] == "-"
        if zone_minute > 59 or negative_zero or not _WEST_LIMIT <= offset <= _EAST_LIMIT:
            raise EDTFError("the offset from UTC must lie between -12:00 and +14:00")
    clock = hour * 3600 + minute * 60 + second
    return replace(
        day,
        text=text,
        precision=Precision.SECOND,
        lower=day.lower + clock,
        upper=day.lower + clock + 1,
        clock=clock,
        offset=offset,
    )


def _year_part(match: re.Match[str]) -> _Part:
    """The unit depends on the leftmost unspecified digit: 178X is a decade."""
    digits = match["year"]
    unknown = len(digits) - digits.index("X") if "X" in digits else 0
    return _Part(match["before_year"], match["after_year"], _year_unit(unknown), unknown > 0)


def _month_part(match: re.Match[str], months: tuple[int, ...], sub_year: int | None) -> _Part:
    unit = Precision.MONTH if len(months) == 1 else Precision.YEAR
    if sub_year:
        unit = SUB_YEARS[sub_year][1]
    return _Part(match["before_month"], match["after_month"], unit, len(months) > 1)


def _day_part(match: re.Match[str], days: tuple[int, ...]) -> _Part:
    if not days:
        raise EDTFError(f"there is no day {match['day']}")
    unit = Precision.DAY if len(days) == 1 else Precision.MONTH
    return _Part(match["before_day"], match["after_day"], unit, len(days) > 1)


def _sub_year(match: re.Match[str]) -> int:
    """Level 1 "Seasons", level 2 "Sub-year Groupings": 21–41 in place of a month."""
    code = match["month"]
    if match["day"] or "X" in code or int(code) not in SUB_YEARS:
        raise EDTFError(f"there is no month or season {code}")
    return int(code)


def _year_unit(unknown_digits: int) -> Precision:
    units = (Precision.YEAR, Precision.DECADE, Precision.CENTURY, Precision.MILLENNIUM)
    return units[unknown_digits] if unknown_digits < len(units) else Precision.ERA


def _sub_year_days(first_year: int, last_year: int, code: int) -> tuple[int, int]:
    """Day numbers, end exclusive; a season that runs into the next year ends there."""
    month, unit = SUB_YEARS[code]
    start = gregorian.month_start(first_year, month)
    return start, gregorian.month_start(last_year, month + MONTHS_IN[unit])


def _day_range(year: str, months: tuple[int, ...], days: tuple[int, ...]) -> tuple[int, int]:
    found = masks.day_range(year, months, days)
    if found is None:
        raise EDTFError("there is no such day")
    return found


def _has_qualifier(parts: list[_Part], qualifiers: str) -> bool:
    """Whether any component has one of these qualifiers: level 1 and 2 "Qualification"."""
    if any(part.before and part.after for part in parts):
        raise EDTFError("a component takes one mark: ?, ~ or %")
    return any(qualifier in qualifiers for part in parts for qualifier in part.before + part.after)


def _qualified_unit(parts: list[_Part], precision: Precision) -> Precision | None:
    """The coarsest qualified unit; a qualifier after the last component is for the whole date."""
    units = [part.unit for part in parts if part.before or part.after]
    if parts[-1].after:
        units[-1] = precision
    return max(units, default=None)


def _move(seconds: int, unit: Precision, steps: int) -> int:
    """Move a bound, which is a midnight, by whole units of at least a day."""
    day = seconds // SECONDS_IN_DAY
    moved = (
        day + steps if unit is Precision.DAY else gregorian.add_months(day, steps * MONTHS_IN[unit])
    )
    return moved * SECONDS_IN_DAY
