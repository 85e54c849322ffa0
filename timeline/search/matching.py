"""The condition behind `EventQuerySet.matching`: SQLite FTS5 or PostgreSQL tsvector.

Both search words normalised by `timeline.search.words`, so differences between the databases'
tokenizers, case folding or accent handling can't affect the results.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models.expressions import RawSQL

#: Database vendor → SQL; %s is the search expression.
_SQL = {
    "sqlite": ("SELECT rowid FROM timeline_eventwords_fts WHERE timeline_eventwords_fts MATCH %s"),
    "postgresql": (
        "SELECT event_id FROM timeline_eventwords"
        " WHERE array_to_tsvector(string_to_array(words, ' ')) @@ %s::tsquery"
    ),
}


def matching_ids(vendor: str, terms: Sequence[str]) -> RawSQL:
    """Return a subquery of the ids of the events that hold all words, the last one as a prefix.

    The words come from `search_terms()` and hold only letters and digits, so quoting is enough.
    """
    *whole, prefix = terms
    if vendor == "sqlite":
        text = " AND ".join([*(f'"{word}"' for word in whole), f'"{prefix}" *'])
    else:
        text = " & ".join([*(f"'{word}'" for word in whole), f"'{prefix}':*"])
    return RawSQL(_SQL[vendor], (text,))  # noqa: S611 - the statement is a constant
