"""Adds offsets from UTC to local times, and refuses times that a zone skipped or had twice."""

from __future__ import annotations

from timeline.dates.display import MessageDate
from timeline.dates.edtf import EDTF, parse
from timeline.dates.english.drafts import Unreadable, is_valid
from timeline.dates.messages import Message
from timeline.dates.messages import gettext_noop as _
from timeline.dates.zones import offsets_at


def with_offset(local: str, offsets: tuple[int, ...] | None) -> str:
    """Add the only possible offset to the EDTF of a local time; None leaves the time local. Raises
    Unreadable if there are no or several offsets, or none that EDTF can express."""
    if offsets is None:
        return local
    if not offsets:
        message = _("Clocks in that zone skipped {date}. Correct the time.")
        raise Unreadable(Message.of(message, date=MessageDate(parse(local))))
    texts = [text for offset in offsets if (text := _offset_text(offset))]
    if not texts:
        message = _("Clocks in that zone weren’t whole minutes from UTC then. Leave the zone out.")
        raise Unreadable(Message.of(message), [local])
    readings = [edtf for text in texts if is_valid(edtf := local + text)]
    if not readings:
        raise Unreadable(
            Message.of(_("Offsets from UTC go from −12:00 to +14:00. Correct the offset."))
        )
    if len(readings) > 1:
        message = _("Clocks in that zone showed {date} twice. Add the offset from UTC.")
        raise Unreadable(Message.of(message, date=MessageDate(parse(local))), readings)
    return readings[0]


def check_local(date: EDTF, zone: str) -> None:
    """Raise Unreadable if a local time was skipped or occurred twice in this zone. Its offset
    needn't be one that EDTF can express: before 1900 few were."""
    single = date.single
    if single is None or single.clock is None or single.offset is not None:
        return
    offsets = offsets_at(zone, date.lower)
    if offsets is not None and len(offsets) != 1:
        with_offset(str(date), offsets)


def _offset_text(offset: int) -> str | None:
    if offset == 0:
        return "Z"
    hours, rest = divmod(abs(offset), 3600)
    if rest % 60:
        return None
    return f"{'-' if offset < 0 else '+'}{hours:02}:{rest // 60:02}"
