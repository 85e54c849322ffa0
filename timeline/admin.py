"""Where Django's admin looks; the desk is in `timeline.desk`."""

from __future__ import annotations

from timeline.desk import documents, events, subjects, timelines

__all__ = ["documents", "events", "subjects", "timelines"]
