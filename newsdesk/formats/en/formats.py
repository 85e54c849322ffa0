"""Days and moments as the whole desk writes them, which Django has in an American form.

A moment names its zone, and its second: two versions may be of the same minute.
"""

from __future__ import annotations

DATE_FORMAT = "j M Y"
DATETIME_FORMAT = "j M Y, H:i:s e"
MONTH_DAY_FORMAT = "j F"
