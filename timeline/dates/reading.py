"""The door for free text: what an editor or reader typed → ``Reading``, or ``Unreadable``.

English rules of our own, each strict: nothing is rounded, and what has two readings is asked.
Other languages come later. The order matters, because what is valid EDTF means what EDTF says
(``2011-12`` is December 2011) and a rule further down may rely on those before it.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from dataclasses import dataclass

from timeline.dates.display import Shown
from timeline.dates.edtf import EDTF, EDTFError, parse
from timeline.dates.english.days import short_year
from timeline.dates.english.drafts import Context, Draft, Rule, Unreadable, first_of, is_valid
from timeline.dates.english.old_style import old_style
from timeline.dates.english.one_date import one_date
from timeline.dates.english.open_sides import open_side
from timeline.dates.english.periods import season
from timeline.dates.english.ranges import choice, span
from timeline.dates.english.times import moment
from timeline.dates.messages import Message
from timeline.dates.messages import gettext_noop as _

__all__ = ["MAX_LENGTH", "Reading", "Unreadable", "read"]

MAX_LENGTH = 200

# A winter over New Year, "1944-45", looks like a range.
_RULES: tuple[Rule, ...] = (
    old_style,
    moment,
    open_side,
    choice,
    season,
    span,
    one_date,
    short_year,
)
_AROUND = " .,;:\"'“”‘’"
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−﹘﹣"), "-")
_LONG_DASH = re.compile(r"\s*[–—]\s*")
_YEAR_AND_TWO_DIGITS = re.compile(r"[0-9]{2}([0-9]{2})-([0-9]{2})")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text was understood as, and what had to be assumed to understand it.

    ``zone`` is the IANA zone the words name, if any; ``calendar`` is "J" if they say Old Style;
    ``relative`` is true if they count from ``today``.
    """

    text: str
    date: EDTF
    assumed: tuple[Message, ...] = ()
    zone: str | None = None
    calendar: str = "G"
    relative: bool = False


def read(text: str, *, today: datetime.date, zone: str | None = None) -> Reading:
    """Read a date in EDTF or English.

    ``today`` is the day that "yesterday" counts from, ``zone`` the IANA zone of "local time".
    Raises Unreadable, and nothing else, for a text that isn't exactly one date.
    """
    normal = _normalised(text[: MAX_LENGTH + 1])
    # Compatible forms can be longer: one character may stand for a phrase of eighteen.
    if max(len(text), len(normal)) > MAX_LENGTH:
        message = _("A date has at most {length} characters.")
        raise Unreadable(Message.of(message, length=MAX_LENGTH))
    context = Context(today.toordinal() - 1, zone)
    draft = _edtf(normal) or first_of(_RULES, normal.lower().strip(_AROUND), context)
    if draft is None or not is_valid(draft.edtf):
        raise Unreadable(
            Message.of(
                _(
                    "This isn't understood as a date. Write it as 3 June 2000, June 2000, 1783, "
                    "c. 1783, 18th century, 1853–1856 or since 2014."
                )
            )
        )
    return Reading(text, draft.date, draft.assumed, draft.zone, draft.calendar, draft.relative)


def _normalised(text: str) -> str:
    """One form for every dash, space and compatible character; a dash among hyphens is spaced."""
    text = unicodedata.normalize("NFKC", text)
    if "-" in text:
        text = _LONG_DASH.sub(" - ", text)
    return " ".join(text.translate(_DASHES).split())


def _edtf(text: str) -> Draft | None:
    """Strict EDTF; what looks like a pair of years as well is noted."""
    try:
        date = parse(text)
    except EDTFError:
        return None
    match = _YEAR_AND_TWO_DIGITS.fullmatch(text)
    if match and _may_be_years(int(match[1]), int(match[2])):
        note = _("Read as {date}. For a range of years write both in full.")
        return Draft(text, (Message.of(note, date=Shown(date)),))
    return Draft(text)


def _may_be_years(first: int, last: int) -> bool:
    """Consecutive years, or a number that few would mean as a season's."""
    return last == first + 1 or last > max(first, 12)
