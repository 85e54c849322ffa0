"""The words of the events that hold what counted as the end of a word until now: vowel signs, as of
Devanagari or Thai, and marks that nobody sees."""

from __future__ import annotations

from django.db import migrations

from timeline.migrations._words import words_anew
from timeline.search.words import INVISIBLE, SIGNS


class Migration(migrations.Migration):
    dependencies = [
        ("timeline", "0014_imports_in_portions"),
    ]

    operations = [words_anew(INVISIBLE + SIGNS)]
