"""Characters that nobody sees and no page may hold."""

from __future__ import annotations

import re

# HTML and XML 1.0 allow no other controls and none of these noncharacters. NUL is refused wherever
# text comes in, for no database takes it.
_CONTROLS = re.compile(r"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")


def without_controls(text: str) -> str:
    """The text without control characters, but for tabs and the ends of lines. Nobody could find
    them to delete them. One that parts words becomes a space, such as the vertical tab that a word
    processor writes for a new line; others go."""
    return _CONTROLS.sub(lambda found: " " if found[0].isspace() else "", text)
