"""Log filters that keep secrets and noise out of the log."""

from __future__ import annotations

import logging
import re

#: The token in a preview URL, which shows an unpublished event to anyone who has it.
_TOKEN = re.compile(r"(/preview/)[\w-]+")


class WithoutTokens(logging.Filter):
    """Replace the tokens of preview URLs with "…"."""

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        if "/preview/" in message:
            record.msg, record.args = _TOKEN.sub(r"\1…", message), ()
        return True


class WithoutTraceback(logging.Filter):
    """Drop the traceback of errors that aren't bugs and that any client can cause at will."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.exc_info = None
        return True
