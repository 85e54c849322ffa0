"""Whoever wrote an event may not publish it, where FOUR_EYES is set."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from timeline.models import Event


def refusal(event: Event, user: User) -> str:
    """Why this user may not publish this event, as it is on record; "" where nothing forbids it."""
    # What is not saved yet is the user's own.
    is_own = not event.pk or user.pk in {event.created_by_id, event.updated_by_id}
    forbids = settings.FOUR_EYES and is_own
    return _("Somebody else has to publish what you wrote.") if forbids else ""
