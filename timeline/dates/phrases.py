"""Words for a single EDTF date, without its time of day."""

from __future__ import annotations

from dataclasses import replace

from timeline.dates import gregorian
from timeline.dates.messages import Translations, in_context, say
from timeline.dates.messages import gettext_noop as _
from timeline.dates.names import MONTHS, MONTHS_WITH_DAY, SUB_YEARS, ordinal
from timeline.dates.precision import Precision
from timeline.dates.single import SECONDS_IN_DAY, Single

# A number from here on is understood as a year without an era.
_FIRST_PLAIN_YEAR = 1000
# EDTF codes from here on are quarters, thirds and halves, which can't be named for an unspecified
# year: "early 2010s" would mean a part of the decade.
_FIRST_NAMELESS_CODE = 33


def single_words(date: Single, translations: Translations, *, with_era: bool = False) -> str:
    """Words for a date with its qualifiers: "c. 11 June 2004", "1783 (uncertain)". ``with_era``
    adds AD, which years need next to a year BC."""
    bare = _unqualified_words(date, translations, with_era=with_era)
    # `_estimate_words` adds its own "c."
    is_approximate = date.approximate and not _is_estimate(date)
    if is_approximate and date.uncertain:
        return say(translations, _("c. {date} (uncertain)"), date=bare)
    if is_approximate:
        return say(translations, _("c. {date}"), date=bare)
    if date.uncertain:
        return say(translations, _("{date} (uncertain)"), date=bare)
    return bare


def end_words(
    first: Single, last: Single, translations: Translations, *, with_era: bool = False
) -> str:
    """Words for the end of a range or list that can't be taken for a part of the start.

    Hence "perhaps 1945", as "(uncertain)" could refer to the whole; AD after a start BC; and
    "sometime in 1945" for a year after a month or season, which could be one of that year.
    """
    with_era = with_era or first.first_year < 1
    if (
        Precision.DAY < first.precision < Precision.YEAR
        and (year := known_parts(last))
        and not year[1:]
    ):
        return say(
            translations,
            _("sometime in {date}"),
            date=_part_words(year, translations, with_era=with_era),
        )
    if first.uncertain or not last.uncertain:
        return single_words(last, translations, with_era=with_era)
    bare = single_words(replace(last, uncertain=False), translations, with_era=with_era)
    return say(translations, _("perhaps {date}"), date=bare)


def year_words(year: int, translations: Translations, *, with_era: bool = False) -> str:
    """An astronomical year: "1783", "AD 79", "44 BC"."""
    if _is_plain(year) and not with_era:
        return str(year)
    if year > 0:
        return say(translations, _("AD {year}"), year=year)
    return say(translations, _("{year} BC"), year=1 - year)


def _is_plain(year: int) -> bool:
    """Whether it is understood as a year without an era. Eight digits may be a day, 20470601."""
    return year >= _FIRST_PLAIN_YEAR and len(str(year)) != 8


def years_words(
    first: int, last: int, translations: Translations, *, with_era: bool = False
) -> str:
    """A range of years: "1853–1856", "264–146 BC", "1200 BC – AD 1100"."""
    if _is_plain(first) and _is_plain(last) and not with_era:
        return say(translations, _("{first}–{last}"), first=first, last=last)
    if first > 0:
        return say(translations, _("AD {first}–{last}"), first=first, last=last)
    if last <= 0:
        template = (
            _("{first} BC – {last} BC")
            if _is_end_shortened(first, last)
            else _("{first}–{last} BC")
        )
        return say(translations, template, first=1 - first, last=1 - last)
    return say(translations, _("{first} BC – AD {last}"), first=1 - first, last=last)


def _is_end_shortened(first: int, last: int) -> bool:
    """Whether the end looks shortened: many readers understand "480–79 BC" as 480–479 BC."""
    start, end = str(1 - first), str(1 - last)
    return len(end) < len(start) and end < start[-len(end) :]


