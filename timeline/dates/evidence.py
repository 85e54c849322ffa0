"""How the words of a source relate to the date that is stored."""

from __future__ import annotations

import datetime
from enum import StrEnum
from functools import lru_cache

from timeline.dates.display import Shown
from timeline.dates.edtf import EDTF, Precision, within
from timeline.dates.messages import Message
from timeline.dates.messages import gettext_noop as _
from timeline.dates.reading import Reading, Unreadable, read


class Evidence(StrEnum):
    """Four kinds, from the plainest to the least exact."""

    STATED = "stated"
    NARROWED = "narrowed"
    WORKED = "worked"
    APPROXIMATE = "approximate"


def link(written: str, date: EDTF, *, today: datetime.date, zone: str | None = None) -> Evidence:
    """Compare what the source wrote with the date; ``today`` and ``zone`` are the source's own.

    APPROXIMATE: the date is marked so, or known on one side only, whatever the words say.
    STATED: the words read to the same bounds. NARROWED: the date lies inside what they say.
    WORKED: the words alone don't give it, being relative, different, or unreadable.
    """
    if date.approximate or date.uncertain or date.is_open:
        return Evidence.APPROXIMATE
    reading = words_alone(written, today, zone)
    if reading is None or reading.relative:
        return Evidence.WORKED
    said = reading.date
    same_moment = said.instant is not None and said.instant == date.instant
    if same_moment or (said.lower, said.upper) == (date.lower, date.upper):
        return Evidence.STATED
    return Evidence.NARROWED if within(date, said) else Evidence.WORKED


# The same passages stand on page after page.
@lru_cache(maxsize=2048)
def words_alone(written: str, today: datetime.date, zone: str | None) -> Reading | None:
    """What the words of a source say by themselves, on its own day; None if they can't be read."""
    try:
        return read(written, today=today, zone=zone)
    except Unreadable:
        return None


def how(evidence: Evidence, date: EDTF, said: EDTF | None = None) -> Message:
    """One line for readers, where the editor gave no note.

    ``said`` is what the words alone read as; with it, a narrowed date can say so.
    """
    if evidence is Evidence.STATED:
        if date.is_interval:
            return Message.of(_("A range, as written."))
        return Message.of(_("As written.") if date.is_set else _AS_WRITTEN[date.precision])
    if evidence is Evidence.NARROWED and said is not None:
        return Message.of(_("Narrowed: the words alone say {reading}."), reading=Shown(said))
    if evidence is Evidence.APPROXIMATE and date.is_open:
        return Message.of(_("Known on one side only."))
    return Message.of(_LINES[evidence])


_LINES = {
    Evidence.NARROWED: _("Narrowed: the words alone say less."),
    Evidence.WORKED: _("Worked out from the page’s own date."),
    Evidence.APPROXIMATE: _("Approximate."),
}
_AS_WRITTEN = {
    Precision.SECOND: _("As written, to the minute."),
    Precision.DAY: _("As written, to the day."),
    Precision.MONTH: _("As written, to the month."),
    Precision.SEASON: _("As written, to the season."),
    Precision.QUARTER: _("As written, to the quarter."),
    Precision.THIRD: _("As written, to a part of the year."),
    Precision.HALF: _("As written, to half a year."),
    Precision.YEAR: _("As written, to the year."),
    Precision.DECADE: _("As written, to the decade."),
    Precision.CENTURY: _("As written, to the century."),
    Precision.MILLENNIUM: _("As written, to the millennium."),
    Precision.ERA: _("As written."),
}
