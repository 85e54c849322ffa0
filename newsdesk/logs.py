"""What the log may not hold."""

from __future__ import annotations

import logging
import re

#: What opens an event before it is published to whoever knows it.
_TOKEN = re.compile(r"(/preview/)[\w-]+")


class WithoutTokens(logging.Filter):
    """Writes addresses of previews without their tokens."""

    def filter(self, record: logging.LogRecord) -> bool:
        said = record.getMessage()
        if "/preview/" in said:
            record.msg, record.args = _TOKEN.sub(r"\1…", said), ()
        return True
