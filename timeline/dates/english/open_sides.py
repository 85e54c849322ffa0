"""Dates with an open side: "before 1954", "since 2014", "1953 or earlier"."""

from __future__ import annotations

import re
from dataclasses import replace

from timeline.dates import gregorian
from timeline.dates.edtf import EDTF, Precision, Single, parse, year_text
from timeline.dates.english.days import month_alone
from timeline.dates.english.drafts import (
    Context,
    Draft,
    Unreadable,
    combine_drafts,
    day_text,
    ends_of,
    first_of,
    month_text,
    unlikely,
    with_qualifier,
)
from timeline.dates.english.one_date import MAYBE, one_date, without_qualifiers
from timeline.dates.english.ranges import ONE_OF, set_of, span
from timeline.dates.english.relative import DAY_PART
from timeline.dates.english.vocabulary import WEEKDAY
from timeline.dates.single import SECONDS_IN_DAY

_START = r"(?:the\s+)?(?:very\s+)?(?:beginning|start)\s+of"
_END = r"(?:(?:the\s+)?(?:very\s+)?end\s+of\s+|end-)"
# Pattern → template; {before} and {after} exclude the date itself, {first} and {last} include it.
_RULES = [
    (re.compile(pattern), template)
    for pattern, template in [
        (r"(?:on|in|at|during) or before\s+(?P<date>.+)", "../{last}"),
        (r"(?:on|in|at|during) or after\s+(?P<date>.+)", "{first}/.."),
        (r"(?:not before|no earlier than|not earlier than)\s+(?P<date>.+)", "{first}/.."),
        (r"(?:not after|no later than|not later than)\s+(?P<date>.+)", "../{last}"),
        # With these words the end of a year is a point in time, not its last months.
        (rf"(?:before|prior to|until|till|up to|by)\s+{_END}(?P<date>.+)", "../{last}"),
        (rf"after\s+{_END}(?P<date>.+)", "{after}/.."),
        (rf"before\s+{_START}\s+(?P<date>.+)", "../{before}"),
        (rf"(?:since|from|after)\s+{_START}\s+(?P<date>.+)", "{first}/.."),
        (r"(?:before|prior to|earlier than)\s+(?P<date>.+)", "../{before}"),
        (r"pre[\s-]+(?P<date>[0-9].*)", "../{before}"),
        (r"(?:after|later than)\s+(?P<date>.+)", "{after}/.."),
        (r"post[\s-]+(?P<date>[0-9].*)", "{after}/.."),
        (r"(?:until|till|up to)\s+(?P<date>.+?),?\s+start unknown", "/{last}"),
        (r"up to and including\s+(?P<date>.+)", "../{last}"),
        (r"(?:until|till|up to|by)\s+(?P<date>.+)", "../{last}"),
        (r"from\s+(?P<date>.+?),?\s+end unknown", "{first}/"),
        (r"(?P<date>.+?)\s+or\s+(?:earlier|before)", "[..{last}]"),
        (r"(?P<date>.+?)\s+or\s+(?:later|after)", "[{first}..]"),
        (r"(?P<date>.+?)\s+(?:and\s+(?:earlier|before)|at\s+the\s+latest)", "../{last}"),
        (r"(?P<date>.+?)\s+(?:and\s+(?:later|after)|at\s+the\s+earliest)", "{first}/.."),
        (
            r"(?:from\s+)?(?P<date>.+?)\s*(?:-|to|until|till)\s*(?:the\s+)?(?:present|now)(?:\s+day)?",
            "{first}/..",
        ),
        (r"(?:from\s+)?(?P<date>.+?)\s*-", "{first}/.."),
        (r"(?:from\s+)?(?P<date>.+?)\s+onwards?", "{first}/.."),
        (r"from\s+(?P<date>.+?)\s+on", "{first}/.."),
        (
            r"(?:(?:ever\s+)?since|from|starting(?:\s+in)?|beginning\s+in)\s+(?P<date>.+)",
            "{first}/..",
        ),
    ]
]
_UNCERTAIN = re.compile(rf"(?:{MAYBE})\s+(?=before|prior|until|till|up to|by|since|after|from)")
_SOMETIME = re.compile(r"(?:at\s+)?some\s?time\s+(?=(?:before|prior to|after)\b)")
_WEEKDAY = re.compile(rf"(?:on\s+)?{WEEKDAY}{DAY_PART}")
# "From 1954-1956" has no open side, and neither has "since 1954 until 1956".
_FROM = ("from", "starting", "beginning")
_RANGE = re.compile(r"\A(?!.*\b(?:to|until|till|through|between|present|now)\b).+-\s*\w")
# An unknown end, "1954-?"; but "2004-06-?" is an unknown day.
_UNKNOWN_END = re.compile(r"(?:from\s+)?(?P<date>.+?)(?:\s+-\s*|(?<!-[0-9]{2})-)\?")
_BETWEEN = re.compile(r"after\s+(?P<first>.+?)(?:\s+(?:and|but)|,)\s+before\s+(?P<last>.+)")


