"""Recompute the words of events with stroked letters or ligatures, which plain letters find from
now on: "walesa" finds Wałęsa."""

from __future__ import annotations

import unicodedata

from django.db import migrations

from timeline.migrations._words import words_anew
from timeline.search.words import PLAIN

#: These letters in both cases, with and without accents, such as "Ǿ".
_LETTERS = "".join(
    char
    for char in map(chr, range(0x80, 0x250))
    if PLAIN.keys() & set(unicodedata.normalize("NFKD", char.casefold()))
)


class Migration(migrations.Migration):
    dependencies = [
        ("timeline", "0018_visible_words"),
    ]

    operations = [words_anew(_LETTERS)]
