"""Cursors for keyset pagination: the end of a page as an opaque token in a URL."""

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
#: All moments that a datetime can represent, as microseconds since the epoch.
_MOMENTS = range(
    (datetime.datetime.min.replace(tzinfo=datetime.UTC) - _EPOCH) // _MICROSECOND,
    (datetime.datetime.max.replace(tzinfo=datetime.UTC) - _EPOCH) // _MICROSECOND + 1,
)


class Cursor(NamedTuple):
    """The position of an event in a list: its date_sort, date_upper and id. Cursors compare like
    their events in time."""

    sort: int
    upper: int
    id: int

    @classmethod
    def of_change(cls, moment: datetime.datetime, id: int) -> Cursor:
        """Return the position in the order of changes: its bounds are equal, unlike a date's."""
        microseconds = (moment - _EPOCH) // _MICROSECOND
        return cls(microseconds, microseconds, id)

    @property
    def is_of_changes(self) -> bool:
        """Whether it is a position in the order of changes, not of dates. Among these, only some
        with an open side ("0001/..") have equal ``sort`` and ``upper``, too: OPEN_END, which is
        later than any moment."""
        return self.sort == self.upper and self.sort in _MOMENTS

    @property
    def moment(self) -> datetime.datetime:
        """When the event changed; raises ValueError if the cursor is not one of changes."""
        if not self.is_of_changes:
            raise ValueError("not a cursor of changes")
        return _EPOCH + self.sort * _MICROSECOND

    @property
    def is_half_open(self) -> bool:
        """Whether its date is half-open, by the definition of `EDTF.sort_key`. For an end before
        the year 1, ``sort`` is below OPEN_END, so it is compared with ``upper``."""
        return self.upper >= OPEN_END or self.sort == OPEN_END + self.upper

    @property
    def just_before(self) -> Cursor:
        """The position after which the event comes next, oldest first."""
        return self._replace(id=self.id - 1)

    @classmethod
    def at(cls, time: int) -> Cursor:
        """Return the position between events that begin before a time, in seconds, and all others.
        It is valid in either order: no date that begins then has an upper bound as low."""
        return cls(time, time - 1, 0)

    @classmethod
    def at_half_open(cls, *, newest: bool) -> Cursor:
        """Return the position before the half-open dates, which are last in either order."""
        return cls(_LIMIT - 1, OPEN_END, 0) if newest else cls.at(OPEN_SORT)

    def encode(self) -> str:
        raw = f"{self.sort}.{self.upper}.{self.id}".encode()
        return base64.urlsafe_b64encode(raw).decode().rstrip("=")

    @classmethod
    def decode(cls, text: str) -> Cursor:
        """Read an encoded cursor; raises ValueError if the text isn't one."""
        try:
            padded = text.encode("ascii") + b"=" * (-len(text) % 4)
            raw = base64.b64decode(padded, altchars=b"-_", validate=True)
        except (UnicodeEncodeError, binascii.Error) as error:
            raise ValueError("not a cursor") from error
        match = _PLAIN.fullmatch(raw)
        if match is None:
            raise ValueError("not a cursor")
        cursor = cls(*(int(part) for part in match.groups()))
        if not all(-_LIMIT <= part < _LIMIT for part in (cursor.sort, cursor.upper)):
            raise ValueError("not a cursor")
        return cursor
