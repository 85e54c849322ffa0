"""Removes invisible control characters, which no text may contain, from input."""

from __future__ import annotations

import re

from django.http import QueryDict

# HTML and XML 1.0 don't allow these control characters and noncharacters. The embeddings,
# overrides and isolates of the Unicode Bidirectional Algorithm (UAX 9) would also reorder whatever
# follows a text; its marks (U+200E, U+200F, U+061C) and the joiners wouldn't, and are kept.
_CONTROLS = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
    r"\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufffe\uffff]"
)


def without_controls(text: str) -> str:
    """Remove control characters other than tabs and line ends: writers can't see and delete them.

    Whitespace, such as the vertical tab that word processors use for line breaks, becomes a space.
    NUL, which isn't typed by mistake, becomes U+FFFD, as in browsers.
    """
    return _CONTROLS.sub(lambda match: _replacement_of(match[0]), text)


def _replacement_of(char: str) -> str:
    if char == "\x00":
        return "\ufffd"
    return " " if char.isspace() else ""


def sanitize(parameters: QueryDict) -> QueryDict:
    """Remove control characters from all parameters of a URL or form, except from passwords, where
    they are part of the secret."""
    sanitized = QueryDict(mutable=True)
    for name, values in parameters.lists():
        is_secret = "password" in name
        sanitized.setlist(
            name, values if is_secret else [without_controls(text) for text in values]
        )
    return sanitized
