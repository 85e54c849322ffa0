"""The condition behind `matching()`: SQLite FTS5 or PostgreSQL tsvector, same answers.

Both look at words that `timeline.search.words` made, so neither database's own idea of a word,
of case or of accents can differ from the other's.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models.expressions import RawSQL

#: (%s is the question)
_SQL = {
    "sqlite": ("SELECT rowid FROM timeline_eventwords_fts WHERE timeline_eventwords_fts MATCH %s"),
    "postgresql": (
        "SELECT event_id FROM timeline_eventwords"
        " WHERE array_to_tsvector(string_to_array(words, ' ')) @@ %s::tsquery"
    ),
}


def matching_ids(vendor: str, asked: Sequence[str]) -> RawSQL:
    """A subquery of the ids of the events that hold all the words, the last as a prefix.

    The words come from `question()`: letters and digits only, so quoting them is enough.
    """
    *whole, prefix = asked
    if vendor == "sqlite":
        text = " AND ".join([*(f'"{word}"' for word in whole), f'"{prefix}" *'])
    else:
        text = " & ".join([*(f"'{word}'" for word in whole), f"'{prefix}':*"])
    return RawSQL(_SQL[vendor], (text,))  # noqa: S611 - the statement is a constant
