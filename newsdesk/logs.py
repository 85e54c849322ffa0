"""What the log does not hold."""

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


class WithoutTraceback(logging.Filter):
    """For what is no fault of the code, and which anybody can send as often as they like."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.exc_info = None
        return True
