"""Wordings that are refused, with the reading of their usual form offered: "up until 1954"."""

from __future__ import annotations

import re
from collections.abc import Iterable

from timeline.dates.english.drafts import Context, Draft, Rule, Unreadable, first_of, is_valid
from timeline.dates.english.vocabulary import ORDINAL
from timeline.dates.messages import Message
from timeline.dates.messages import gettext_noop as _

# The rules run a second time, and are slowest for text that isn't a date.
_MAX_WORDS = 16
_USUAL_WORDINGS = [
    (re.compile(pattern), words)
    for pattern, words in [
        (r"\bup until\b", "until"),
        (r"\bmidday\b", "noon"),
        (rf"\b(?:this\s+)?{ORDINAL}\s+day\s+of\b", r"\g<ordinal>"),
    ]
]


def unusual_wording(text: str, context: Context, rules: Iterable[Rule]) -> Draft | None:
    """Refuse text with such a wording, and offer what the rules read in its usual form."""
    if len(text.split()) > _MAX_WORDS:
        return None
    usual = text
    for pattern, words in _USUAL_WORDINGS:
        usual = pattern.sub(words, usual)
    draft = first_of(rules, usual, context) if usual != text else None
    if draft is None or not is_valid(draft.edtf):
        return None
    raise Unreadable(Message.of(_("Did you mean {date}?"), date=draft.message_date), [draft.edtf])
