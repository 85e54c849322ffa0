"""The rules for dates in words. Their order matters: each may rely on the ones before it."""

from __future__ import annotations

from functools import partial

from timeline.dates.english.days import month_alone, short_year
from timeline.dates.english.double_dates import double_day, double_year
from timeline.dates.english.drafts import Rule
from timeline.dates.english.lists import comma_list, date_list, day_list, slash_pair
from timeline.dates.english.marked_sides import marked_sides
from timeline.dates.english.numbers import significant_year
from timeline.dates.english.old_style import old_style
from timeline.dates.english.one_date import one_date, one_season
from timeline.dates.english.open_sides import open_side
from timeline.dates.english.ranges import choice, span
from timeline.dates.english.short_years import apostrophe_year
from timeline.dates.english.times import moment
from timeline.dates.english.typos import misspelt
from timeline.dates.english.wordings import unusual_wording

# `one_season` precedes `span`, as "winter 1944-45" looks like a range. The last three only raise.
_PLAIN: tuple[Rule, ...] = (
    moment,
    open_side,
    day_list,
    choice,
    date_list,
    one_season,
    significant_year,
    comma_list,
    span,
    one_date,
    slash_pair,
    month_alone,
    short_year,
    misspelt,
)
_WITH_REWORDING: tuple[Rule, ...] = (*_PLAIN, partial(unusual_wording, rules=_PLAIN))
_OF_EITHER_CALENDAR: tuple[Rule, ...] = (
    double_day,
    partial(marked_sides, rules=_PLAIN),
    partial(old_style, rules=_WITH_REWORDING),
)
RULES: tuple[Rule, ...] = (
    partial(apostrophe_year, rules=_OF_EITHER_CALENDAR),
    partial(double_year, rules=_OF_EITHER_CALENDAR),
    *_OF_EITHER_CALENDAR,
)
