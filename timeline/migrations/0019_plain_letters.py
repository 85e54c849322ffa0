"""The words of the events that hold letters with a stroke, or joined ones, which are found by plain
ones from now on: Wałęsa by "walesa"."""

from __future__ import annotations

import unicodedata

from django.db import migrations

from timeline.migrations._words import words_anew
from timeline.search.words import PLAIN

#: Of both cases, with and without accents: "Ǿ", too.
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
