"""Removes the characters that XML 1.0 forbids."""

from __future__ import annotations

import re

# The complement of XML 1.0, production 2 (Char).
_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def for_xml(text: str) -> str:
    """Drop the characters that XML 1.0 does not allow even as character references."""
    return _NOT_XML.sub("", text)
