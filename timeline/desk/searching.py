"""Case-insensitive search at the desk, in any script.

SQLite's LIKE, and so Django's `icontains`, folds the case of ASCII only. Its regular expressions
are Python's, which fold the case of all Unicode, as PostgreSQL's do.
"""

from __future__ import annotations

import re
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.text import smart_split, unescape_string_literal

from timeline.fields import MAX_SEARCH_LENGTH


class CaseInsensitiveSearch:
    """Mixin that searches the `search_fields` of an admin: each word, or phrase between quotation
    marks, must occur in one of them."""

    search_fields: tuple[str, ...]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        for words in map(_words, smart_split(search_term[:MAX_SEARCH_LENGTH])):
            pattern, condition = re.escape(words), Q()
            for name in self.search_fields:
                condition |= Q(**{f"{name}__iregex": pattern})
            queryset = queryset.filter(condition)
        return queryset, False


def _words(bit: str) -> str:
    is_phrase = len(bit) > 1 and bit[0] in "\"'" and bit[0] == bit[-1]
    return unescape_string_literal(bit) if is_phrase else bit