def open_side(text: str, context: Context) -> Draft | None:
    """Read a date with an open side: before and after exclude the date; until, by and since
    include it."""
    if match := _UNCERTAIN.match(text):
        draft = open_side(text[match.end() :], context)
        return replace(draft, edtf=with_qualifier(draft.edtf, "?")) if draft else None
    if match := _SOMETIME.match(text):
        draft = open_side(text[match.end() :], context)
        # Sometime: one of the dates on that side, not all of them.
        side = draft.edtf.replace("../", "..").replace("/..", "..") if draft else ""
        return set_of(ONE_OF, replace(draft, edtf=side)) if draft else None
    if match := _BETWEEN.fullmatch(text):
        return _between(match, context)
    if match := _UNKNOWN_END.fullmatch(text):
        draft = one_date(match["date"], context)
        if draft and (edtf := _open_edtf("{first}/", draft.date)):
            raise unlikely(edtf)
    for pattern, template in _RULES:
        match = pattern.fullmatch(text)
        if match and _WEEKDAY.fullmatch(without_qualifiers(match["date"])):
            # In a post of a Tuesday, "on Tuesday" is today, but "until Tuesday" isn't.
            return None
        if not match:
            continue
        try:
            draft = first_of((one_date, month_alone), match["date"], context)
        except Unreadable as problem:
            # The candidates get the same open side.
            sides = (_open_edtf(template, parse(edtf)) for edtf in problem.candidates)
            raise Unreadable(problem.message, filter(None, sides)) from problem
        if draft and (edtf := _open_edtf(template, draft.date)):
            return replace(draft, edtf=edtf)
        if not text.startswith(_FROM):
            _check_range(match["date"], template, context)
    return None


def _check_range(text: str, template: str, context: Context) -> None:
    """Raise Unreadable for "before 1954-1956", which may be before both years, or at an unknown
    time before one of the two."""
    draft = span(text, context) if _RANGE.search(text) else None
    edtf = _open_edtf(template, draft.date) if draft else None
    if edtf:
        raise unlikely(edtf)


def _open_edtf(template: str, date: EDTF) -> str | None:
    """Fill a template with a date; None if that is a set, has a time, or is open itself."""
    singles = ends_of(date)
    if singles is None:
        return None
    sides = {"first": singles[0].text, "last": singles[1].text}
    return template.format(before=_unit_before(date), after=_unit_after(date), **sides)


def _between(match: re.Match[str], context: Context) -> Draft | None:
    """Read "after 1954 and before 1960" as 1955 to 1959."""
    first, last = one_date(match["first"], context), one_date(match["last"], context)
    if not first or not last or not (ends_of(first.date) and ends_of(last.date)):
        return None
    edtf = f"{_unit_after(first.date)}/{_unit_before(last.date)}"
    return combine_drafts(edtf, (first, last))


def _unit_before(date: EDTF) -> str:
    # EDTF's first century includes the year 0, which is 1 BC.
    first = date.spans[0].dates[0]
    is_first = first.precision > Precision.YEAR and first.first_year == 0
    start = gregorian.day_number(1) if is_first else date.lower // SECONDS_IN_DAY
    return _unit_at(start - 1, first, date)


def _unit_after(date: EDTF) -> str:
    return _unit_at(date.upper // SECONDS_IN_DAY, date.spans[0].dates[-1], date)


def _unit_at(day: int, single: Single, date: EDTF) -> str:
    """The day, month or year of a day number, as precise as `single` and qualified like `date`."""
    year, month, _day = gregorian.civil(day)
    if len(single.days) not in (0, 31):
        text = day_text(day)
    elif single.sub_year or len(single.months) not in (0, 12):
        text = month_text(year, month)
    else:
        text = year_text(year)
    qualifier = "%" if date.approximate and date.uncertain else "~" if date.approximate else "?"
    return with_qualifier(text, qualifier) if date.approximate or date.uncertain else text
