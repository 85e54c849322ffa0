"""Recompute the words of events with characters that used to end a word but no longer do: vowel
signs, as in Devanagari or Thai, and invisible characters."""

from __future__ import annotations

from django.db import migrations

from timeline.migrations._words import words_anew
from timeline.search.words import INVISIBLE, SIGNS


class Migration(migrations.Migration):
    dependencies = [
        ("timeline", "0014_imports_in_portions"),
    ]

    operations = [words_anew(INVISIBLE + SIGNS)]
