"""Dates known on one side: "before 1954", "since 2014", "1953 or earlier"."""

from __future__ import annotations

import re
from dataclasses import replace

from timeline.dates import gregorian
from timeline.dates.edtf import EDTF, Precision
from timeline.dates.english.drafts import (
    Context,
    Draft,
    day_text,
    ends,
    month_text,
    with_mark,
    year_text,
)
from timeline.dates.english.one_date import one_date
from timeline.dates.single import SECONDS_IN_DAY

# Pattern → template; {before} and {after} leave the date itself out, {first} and {last} don't.
_RULES = [
    (re.compile(pattern), template)
    for pattern, template in [
        (r"(?:not before|no earlier than|not earlier than)\s+(?P<date>.+)", "{first}/.."),
        (r"(?:not after|no later than|not later than)\s+(?P<date>.+)", "../{last}"),
        (r"(?:before|prior to|earlier than)\s+(?P<date>.+)", "../{before}"),
        (r"(?:after|later than)\s+(?P<date>.+)", "{after}/.."),
        (r"(?:until|till|up to)\s+(?P<date>.+?),?\s+start unknown", "/{last}"),
        (r"(?:until|till|up to|by)\s+(?P<date>.+)", "../{last}"),
        (r"from\s+(?P<date>.+?),?\s+end unknown", "{first}/"),
        (r"(?P<date>.+?)\s+or\s+(?:earlier|before)", "[..{last}]"),
        (r"(?P<date>.+?)\s+or\s+(?:later|after)", "[{first}..]"),
        (
            r"(?:from\s+)?(?P<date>.+?)\s*(?:-|to|until)\s*(?:the\s+)?(?:present|now)(?:\s+day)?",
            "{first}/..",
        ),
        (r"(?:from\s+)?(?P<date>.+?)\s*-", "{first}/.."),
        (r"(?:from\s+)?(?P<date>.+?)\s+onwards?", "{first}/.."),
        (r"(?:since|from|starting(?:\s+in)?)\s+(?P<date>.+)", "{first}/.."),
    ]
]


def open_side(text: str, context: Context) -> Draft | None:
    """Before and after leave the date out; until, by and since take it in."""
    for pattern, template in _RULES:
        match = pattern.fullmatch(text)
        draft = one_date(match["date"], context) if match else None
        if draft and (span := ends(draft.date)):
            values = {
                "first": span[0].text,
                "last": span[1].text,
                "before": _unit_at(draft.date.lower // SECONDS_IN_DAY - 1, draft.date),
                "after": _unit_at(draft.date.upper // SECONDS_IN_DAY, draft.date),
            }
            return replace(draft, edtf=template.format(**values))
    return None


def _unit_at(day: int, date: EDTF) -> str:
    """The day, month or year at a day number, as finely as the date goes, marked like it."""
    year, month, _day = gregorian.civil(day)
    if date.precision is Precision.DAY:
        text = day_text(day)
    elif date.precision < Precision.YEAR:
        text = month_text(year, month)
    else:
        text = year_text(year)
    mark = "%" if date.approximate and date.uncertain else "~" if date.approximate else "?"
    return with_mark(text, mark) if date.approximate or date.uncertain else text
