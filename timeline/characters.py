"""Characters that nobody sees and no text of ours may hold."""

from __future__ import annotations

import re

from django.http import QueryDict

# HTML and XML 1.0 allow no other controls and none of these noncharacters. The embeddings,
# overrides and isolates of the Unicode Bidirectional Algorithm (UAX 9) would turn what stands
# behind a text, too; its marks (U+200E, U+200F, U+061C) and what joins letters do no such thing.
_CONTROLS = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
    r"\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufffe\uffff]"
)


def without_controls(text: str) -> str:
    """The text without control characters, but for tabs and the ends of lines. Nobody could find
    them to delete them. One that parts words becomes a space, such as the vertical tab that a word
    processor writes for a new line; others go, but for NUL, which nobody types by mistake and which
    is shown as browsers show it."""
    return _CONTROLS.sub(lambda found: _instead(found[0]), text)


def _instead(char: str) -> str:
    if char == "\x00":
        return "\ufffd"
    return " " if char.isspace() else ""


def typed(sent: QueryDict) -> QueryDict:
    """The same of all that an address or a form sends. In a password they are part of the
    secret."""
    found = QueryDict(mutable=True)
    for name, values in sent.lists():
        is_secret = "password" in name
        found.setlist(name, values if is_secret else [without_controls(text) for text in values])
    return found
