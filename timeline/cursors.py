"""Keyset paging: where a page ended, as an opaque word in an address."""

from __future__ import annotations

import base64
import binascii
import datetime
import re
from typing import NamedTuple

from timeline.dates.edtf import OPEN_END, OPEN_SORT

_PLAIN = re.compile(rb"(-?\d{1,19})\.(-?\d{1,19})\.(\d{1,18})")
_LIMIT = 2**63
_EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
_MICROSECOND = datetime.timedelta(microseconds=1)
#: All moments that there are, as microseconds from then.
_MOMENTS = range(
    (datetime.datetime.min.replace(tzinfo=datetime.UTC) - _EPOCH) // _MICROSECOND,
    (datetime.datetime.max.replace(tzinfo=datetime.UTC) - _EPOCH) // _MICROSECOND + 1,
)


class Cursor(NamedTuple):
    """The place of an event in the order of a list: its date_sort, date_upper and id. As cursors
    compare, so do events in time."""

    sort: int
    upper: int
    id: int

    @classmethod
    def of_change(cls, moment: datetime.datetime, id: int) -> Cursor:
        """The place of an event in the order of changes. No date is as short as this one's."""
        microseconds = (moment - _EPOCH) // _MICROSECOND
        return cls(microseconds, microseconds, id)

    @property
    def is_of_changes(self) -> bool:
        """Whether it is a place in the order of changes, and none among dates. Of those, some with
        an open side alone have an upper bound that is their place, too ("0001/.."): OPEN_END, which
        is later than any moment."""
        return self.sort == self.upper and self.sort in _MOMENTS

    @property
    def moment(self) -> datetime.datetime:
        """When the event changed; raises ValueError where the cursor is one of another order."""
        if not self.is_of_changes:
            raise ValueError("not a cursor of changes")
        return _EPOCH + self.sort * _MICROSECOND

    @property
    def is_half_open(self) -> bool:
        """Whether its date is half-open, as `EDTF.sort` tells one; before the year 1 the number
        alone can't."""
        return self.upper >= OPEN_END or self.sort == OPEN_END + self.upper

    @property
    def just_before(self) -> Cursor:
        """The place that the event comes next from, oldest first."""
        return self._replace(id=self.id - 1)

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
