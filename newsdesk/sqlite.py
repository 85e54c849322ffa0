"""Use the SQLite that the project pins, where it has one for this platform."""

from __future__ import annotations

import sys


def prefer_pinned_sqlite() -> None:
    """Put pysqlite3 in the place of the standard library's sqlite3, before Django opens it.

    SQLite before 3.51.3 can corrupt a database in WAL mode, and stable distributions ship older
    ones. Where the package has no wheel the standard module stays, and a system check warns when it
    is too old.
    """
    try:
        import pysqlite3
    except ImportError:
        return
    sys.modules["sqlite3"] = pysqlite3
    sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2
