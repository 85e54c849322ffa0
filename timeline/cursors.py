"""Keyset paging: where a page ended, as an opaque word in an address."""

from __future__ import annotations

import base64
import binascii
import datetime
import re
from dataclasses import dataclass

from timeline.dates.edtf import OPEN_END, OPEN_SORT

_PLAIN = re.compile(rb"(-?\d{1,19})\.(-?\d{1,19})\.(\d{1,18})")
_LIMIT = 2**63
_EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)


@dataclass(frozen=True)
class Cursor:
    """The place of an event in the order: date_sort, date_upper and id of the last one shown."""

    sort: int
    upper: int
    id: int

    @classmethod
    def of_change(cls, moment: datetime.datetime, id: int) -> Cursor:
        """The place of an event in the order of changes. No date is as short as this one's."""
        microseconds = (moment - _EPOCH) // datetime.timedelta(microseconds=1)
        return cls(microseconds, microseconds, id)

    @property
    def moment(self) -> datetime.datetime:
        """When the event changed; raises ValueError where the cursor is one of another order."""
        try:
            if self.sort == self.upper:
                return _EPOCH + datetime.timedelta(microseconds=self.sort)
        except OverflowError:
            pass
        raise ValueError("not a cursor of changes")

    @classmethod
    def at(cls, time: int) -> Cursor:
        """The place between events that begin before a time, in seconds, and those that begin
        then or later, whichever come first. No date ends as soon as this one."""
        return cls(time, time - 1, 0)

    @classmethod
    def at_half_open(cls, *, newest: bool) -> Cursor:
        """The place before the half-open dates, which are last in either order."""
        return cls(_LIMIT - 1, OPEN_END, 0) if newest else cls.at(OPEN_SORT)

    def encode(self) -> str:
        plain = f"{self.sort}.{self.upper}.{self.id}".encode()
        return base64.urlsafe_b64encode(plain).decode().rstrip("=")

    @classmethod
    def decode(cls, text: str) -> Cursor:
        """Raises ValueError when the text is not a cursor."""
        try:
            padded = text.encode("ascii") + b"=" * (-len(text) % 4)
            plain = base64.b64decode(padded, altchars=b"-_", validate=True)
        except (UnicodeEncodeError, binascii.Error) as error:
            raise ValueError("not a cursor") from error
        match = _PLAIN.fullmatch(plain)
        if match is None:
            raise ValueError("not a cursor")
        cursor = cls(*(int(part) for part in match.groups()))
        if not all(-_LIMIT <= part < _LIMIT for part in (cursor.sort, cursor.upper)):
            raise ValueError("not a cursor")
        return cursor
