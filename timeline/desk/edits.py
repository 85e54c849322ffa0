"""What the form of an event and the citations beside it tell each other while both are checked.

Django makes them apart; what they have in common is the event that they edit.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import User

from timeline.desk.conflicts import Conflict
from timeline.models import Event


@dataclass
class Edit:
    """One edit of an event. The form is checked first."""

    #: Somebody has saved the event since it was opened.
    conflict: Conflict | None = None
    #: The source's words for the date before this edit, where it changes them.
    words_before: str = ""
    #: It says another date, or shows it otherwise, than on record.
    dates_otherwise: bool = False
    #: Who publishes it by this edit, and whether it was approved before.
    publisher: User | None = None
    is_approved: bool = False
    #: Readers have not seen it, or are told of the change, or need not be.
    is_explained: bool = True
    #: The citations are others than on record.
    cites_otherwise: bool = False


def edit_of(event: Event) -> Edit:
    """The edit that is under way in this instance."""
    edit: Edit = event.__dict__.setdefault("_edit", Edit())
    return edit
