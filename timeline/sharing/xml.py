"""Text that an XML document can hold."""

from __future__ import annotations

import re

# Everything else of Unicode may stand there (XML 1.0, production 2).
_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def for_xml(text: str) -> str:
    """Without the characters that no XML document may hold, not even escaped."""
    return _NOT_XML.sub("", text)
