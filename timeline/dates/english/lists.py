"""Lists of dates, and two dates with a slash: "1954, 1955 or 1956", "June/July 1944"."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from functools import partial

from timeline.dates.display import MessageDate
from timeline.dates.edtf import Precision, parse
from timeline.dates.english.drafts import (
    Context,
    Draft,
    Unreadable,
    first_of,
    is_valid,
)
from timeline.dates.english.one_date import one_date
from timeline.dates.english.ranges import (
    ALL_OF,
    ANY_ERA,
    ONE_OF,
    are_days_of_a_month,
    check_uncertainty,
    interval_of,
    mark_decades,
    pair_of,
    raise_refusal,
    read_list_item,
    set_of,
    sides_of,
    span,
    year_readings,
)
from timeline.dates.english.vocabulary import BC, ERA, MONTH, YEAR, year_of
from timeline.dates.messages import Message
from timeline.dates.messages import gettext_noop as _

_LIST = re.compile(
    r"(?P<first>[^,]+(?:,[^,]+)+?),?\s+(?:(?P<either>or)|and|&)\s+(?P<last>[^,]+(?:, [0-9]{4})?)"
)
_BETWEEN_DATES = re.compile(r",?\s+(?:or|and|&)\s+|,\s*")
# Commas that don't separate dates: "June 3, 2000, July 4, 2001 and August 5, 2002"
_COMMA_INSIDE = re.compile(rf"(\b{MONTH} [0-9]{{1,2}}(?:st|nd|rd|th)?),(?= [0-9]{{4}}\b)")
_DAY = r"[0-9]{1,2}(?:st|nd|rd|th)?"
_MONTH_FIRST = re.compile(
    rf"(?P<before>.*?)(?P<of>\b{MONTH}) (?P<days>{_DAY}(?:, {_DAY})+,? (?:or|and|&) {_DAY}),? "
    rf"(?P<behind>(?:[0-9]{{4}}\b|[0-9]+\s*(?:{ERA})).*)"
)
_YEAR = re.compile(YEAR)
_SLASH = re.compile(
    r"(?P<left>[^/]+?)\s*/\s*"
    r"(?P<right>[^/]*[a-z][^/]*|[0-9]{1,2},?\s+[0-9]{4}|[0-9]{4}(?:-[0-9]{2}){0,2})"
)


def day_list(text: str, context: Context) -> Draft | None:
    """Read days of one month that follow its name: "June 3, 4 and 5, 2000"."""
    match = _MONTH_FIRST.fullmatch(text)
    return (
        date_list(match.expand(r"\g<before>\g<days> \g<of> \g<behind>"), context) if match else None
    )


def date_list(text: str, context: Context) -> Draft | None:
    """Read a list of dates that borrow missing parts from the next one, "3, 4 and 5 June 2000", or
    that are all complete, "1914, May 1918 and 8 May 1945"."""
    text = mark_decades(text)
    match = _LIST.fullmatch(text)
    if match is None:
        return None
    join = partial(set_of, ONE_OF if match["either"] else ALL_OF)
    return _complete_dates(text, join, context) or _borrowing_dates(match, join, context)


def _complete_dates(text: str, join: Callable[..., Draft], context: Context) -> Draft | None:
    """Read dates that are all complete, of any precision. Raises Unreadable for a year after a
    month, which may be short for that month of the year."""
    parts = _BETWEEN_DATES.split(_COMMA_INSIDE.sub(r"\1", text))
    if len({bool(ANY_ERA.search(part)) for part in parts}) > 1:
        return None
    drafts = []
    for part in parts:
        with suppress(Unreadable):
            draft = first_of((one_date, span), part, context)
            drafts += [draft] if draft and not draft.is_relative else []
    if len(drafts) < len(parts) or not is_valid(join(*drafts).edtf):
        return None
    check_uncertainty(text, drafts, join)
    for index in range(1, len(parts)):
        if drafts[index - 1].date.precision < Precision.YEAR and _YEAR.fullmatch(parts[index]):
            raise _year_or_month(parts, drafts, index, join, context)
    return join(*drafts)


def _year_or_month(
    parts: list[str],
    drafts: list[Draft],
    index: int,
    join: Callable[..., Draft],
    context: Context,
) -> Unreadable:
    """The refusal of "1914, May 1918 and 1945", which may end in May 1945."""

    def join_all(one: Draft, other: Draft) -> Draft:
        return join(*drafts[: index - 1], one, other, *drafts[index + 1 :])

    pair = drafts[index - 1], drafts[index]
    readings = year_readings(parts[index - 1], parts[index], pair, context, join_all)
    return Unreadable(Message.of(_("Write each date in full.")), readings)


def _borrowing_dates(
    match: re.Match[str], join: Callable[..., Draft], context: Context
) -> Draft | None:
    """Read dates that borrow missing parts from the next one. All must have the same precision, as
    a comma was within a date otherwise. Only years and days of one month borrow an era."""
    last, text = match["last"], match[0]
    last_range = span(last, context) if "-" in last else None
    following = last.rpartition("-")[2] if last_range else last
    *others, next_to_last = match["first"].split(",")
    outcomes = list(sides_of(next_to_last, following, context))
    if last_range:
        outcomes[-1] = last_range
    following = read_list_item(next_to_last, following, context)[1] or following
    for part in reversed(others):
        outcome, full_text = read_list_item(part, following, context)
        outcomes.insert(0, outcome)
        following = full_text or following
    raise_refusal(outcomes, join)
    drafts = [outcome for outcome in outcomes if isinstance(outcome, Draft)]
    precisions = {draft.date.precision for draft in drafts}
    if len(drafts) < len(outcomes) or len(precisions) > 1:
        return None
    is_era_shared = are_days_of_a_month(*(draft.date for draft in drafts))
    is_era_shared = is_era_shared or min(precisions) >= Precision.YEAR
    if re.search(BC, text) and not (is_era_shared and re.search(BC, last)):
        return None
    draft = join(*drafts)
    if not is_valid(draft.edtf):
        return None
    check_uncertainty(text, drafts, join)
    return draft


def comma_list(text: str, context: Context) -> Draft | None:
    """Raise Unreadable for dates with commas only, which may mean one of them or all: "13, 14 May
    2003", "2014-03, May 2015". A comma next to a year may be within a date."""
    parts = [part.strip() for part in mark_decades(text).split(",")]
    years = {bool((match := _YEAR.fullmatch(part)) and year_of(match)) for part in parts}
    if len(years) > 1 or len(parts) == 1:
        return None
    drafts: list[Draft] = []
    following, precisions = "", set()
    for part in reversed(parts):
        outcome, full_text = read_list_item(part, following, context)
        if not isinstance(outcome, Draft) or outcome.is_relative:
            return None
        if drafts and outcome.date == drafts[0].date:
            return None  # one date: "Dienstag, der 18. März 2014"
        drafts.insert(0, outcome)
        precisions |= {outcome.date.precision} if full_text != part else set()
        following = full_text
    if precisions and {draft.date.precision for draft in drafts} != precisions:
        return None
    message = _(
        "Is this one of the dates, or all of them? Write “or” or “and” before the last one."
    )
    raise Unreadable(Message.of(message), [set_of(kind, *drafts).edtf for kind in (ONE_OF, ALL_OF)])


def slash_pair(text: str, context: Context) -> Draft | None:
    """Raise Unreadable for two dates with a slash, which may mean a range or one of the two."""
    match = _SLASH.fullmatch(mark_decades(text))
    one_of = partial(set_of, ONE_OF)
    pair = pair_of(match["left"], match["right"], context, interval_of, one_of) if match else None
    if pair is None:
        return None
    drafts = (interval_of(*pair), one_of(*pair))
    readings = [draft.edtf for draft in drafts if draft and is_valid(draft.edtf)]
    if len(readings) < 2:
        return None
    message = _(
        "Is this all of {range}, or one of the two? Write “to” or “or” instead of the slash."
    )
    raise Unreadable(Message.of(message, range=MessageDate(parse(readings[0]))), readings)
