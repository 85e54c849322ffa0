"""Inserts the large parts of a page after its templates are rendered.

A template copies its output twice, and so does each template that includes it: a chart and a list
of a hundred kilobytes each would be copied ten times on their way into a page. Templates output a
placeholder instead, which is replaced once, in the final bytes.
"""

from __future__ import annotations

from django.utils.safestring import SafeString, mark_safe

from timeline.views.placeholders import Placeholders

_PLACEHOLDERS = Placeholders()


class DeferredParts:
    """The parts of one page that are inserted late."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def placeholder(self, part: str | bytes) -> SafeString:
        """A placeholder for templates to output; "" for an empty part. Bytes must be UTF-8."""
        if not part:
            return SafeString()
        self._parts.append(part.encode() if isinstance(part, str) else part)
        return mark_safe(_PLACEHOLDERS.placeholder(len(self._parts) - 1))  # noqa: S308 - ours

    def insert_into(self, text: str) -> bytes:
        """Replace the placeholders in a rendered template; returns UTF-8."""
        pieces = _PLACEHOLDERS.split(text)
        whole = [piece.encode() for piece in pieces]
        whole[1::2] = [self._parts[int(number)] for number in pieces[1::2]]
        return b"".join(whole)
