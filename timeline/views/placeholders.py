"""Placeholders in rendered text, with a random secret, so that nobody can put one into a title."""

from __future__ import annotations

import re
import secrets


class Placeholders:
    """Placeholders of one kind, each with a number."""

    def __init__(self) -> None:
        self.secret = secrets.token_hex(8)
        self._pattern = re.compile(rf"{self.secret}-(\d+);")

    def placeholder(self, number: int) -> str:
        return f"{self.secret}-{number};"

    def split(self, text: str) -> list[str]:
        """Split at the placeholders: texts at even indexes, the placeholders' numbers between."""
        return self._pattern.split(text)
