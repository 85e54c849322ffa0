from __future__ import annotations

from newsdesk.sqlite import prefer_pinned_sqlite

prefer_pinned_sqlite()
