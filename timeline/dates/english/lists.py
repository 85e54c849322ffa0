"""More than two dates, and two around a slash: "1954, 1955 or 1956", "June/July 1944"."""

from __future__ import annotations

import re
from contextlib import suppress

from timeline.dates.display import Shown
from timeline.dates.edtf import Precision, parse
from timeline.dates.english.drafts import (
    Context,
    Draft,
    Unreadable,
    first_of,
    is_valid,
    joined,
)
from timeline.dates.english.one_date import one_date
from timeline.dates.english.ranges import pair_of, span
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
    pairs = [pair_of(one, ending, context) for one in match["first"].split(",")]
    drafts = [pair[0] for pair in pairs if pair]
    drafts += [whole or pair[1] for pair in pairs[-1:] if pair]
    precisions = {draft.date.precision for draft in drafts}
    if len(drafts) <= len(pairs) or len(precisions) > 1:
        return None
    if re.search(BC, text) and (min(precisions) < Precision.YEAR or not re.search(BC, last)):
        return None
    members = ",".join(draft.edtf.replace("/", "..") for draft in drafts)
    edtf = f"[{members}]" if match["either"] else f"{{{members}}}"
    return joined(edtf, drafts) if is_valid(edtf) else None


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
    members = ",".join(draft.edtf.replace("/", "..") for draft in drafts)
    message = _("Is this one of several dates, or all? Write “or” or “and” before the last one.")
    raise Unreadable(Message.of(message), [f"[{members}]", f"{{{members}}}"])


def slashed(text: str, context: Context) -> Draft | None:
    """Ask: from one to the other, or one of the two?"""
    match = _SLASH.fullmatch(text)
    pair = pair_of(match["left"], match["right"], context) if match else None
    if pair is None:
        return None
    left, right = (draft.edtf for draft in pair)
    readings = [edtf for edtf in (f"{left}/{right}", f"[{left},{right}]") if is_valid(edtf)]
    if len(readings) < 2:
        return None
    message = _("Is this all of {range}, or one of the two? Write “to” or “or” for the slash.")
    raise Unreadable(Message.of(message, range=Shown(parse(readings[0]))), readings)
