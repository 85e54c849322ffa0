"""Counts, facet choices and pages for a query, from the database or from columns in memory.

`interface.py` defines the interface. `in_database.py` implements it with SQL, which is enough for a
few thousand events; `in_memory.py` with sorted arrays and bitmaps, for large archives. Both give
the same answers. `keeper.py` chooses between them: it loads the columns before the first answer and
brings them up to date before every later one.
"""
