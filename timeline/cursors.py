"""Keyset paging: where a page ended, as an opaque word in an address."""

from __future__ import annotations

import base64
import binascii
import datetime
import re
from dataclasses import dataclass

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
