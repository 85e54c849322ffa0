"""Counts, choices and pages of a query, from the database or from columns in memory.

`answers.py` says what may be asked. `in_database.py` answers with SQL, which a few thousand events
need nothing beyond; `in_memory.py` answers from sorted columns and sets of positions, for archives.
Both give the same answers, and `keeper.py` chooses: it reads the columns before the first answer,
and brings them up to date before every other.
"""
