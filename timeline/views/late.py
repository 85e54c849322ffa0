"""The large parts of a page, put in last.

A template copies what it draws twice, and so does each that it is included in: a chart and a list
of a hundred kilobytes each would be copied ten times over on their way into a page. Templates place
a mark instead, and what it stands for goes from here into the answer, once.
"""

from __future__ import annotations

from django.utils.safestring import SafeString, mark_safe

from timeline.views.marking import Marking

_PART = Marking()


class LateParts:
    """Those of one page."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def mark(self, part: str | bytes) -> SafeString:
        """Stands for markup in what templates draw; empty where that is. Bytes are UTF-8."""
        if not part:
            return SafeString()
        self._parts.append(part.encode() if isinstance(part, str) else part)
        return mark_safe(_PART.mark(len(self._parts) - 1))  # noqa: S308 - ours

    def put_into(self, drawn: str) -> bytes:
        """What templates drew, each mark replaced by what it stands for; in UTF-8."""
        pieces = _PART.split(drawn)
        whole = [piece.encode() for piece in pieces]
        whole[1::2] = [self._parts[int(number)] for number in pieces[1::2]]
        return b"".join(whole)
