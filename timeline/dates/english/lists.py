"""More than two dates, and two around a slash: "1954, 1955 or 1956", "June/July 1944"."""

from __future__ import annotations

import re
from contextlib import suppress
from functools import partial

from timeline.dates.display import Shown
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
    ONE_OF,
    chosen,
    pair_of,
    refuse,
    sides_of,
    span,
    stretch,
)
from timeline.dates.english.vocabulary import BC, YEAR
from timeline.dates.messages import Message
from timeline.dates.messages import gettext_noop as _

_LIST = re.compile(
    r"(?P<first>[^,]+(?:,[^,]+)+?),?\s+(?:(?P<either>or)|and|&)\s+(?P<last>[^,]+(?:, [0-9]{4})?)"
)
_YEAR = re.compile(YEAR)
_SLASH = re.compile(r"(?P<left>[^/]+?)\s*/\s*(?P<right>[^/]*[a-z][^/]*)")


def listed(text: str, context: Context) -> Draft | None:
    """ "3, 4 and 5 June 2000": what the others leave out, the last says. All are as exact as it is,
    or a comma stood inside a date; an era is that of years only."""
    match = _LIST.fullmatch(text)
    if match is None:
        return None
    last = match["last"]
    whole = span(last, context) if "-" in last else None
    ending = last.rpartition("-")[2] if whole else last
    pairs = [sides_of(one, ending, context) for one in match["first"].split(",")]
    join = partial(chosen, ONE_OF if match["either"] else ALL_OF)
    sides = [*(pair[0] for pair in pairs), whole or pairs[-1][1]]
    refuse(sides, join)
    drafts = [side for side in sides if isinstance(side, Draft)]
    precisions = {draft.date.precision for draft in drafts}
    if len(drafts) < len(sides) or len(precisions) > 1:
        return None
    if re.search(BC, text) and (min(precisions) < Precision.YEAR or not re.search(BC, last)):
        return None
    draft = join(*drafts)
    return draft if is_valid(draft.edtf) else None


def unjoined(text: str, context: Context) -> Draft | None:
    """Ask: "2014-03, May 2015" are two whole dates; one of them, or both? A comma beside a year may
    stand inside a date."""
    parts = [part.strip() for part in text.split(",")]
    if len({bool(_YEAR.fullmatch(part)) for part in parts}) > 1:
        return None
    drafts = []
    for part in parts if len(parts) > 1 else ():
        with suppress(Unreadable):
            draft = first_of((one_date, span), part, context)
            drafts += [draft] if draft and not draft.relative else []
    if len(drafts) < 2 or len(drafts) < len(parts):
        return None
    message = _("Is this one of several dates, or all? Write “or” or “and” before the last one.")
    raise Unreadable(Message.of(message), [chosen(kind, *drafts).edtf for kind in (ONE_OF, ALL_OF)])


def slashed(text: str, context: Context) -> Draft | None:
    """Ask: from one to the other, or one of the two?"""
    match = _SLASH.fullmatch(text)
    one_of = partial(chosen, ONE_OF)
    pair = pair_of(match["left"], match["right"], context, stretch, one_of) if match else None
    if pair is None:
        return None
    left, right = (draft.edtf for draft in pair)
    readings = [edtf for edtf in (f"{left}/{right}", one_of(*pair).edtf) if is_valid(edtf)]
    if len(readings) < 2:
        return None
    message = _("Is this all of {range}, or one of the two? Write “to” or “or” for the slash.")
    raise Unreadable(Message.of(message, range=Shown(parse(readings[0]))), readings)