def day_words(
    year: int, month: int, day: int, translations: Translations, *, with_era: bool = False
) -> str:
    """A day with its year: "18 March 2025"."""
    month_name = in_context(translations, MONTHS_WITH_DAY[month - 1])
    year_text = year_words(year, translations, with_era=with_era)
    return say(translations, _("{day} {month} {year}"), day=day, month=month_name, year=year_text)


def month_day_words(month: int, day: int, translations: Translations) -> str:
    """A day without its year, which is clear from context: "18 March"."""
    month_name = in_context(translations, MONTHS_WITH_DAY[month - 1])
    return say(translations, _("{day} {month}"), day=day, month=month_name)


def known_parts(date: Single) -> tuple[int, ...] | None:
    """The known parts of a date: (year,), (year, month) or (year, month, day). None if it is
    qualified, a season, or has anything but whole months or days unspecified."""
    is_plain = date.qualified_unit is None and date.estimate is None and date.sub_year is None
    if not is_plain or not is_regular(date) or date.first_year != date.last_year:
        return None
    months, days = (each if len(each) == 1 else () for each in (date.months, date.days))
    return (date.first_year, *months, *days)


def between_words(first: tuple[int, ...], last: tuple[int, ...], translations: Translations) -> str:
    """Words for one day, month or year between two: "between 10 and 16 March 2025". What both have
    in common is said once. Either both or neither must be a year alone."""
    if len(first) == 1 or first[0] != last[0]:
        ends = (
            _part_words(first, translations),
            _part_words(last, translations, with_era=first[0] < 1),
        )
        return say(translations, _("between {first} and {last}"), first=ends[0], last=ends[1])
    year = year_words(first[0], translations)
    if len(first) == len(last) == 3 and first[1] == last[1]:
        month = in_context(translations, MONTHS_WITH_DAY[first[1] - 1])
        template = _("between {first} and {last} {month} {year}")
        return say(translations, template, first=first[2], last=last[2], month=month, year=year)
    ends = (_in_year(first, translations), _in_year(last, translations))
    return say(
        translations, _("between {first} and {last} {year}"), first=ends[0], last=ends[1], year=year
    )


def _in_year(parts: tuple[int, ...], translations: Translations) -> str:
    """A month or day without its year, which is said elsewhere."""
    if len(parts) == 3:
        return month_day_words(parts[1], parts[2], translations)
    return translations.gettext(MONTHS[parts[1] - 1])


def period_number(date: Single) -> tuple[int, bool]:
    """(number, is_bc) of a century or millennium with X digits, counted from 1."""
    is_bc = date.first_year < 0
    size: int = 10 ** date.year_digits.count("X")
    return abs(date.last_year if is_bc else date.first_year) // size + 1, is_bc


def is_regular(date: Single) -> bool:
    """Whether X covers only whole months or days or the last digits of the year, and no day is
    known whose month isn't."""
    is_year_regular = "X" not in date.year_digits.rstrip("X")
    is_day_regular = len(date.days) in (0, 31) or (len(date.days) == 1 and len(date.months) == 1)
    return is_year_regular and len(date.months) in (0, 1, 12) and is_day_regular


def _unqualified_words(date: Single, translations: Translations, *, with_era: bool) -> str:
    if date.estimate is not None:
        return _estimate_words(date, translations, with_era=with_era)
    is_any_year = "X" in date.year_digits
    if date.sub_year and not (is_any_year and date.sub_year >= _FIRST_NAMELESS_CODE):
        year = _season_year(date, translations, with_era=with_era)
        return say(translations, SUB_YEARS[date.sub_year], year=year)
    if date.sub_year or not is_regular(date):
        return _irregular_words(date, translations)
    years = _years_component_words(date, translations, with_era=with_era)
    if len(date.months) != 1:
        return years
    month, is_year_known = date.months[0], date.first_year == date.last_year
    if len(date.days) == 1:
        if is_year_known:
            return day_words(date.first_year, month, date.days[0], translations, with_era=with_era)
        day = month_day_words(month, date.days[0], translations)
        return say(translations, _("{date}, {years}"), date=day, years=years)
    month_name = translations.gettext(MONTHS[month - 1])
    template = _("{month} {year}") if is_year_known else _("{month}, {year}")
    return say(translations, template, month=month_name, year=years)


