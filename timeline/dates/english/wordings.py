"""Wordings that are refused, with the reading of their usual form offered: "up until 1954"."""

from __future__ import annotations

import re
from collections.abc import Iterable

from timeline.dates.english.drafts import Context, Draft, Rule, Unreadable, first_of, is_valid
from timeline.dates.english.vocabulary import ORDINAL
from timeline.dates.messages import Message
from timeline.dates.messages import gettext_noop as _

# The rules run a second time, and are slowest for text that isn't a date.
_MOST_WORDS = 16
_SAME = [
    (re.compile(pattern), words)
    for pattern, words in [
        (r"\bup until\b", "until"),
        (r"\bmidday\b", "noon"),
        (rf"\b(?:this\s+)?{ORDINAL}\s+day\s+of\b", r"\g<ordinal>"),
    ]
]


def reworded(text: str, context: Context, rules: Iterable[Rule]) -> Draft | None:
    """Refuse text with such a wording, and offer what the rules read in its usual form."""
    if len(text.split()) > _MOST_WORDS:
        return None
    other = text
    for pattern, words in _SAME:
        other = pattern.sub(words, other)
    draft = first_of(rules, other, context) if other != text else None
    if draft is None or not is_valid(draft.edtf):
        return None
    raise Unreadable(Message.of(_("Did you mean {date}?"), date=draft.shown), [draft.edtf])
