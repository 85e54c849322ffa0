"""One date with the marks around it: "c. 1783?", "probably June 1944"."""

from __future__ import annotations

import re
from dataclasses import replace

from timeline.dates.english.days import named_month, numeric
from timeline.dates.english.drafts import Context, Draft, first_of, is_valid, with_mark
from timeline.dates.english.periods import century, decade, part, season
from timeline.dates.english.relative import relative
from timeline.dates.single import EDTFError, parse_single

_LEADING = re.compile(r"^(?:(?:in|on|during|at|the|some\s?time)\s+)+(?=.)")
_MARKS = [
    (re.compile(r"(?:~|(?:c|ca|circa)(?:\.|(?=[\s0-9])))\s*(?P<rest>.+)"), "~"),
    (
        re.compile(r"(?:on or )?(?:about|around|approximately|approx\.?|roughly)\s+(?P<rest>.+)"),
        "~",
    ),
    (re.compile(r"(?:probably|possibly|perhaps|maybe|likely)\s+(?P<rest>.+)"), "?"),
    (re.compile(r"(?P<rest>.+?)\s*(?:\?|\(\?\)|\(uncertain\)|,?\s+uncertain)"), "?"),
    (re.compile(r"(?P<rest>.+?)\s*\((?:approx\.?|approximate(?:ly)?)\)"), "~"),
]


def one_date(text: str, context: Context) -> Draft | None:
    """A date, with the marks around it: "c. 1783?" → 1783%."""
    marks = []
    while found := _peeled(text):
        text, mark = found
        marks.append(mark)
    text = re.sub(r"\s+", " ", text.replace(",", " ")).strip(" .;:")
    draft = first_of(_CORE, text, context) or first_of(_CORE, _LEADING.sub("", text), context)
    if draft is None or not is_valid(draft.edtf):
        return None
    edtf = draft.edtf
    for mark in marks:
        edtf = with_mark(edtf, mark)
    return replace(draft, edtf=edtf)


def _peeled(text: str) -> tuple[str, str] | None:
    for pattern, mark in _MARKS:
        if match := pattern.fullmatch(text):
            return match["rest"], mark
    return None


def plain_edtf(text: str, context: Context) -> Draft | None:
    """A single EDTF date inside other words: "before 2000-06"."""
    try:
        date = parse_single(text.upper())
    except EDTFError:
        return None
    return Draft(date.text) if date.clock is None else None


_CORE = (plain_edtf, century, decade, season, part, named_month, numeric, relative)
