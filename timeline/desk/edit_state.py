"""State shared by an event's form and its citation formset while both are validated.

Django creates them independently; all they have in common is the event instance, which carries it.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import User

from timeline.desk.conflicts import Conflict
from timeline.models import Event


@dataclass
class EditState:
    """One edit of an event. The form is validated before the formset."""

    #: Set if somebody has saved the event since the form was opened.
    conflict: Conflict | None = None
    #: The source's words for the date before this edit, if the edit changes them.
    old_words: str = ""
    #: The date, or how it is displayed, differs from the record.
    date_changed: bool = False
    #: Who publishes the event with this edit, and whether it had been approved before.
    publisher: User | None = None
    is_approved: bool = False
    #: Readers have not seen the event, are told of the change, or need not be told.
    is_explained: bool = True
    #: The citations differ from the record.
    citations_changed: bool = False


def edit_state_of(event: Event) -> EditState:
    """Return the edit in progress on this event instance."""
    edit: EditState = event.__dict__.setdefault("_edit", EditState())
    return edit
