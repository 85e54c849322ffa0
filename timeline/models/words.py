"""What full-text search looks through: one row of plain words for each event."""

from __future__ import annotations

from django.db import models

from timeline.models.events import Event


class EventWords(models.Model):
    """The normalised words of an event's title, summary, people and place, space-separated.

    Written by `timeline.models.index` alone. PostgreSQL indexes the column by an expression;
    SQLite mirrors it into an FTS5 table by triggers (migration 0002).
    """

    event = models.OneToOneField(
        Event, on_delete=models.CASCADE, primary_key=True, related_name="words"
    )
    words = models.TextField()

    def __str__(self) -> str:
        return self.words
