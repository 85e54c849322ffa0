"""A single date with its qualifiers: "c. 1783?", "probably June 1944"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from timeline.dates.edtf import Precision
from timeline.dates.english.day_parts import without_part
from timeline.dates.english.days import named_month, plain_edtf
from timeline.dates.english.drafts import (
    Context,
    Draft,
    Rule,
    first_of,
    is_valid,
    with_mark,
)
from timeline.dates.english.numbers import numeric
from timeline.dates.english.periods import century, decade, of_period, part, season
from timeline.dates.english.relative import relative
from timeline.dates.english.relative_names import relative_name
from timeline.dates.english.vocabulary import MONTH, SEASONS, one_of
from timeline.dates.english.weekdays import with_weekday
from timeline.dates.english.weeks import week
from timeline.dates.languages.days import other_day
from timeline.dates.languages.periods import other_period

_LEADING = re.compile(
    r"^(?:(?:in|on|during|throughout|at(?!\s+[0-9]+$)|the|some\s?time|dated|anno(?:\s+domini)?"
    rf"|month\s+of(?=\s+{MONTH})|decade\s+of(?=\s+the\s+[0-9]))\s+)+(?=.)"
)
_SEASON = re.compile(rf"\b(?:{one_of(SEASONS)})\b")
# Thousands separators: in "12,000 years ago" and "AD 12,000", but not in "March 3,200 BC".
_THOUSANDS = re.compile(
    r"^(?:in\s+)?(?:[0-9]{1,3}(?:,[0-9]{3})+(?=\s)|a\.?d\.?\s*[0-9]{1,3}(?:,[0-9]{3})+\Z)"
)
_ABOUT = r"about|around|approximately|approx\.?|roughly"
MAYBE = r"probably|possibly|perhaps|maybe|likely|presumably"
_MARKS = [
    (re.compile(pattern), mark)
    for pattern, mark in [
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
    return _marked(text, context, _CORE)


def one_season(text: str, context: Context) -> Draft | None:
    """Read a season with its qualifiers, as "c. winter 1999-2000" would be read as a range."""
    return _marked(text, context, (season,)) if _SEASON.search(text) else None


def without_marks(text: str) -> str:
    """Remove qualifiers such as "about" and "?" from a text."""
    while found := _peeled(text):
        text = found[0]
    return text


def _marked(text: str, context: Context, core: Sequence[Rule]) -> Draft | None:
    marks = []
    while found := _peeled(text):
        text, mark = found
        marks.append(mark)
    text = _THOUSANDS.sub(lambda number: number[0].replace(",", ""), text)
    text = re.sub(r"\s+", " ", text.replace(",", " ")).strip(" .;:")
    draft = _unmarked(text, context, core) or _part_of_day(text, context, core)
    if draft is None:
        return None
    edtf = draft.edtf
    for mark in marks:
        edtf = with_mark(edtf, mark)
    return replace(draft, edtf=edtf) if is_valid(edtf) else None


def _peeled(text: str) -> tuple[str, str] | None:
    for pattern, mark in _MARKS:
        if match := pattern.fullmatch(text):
            return match["rest"], mark
    return None


def _unmarked(text: str, context: Context, core: Sequence[Rule]) -> Draft | None:
    draft = first_of(core, text, context)
    bare = _LEADING.sub("", text)
    if draft is None and bare != text:
        draft = first_of(core, bare, context)
    return draft if draft and is_valid(draft.edtf) else None


def _part_of_day(text: str, context: Context, core: Sequence[Rule]) -> Draft | None:
    rest = without_part(text)
    draft = _unmarked(rest, context, core) if rest else None
    is_day = draft and draft.date.precision is Precision.DAY and draft.date.single
    return draft if is_day else None


_CORE = (
    plain_edtf,
    century,
    decade,
    of_period,
    season,
    part,
    week,
    named_month,
    numeric,
    with_weekday,
    relative,
    relative_name,
    other_day,
    other_period,
)
