"""How the words of a source relate to the stored date."""

from __future__ import annotations

import datetime
from enum import StrEnum
from functools import lru_cache

from timeline.dates.display import MessageDate
from timeline.dates.edtf import EDTF, Precision, overlaps, within
from timeline.dates.messages import Message
from timeline.dates.messages import gettext_noop as _
from timeline.dates.reading import Reading, Unreadable, read


class Evidence(StrEnum):
    """How directly the source's words give the date, most directly first (see ``evidence_of``)."""

    STATED = "stated"
    NARROWED = "narrowed"
    WORKED = "worked"
    APPROXIMATE = "approximate"


# Cached: the same passages recur from page to page.
@lru_cache(maxsize=2048)
def reading_of_words(
    words: str, today: datetime.date, zone: str | None, calendar: str = "G"
) -> Reading | None:
    """Read the words of a source by themselves; None if they can't be read.

    ``today``, ``zone`` and ``calendar`` are those of the source. If ``calendar`` is "J", days are
    Old Style even where they aren't marked so.
    """
    try:
        return read(words, today=today, zone=zone, calendar=calendar)
    except Unreadable:
        return None


def contradicting_reading(
    words: str, date: EDTF, today: datetime.date, zone: str | None, calendar: str = "G"
) -> Reading | None:
    """The reading of a source's words if it contradicts the date, else None.

    Words that are less precise than the date, relative or unreadable don't contradict it.
    """
    reading = reading_of_words(words, today, zone, calendar)
    if reading is None or reading.is_relative or _is_same_moment(reading.date, date):
        return None
    return None if overlaps(reading.date, date) else reading


def evidence_of(reading: Reading | None, date: EDTF) -> Evidence:
    """Compare the reading of the source's words alone with the date.

    APPROXIMATE: the date is approximate, uncertain or open on one side, whatever the words say.
    STATED: the reading has the same bounds. NARROWED: the date lies within the reading.
    WORKED: the words alone don't give the date: they are relative, different, or unreadable.
    """
    if date.approximate or date.uncertain or date.is_open:
        return Evidence.APPROXIMATE
    if reading is None or reading.is_relative:
        return Evidence.WORKED
    written_date = reading.date
    if _is_same_moment(written_date, date) or _has_same_bounds(written_date, date):
        return Evidence.STATED
    return Evidence.NARROWED if within(date, written_date) else Evidence.WORKED


def explanation(evidence: Evidence, date: EDTF, reading: Reading | None = None) -> Message:
    """The line that explains a date to readers if the editor gave no note. ``reading`` is what the
    words alone say; it decides whether the date follows from them or is the desk's own."""
    if evidence is Evidence.STATED:
        if reading and reading.calendar == "J":
            return Message.of(_("As written, converted from Old Style."))
        if date.is_interval:
            return Message.of(_("A range, as written."))
        if date.is_set:
            return Message.of(_("As written."))
        if date.precision is Precision.SECOND:
            return Message.of(_TO_THE_SECOND if date.has_seconds else _TO_THE_MINUTE)
        return Message.of(_AS_WRITTEN[date.precision])
    if evidence is Evidence.APPROXIMATE and (reading is None or overlaps(date, reading.date)):
        return Message.of(_("Known on one side only.") if date.is_open else _("Approximate."))
    if reading is None:
        return Message.of(_("The desk’s reading."))
    alone = MessageDate(reading.date, reading.zone, reading.calendar)
    if evidence is Evidence.NARROWED:
        return Message.of(_("Narrowed: the words alone say {reading}."), reading=alone)
    if not reading.is_relative:
        return Message.of(_("The desk’s reading; the words alone say {reading}."), reading=alone)
    if _has_same_bounds(reading.date, date) or within(date, reading.date):
        return Message.of(_("Worked out from the post’s own day."))
    return Message.of(
        _("The desk’s reading; from the post’s own day the words say {reading}."), reading=alone
    )


def _is_same_moment(one: EDTF, other: EDTF) -> bool:
    """Whether both are the same instant, whatever their zones."""
    return one.instant is not None and one.instant == other.instant


def _has_same_bounds(one: EDTF, other: EDTF) -> bool:
    return (one.lower, one.upper) == (other.lower, other.upper)


_TO_THE_SECOND, _TO_THE_MINUTE = _("As written, to the second."), _("As written, to the minute.")
_AS_WRITTEN = {
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
