"""Misspelt names, which are refused with the likely spelling offered: "3 Febuary 2000"."""

from __future__ import annotations

import re
from difflib import get_close_matches

from timeline.dates.display import MessageDate
from timeline.dates.english.drafts import Context, Draft, Unreadable
from timeline.dates.english.one_date import one_date
from timeline.dates.english.vocabulary import MONTHS, ORDINALS, SEASONS, WEEKDAYS
from timeline.dates.messages import Message
from timeline.dates.messages import gettext_noop as _

_MAX_WORDS = 8
_WORD = re.compile(r"[a-z]{4,12}")
_NAMES = [name for name in {*MONTHS, *WEEKDAYS, *SEASONS, "century"} if len(name) > 3]
# "Seit" is German for "since", not a misspelt "Sept".
_KNOWN_WORDS = {*_NAMES, *ORDINALS, "seit"}
_MIN_SIMILARITY = 0.75


def misspelt(text: str, context: Context) -> Draft | None:
    """Refuse a date with one misspelt name, and offer the date with the name corrected."""
    if len(text.split()) > _MAX_WORDS or not re.search("[0-9]", text):
        return None
    unknown = [word for word in _WORD.findall(text) if word not in _KNOWN_WORDS]
    close = get_close_matches(unknown[0], _NAMES, 1, _MIN_SIMILARITY) if len(unknown) == 1 else []
    draft = one_date(text.replace(unknown[0], close[0]), context) if close else None
    if draft is None:
        return None
    message = Message.of(_("Did you mean {date}?"), date=MessageDate(draft.date))
    raise Unreadable(message, [draft.edtf])
