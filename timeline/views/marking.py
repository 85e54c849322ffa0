"""Marks in what is drawn, for what is known only later. Nobody can write one into a title."""

from __future__ import annotations

import re
import secrets


class Marking:
    """Marks of one kind, each of which holds a number."""

    def __init__(self) -> None:
        self.secret = secrets.token_hex(8)
        self._mark = re.compile(rf"{self.secret}-(\d+);")

    def mark(self, number: int) -> str:
        return f"{self.secret}-{number};"

    def split(self, drawn: str) -> list[str]:
        """What stands between marks, and at every second place the number of the mark there."""
        return self._mark.split(drawn)
