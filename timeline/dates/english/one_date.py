"""A single date with its qualifiers: "c. 1783?", "probably June 1944"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from timeline.dates.edtf import Precision
from timeline.dates.english.day_parts import without_day_part
from timeline.dates.english.days import named_month, plain_edtf
from timeline.dates.english.drafts import (
    Context,
    Draft,
    Rule,
    first_of,
    is_valid,
    with_qualifier,
)
from timeline.dates.english.numbers import numeric
from timeline.dates.english.periods import century, decade, month_of_period, part_of_period, season
from timeline.dates.english.relative import relative_date
from timeline.dates.english.relative_names import relative_name
from timeline.dates.english.vocabulary import MONTH, SEASONS, alternatives
from timeline.dates.english.weekdays import with_weekday
from timeline.dates.english.weeks import week
from timeline.dates.languages.days import foreign_day
from timeline.dates.languages.periods import foreign_period

_LEADING = re.compile(
    r"^(?:(?:in|on|during|throughout|at(?!\s+[0-9]+$)|the|some\s?time|dated|anno(?:\s+domini)?"
    rf"|month\s+of(?=\s+{MONTH})|decade\s+of(?=\s+the\s+[0-9]))\s+)+(?=.)"
)
_SEASON = re.compile(rf"\b(?:{alternatives(SEASONS)})\b")
# Thousands separators: in "12,000 years ago" and "AD 12,000", but not in "March 3,200 BC".
_THOUSANDS = re.compile(
    r"^(?:in\s+)?(?:[0-9]{1,3}(?:,[0-9]{3})+(?=\s)|a\.?d\.?\s*[0-9]{1,3}(?:,[0-9]{3})+\Z)"
)
_ABOUT = r"about|around|approximately|approx\.?|roughly"
MAYBE = r"probably|possibly|perhaps|maybe|likely|presumably"
_QUALIFIERS = [
    (re.compile(pattern), qualifier)
    for pattern, qualifier in [
        (r"(?:~|(?:c|ca|circa)(?:\.|(?=[\s0-9])))\s*(?P<rest>.+)", "~"),
        (rf"(?:(?:on|in) or )?(?:{_ABOUT})\s+(?P<rest>.+)", "~"),
        (rf"(?:in|on)\s+(?:{_ABOUT}|circa|ca?\.)\s+(?P<rest>.+)", "~"),
        (r"(?P<rest>.+?)\s*(?:\((?:approx\.?|approximate(?:ly)?|circa|ca?\.)\)|approx\.?)", "~"),
        (r"(?P<rest>.+?)\s+or\s+(?:so|thereabouts)", "~"),
        (rf"(?:{MAYBE})\s+(?P<rest>.+)", "?"),
        (rf"(?P<rest>.+?)\s*(?:\?|\(\?\)|\[\?\]|\((?:uncertain|{MAYBE})\))", "?"),
        (rf"(?P<rest>.+?),?\s+(?:uncertain|{MAYBE})", "?"),
    ]
]


def one_date(text: str, context: Context) -> Draft | None:
    """Read a date with its qualifiers: "c. 1783?" → 1783%."""
    return _qualified_date(text, context, _CORE)


def one_season(text: str, context: Context) -> Draft | None:
    """Read a season with its qualifiers, as "c. winter 1999-2000" would be read as a range."""
    return _qualified_date(text, context, (season,)) if _SEASON.search(text) else None


def without_qualifiers(text: str) -> str:
    """Remove qualifiers such as "about" and "?" from a text."""
    while found := _without_first_qualifier(text):
        text = found[0]
    return text


def _qualified_date(text: str, context: Context, core: Sequence[Rule]) -> Draft | None:
    qualifiers = []
    while found := _without_first_qualifier(text):
        text, qualifier = found
        qualifiers.append(qualifier)
    text = _THOUSANDS.sub(lambda number: number[0].replace(",", ""), text)
    text = re.sub(r"\s+", " ", text.replace(",", " ")).strip(" .;:")
    draft = _unqualified_date(text, context, core) or _day_with_part(text, context, core)
    if draft is None:
        return None
    edtf = draft.edtf
    for qualifier in qualifiers:
        edtf = with_qualifier(edtf, qualifier)
    return replace(draft, edtf=edtf) if is_valid(edtf) else None


def _without_first_qualifier(text: str) -> tuple[str, str] | None:
    for pattern, qualifier in _QUALIFIERS:
        if match := pattern.fullmatch(text):
            return match["rest"], qualifier
    return None


def _unqualified_date(text: str, context: Context, core: Sequence[Rule]) -> Draft | None:
    draft = first_of(core, text, context)
    bare = _LEADING.sub("", text)
    if draft is None and bare != text:
        draft = first_of(core, bare, context)
    return draft if draft and is_valid(draft.edtf) else None


def _day_with_part(text: str, context: Context, core: Sequence[Rule]) -> Draft | None:
    rest = without_day_part(text)
    draft = _unqualified_date(rest, context, core) if rest else None
    is_day = draft and draft.date.precision is Precision.DAY and draft.date.single
    return draft if is_day else None


_CORE = (
    plain_edtf,
    century,
    decade,
    month_of_period,
    season,
    part_of_period,
    week,
    named_month,
    numeric,
    with_weekday,
    relative_date,
    relative_name,
    foreign_day,
    foreign_period,
)
