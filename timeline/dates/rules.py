"""The rules for dates in words. Their order matters: each may rely on the ones before it."""

from __future__ import annotations

from functools import partial

from timeline.dates.english.days import month_alone, short_year
from timeline.dates.english.double_dates import double_day, double_year
from timeline.dates.english.drafts import Rule
from timeline.dates.english.lists import days_listed, listed, slashed, unjoined
from timeline.dates.english.marked_sides import marked_sides
from timeline.dates.english.numbers import estimated
from timeline.dates.english.old_style import old_style
from timeline.dates.english.one_date import one_date, one_season
from timeline.dates.english.open_sides import open_side
from timeline.dates.english.ranges import choice, span
from timeline.dates.english.short_years import short_century
from timeline.dates.english.times import moment
from timeline.dates.english.typos import misspelt
from timeline.dates.english.wordings import reworded

# `one_season` precedes `span`, as "winter 1944-45" looks like a range. The last three only raise.
_PLAIN: tuple[Rule, ...] = (
    moment,
    open_side,
    days_listed,
    choice,
    listed,
    one_season,
    estimated,
    unjoined,
    span,
    one_date,
    slashed,
    month_alone,
    short_year,
    misspelt,
)
_IN_ANY_WORDS: tuple[Rule, ...] = (*_PLAIN, partial(reworded, rules=_PLAIN))
_OF_EITHER_CALENDAR: tuple[Rule, ...] = (
    double_day,
    partial(marked_sides, rules=_PLAIN),
    partial(old_style, rules=_IN_ANY_WORDS),
)
RULES: tuple[Rule, ...] = (
    partial(short_century, rules=_OF_EITHER_CALENDAR),
    partial(double_year, rules=_OF_EITHER_CALENDAR),
    *_OF_EITHER_CALENDAR,
)
