"""A calendar marker after the first of two days: "25 October 1917 O.S. to 3 March 1918"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace

from timeline.dates.english.drafts import Context, Draft, Rule, Unreadable, first_of, is_valid
from timeline.dates.english.old_style import MARKER, with_conversion_note, without_markers
from timeline.dates.english.ranges import interval_of
from timeline.dates.messages import Message
from timeline.dates.messages import gettext_noop as _

_AFTER_FIRST = re.compile(
    rf"(?:{MARKER.pattern})[\s)\]]*"
    r"(?:,?\s*(?:-|/|&|\b(?:to|until|till|through|thru|up to|or|and|but)\b)|,(?!\s*[0-9]{4}\b))"
)
_AT_END = re.compile(rf"(?:{MARKER.pattern})[\s)\]]*\Z")
# A day with that of the other calendar in brackets is left to `old_style`.
_DAY_IN_BRACKETS = re.compile(r"[(\[][^()\[\]]*[0-9]")
_BETWEEN_DATES = re.compile(r"(/|\.\.|,)")


def marked_sides(text: str, context: Context, rules: Iterable[Rule]) -> Draft | None:
    """Read each side in the calendar of its own marker. Raises Unreadable for a day after the last
    marker, which may be in that calendar or the source's, unless both sides are the same day."""
    if not _AFTER_FIRST.search(text) or _DAY_IN_BRACKETS.search(text):
        return None
    marks = ["J" if each["old"] else "G" for each in MARKER.finditer(text)]
    is_last_marked = bool(_AT_END.search(text))
    calendars = (marks[0], marks[-1] if is_last_marked else context.calendar)
    if len({*marks, *calendars}) == 1:
        return None
    drafts = {each: _read(text, replace(context, calendar=each), rules) for each in "JG"}
    julian, first, last = (drafts[each] for each in ("J", *calendars))
    if not julian or not first or first.date.is_open:
        return None
    mixed_texts = _mixed_texts(first, last) if last else []
    if len(mixed_texts) == 1 and (is_last_marked or first.date.is_set):
        one, other = _BETWEEN_DATES.split(mixed_texts[0].strip("[]{}"))[::2]
        if one == other:
            return replace(julian, edtf=one)
    if is_last_marked:
        return _both_marked(julian, mixed_texts)
    candidates = list(filter(is_valid, mixed_texts))
    if last and (not candidates or first.edtf in candidates):
        return None  # only the calendar of the marker is possible
    message = _("Does the mark apply to every day? Write O.S. or N.S. after each one.")
    raise Unreadable(Message.of(message), [first.edtf, *candidates])


def _both_marked(julian: Draft, mixed_texts: list[str]) -> Draft | None:
    """Read two marked dates; None for more, as markers don't show where the calendar changes."""
    if len(mixed_texts) != 1:
        return None
    if "/" in mixed_texts[0]:
        interval_of(*map(Draft, mixed_texts[0].split("/")))
    return with_conversion_note(replace(julian, edtf=mixed_texts[0]))


def _read(text: str, context: Context, rules: Iterable[Rule]) -> Draft | None:
    with suppress(Unreadable):
        draft = first_of(rules, without_markers(text), context)
        return draft if draft and is_valid(draft.edtf) else None
    return None


def _mixed_texts(first: Draft, last: Draft) -> list[str]:
    """The texts that begin as `first` and end as `last`, one for each separator between dates."""
    first_parts, last_parts = (_BETWEEN_DATES.split(draft.edtf) for draft in (first, last))
    return [
        "".join(first_parts[:index] + last_parts[index:]) for index in range(2, len(first_parts), 2)
    ]
