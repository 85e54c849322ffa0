"""Use the SQLite version that the project pins, if there is a wheel for this platform."""

from __future__ import annotations

import sys


def prefer_pinned_sqlite() -> None:
    """Replace the standard library's sqlite3 with pysqlite3 before Django imports it.

    SQLite before 3.51.3 can corrupt a database in WAL mode, and stable distributions ship older
    versions. If pysqlite3 has no wheel, the standard module stays, and a system check warns if its
    SQLite is too old.
    """
    try:
        import pysqlite3
    except ImportError:
        return
    sys.modules["sqlite3"] = pysqlite3
    sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2
