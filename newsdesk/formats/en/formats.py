"""Date formats of the whole desk, in place of the American ones that Django has for English.

A datetime includes its time zone, and its seconds: two versions may be of the same minute.
"""

from __future__ import annotations

DATE_FORMAT = "j M Y"
DATETIME_FORMAT = "j M Y, H:i:s e"
MONTH_DAY_FORMAT = "j F"
