"""The data model; each module holds one part of it and the signals or triggers that maintain it."""

from __future__ import annotations

from timeline.models.changes import Change
from timeline.models.corrections import Correction, NoteKind, correction_label
from timeline.models.documents import Document, Post
from timeline.models.events import Citation, Event, Support
from timeline.models.loaded import LoadedEntry
from timeline.models.search_words import EventWords
from timeline.models.subjects import OldSubjectSlug, Person, Place, Topic
from timeline.models.timelines import OldSlug, Timeline
from timeline.models.uploads import Upload
from timeline.models.visibility import Known

__all__ = [
    "Change",
    "Citation",
    "Correction",
    "Document",
    "Event",
    "EventWords",
    "Known",
    "LoadedEntry",
    "NoteKind",
    "OldSlug",
    "OldSubjectSlug",
    "Person",
    "Place",
    "Post",
    "Support",
    "Timeline",
    "Topic",
    "Upload",
    "correction_label",
]
