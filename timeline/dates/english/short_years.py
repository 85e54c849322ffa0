"""Two-digit years after an apostrophe, "May '68", which are refused with candidates offered."""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress

from timeline.dates.english.drafts import Context, Draft, Rule, Unreadable, first_of, is_valid
from timeline.dates.messages import Message
from timeline.dates.messages import gettext_noop as _

#: The first two digits that a year of two digits is offered with.
CENTURIES = ("20", "19", "18")
# Not "the '90s", which is a decade.
_SHORT = re.compile(r"(?<![a-z0-9])'([0-9]{2})\b(?!'?s\b)")


def apostrophe_year(text: str, context: Context, rules: Iterable[Rule]) -> Draft | None:
    """Offer what `rules` read with each of CENTURIES as the first two digits."""
    if not _SHORT.search(text):
        return None
    candidates = []
    for century in CENTURIES:
        with suppress(Unreadable):
            draft = first_of(rules, _SHORT.sub(rf"{century}\1", text), context)
            candidates += [draft.edtf] if draft and is_valid(draft.edtf) else []
    if not candidates:
        return None
    raise Unreadable(Message.of(_("Which century? Write the year in full.")), candidates)