def _years_component_words(
    date: Single, translations: Translations, *, with_era: bool = False
) -> str:
    """Words for the year component: a year, decade, century, millennium, or "unknown year"."""
    first, last = date.first_year, date.last_year
    unknown = date.year_digits.count("X")
    if unknown == 0:
        return year_words(first, translations, with_era=with_era)
    if unknown == 1:
        # Few readers know which years "the 40s BC" are.
        if first < _FIRST_PLAIN_YEAR or with_era:
            return years_words(first, last, translations, with_era=with_era)
        template = _("{year}s (decade)") if first % 100 == 0 else _("{year}s")
        return say(translations, template, year=first)
    if unknown == len(date.year_digits):
        return translations.gettext(_("unknown year"))
    number, is_bc = period_number(date)
    centuries = (_("{ordinal} century"), _("{ordinal} century AD"), _("{ordinal} century BC"))
    millennia = (
        _("{ordinal} millennium"),
        _("{ordinal} millennium AD"),
        _("{ordinal} millennium BC"),
    )
    template = (centuries if unknown == 2 else millennia)[2 if is_bc else with_era]
    return say(translations, template, ordinal=ordinal(number, translations))


def _season_year(date: Single, translations: Translations, *, with_era: bool) -> str:
    """The year of a season, quarter or half: "1944", or "1944–45" if it spans New Year."""
    last_year, _month, _day = gregorian.civil(date.upper // SECONDS_IN_DAY - 1)
    if "X" in date.year_digits:
        if not is_regular(date):
            return _irregular_words(date, translations)
        return _years_component_words(date, translations, with_era=with_era)
    first = date.first_year
    first_text = year_words(first, translations, with_era=with_era)
    if first == last_year or first < _FIRST_PLAIN_YEAR:
        return first_text
    is_same_century = first // 100 == last_year // 100
    last = f"{last_year % 100:02}" if is_same_century else str(last_year)
    return say(translations, _("{first}–{last}"), first=first_text, last=last)


def _estimate_words(date: Single, translations: Translations, *, with_era: bool) -> str:
    """A year with significant digits: "c. 1950 (1900–1999)"."""
    year = year_words(date.estimate or 0, translations, with_era=with_era)
    if not _is_estimate(date):  # all of its digits are known
        return year
    years = years_words(date.first_year, date.last_year, translations, with_era=with_era)
    return say(translations, _("c. {year} ({years})"), year=year, years=years)


def _is_estimate(date: Single) -> bool:
    return date.estimate is not None and date.first_year != date.last_year


def _irregular_words(date: Single, translations: Translations) -> str:
    """Words for unspecified digits that have no name: between the first and last matching date."""
    ends = (date.lower // SECONDS_IN_DAY, date.upper // SECONDS_IN_DAY - 1)
    parts = 3 if date.days else 2 if date.months or date.sub_year else 1
    first, last = (gregorian.civil(day)[:parts] for day in ends)
    if first == last:  # 1984-06-3X, in a month of thirty days
        return _part_words(first, translations)
    return between_words(first, last, translations)


def _part_words(
    parts: tuple[int, ...], translations: Translations, *, with_era: bool = False
) -> str:
    """A year, month or day from its (year, month, day), or the first one or two of these."""
    if len(parts) == 3:
        return day_words(*parts, translations, with_era=with_era)
    year = year_words(parts[0], translations, with_era=with_era)
    if len(parts) == 1:
        return year
    return say(
        translations,
        _("{month} {year}"),
        month=translations.gettext(MONTHS[parts[1] - 1]),
        year=year,
    )
