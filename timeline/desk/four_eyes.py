"""Whoever wrote an event may not publish it, where FOUR_EYES is set."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from timeline.models import Event


def refusal(event: Event, user: User, *, changes: bool = False, is_approved: bool = False) -> str:
    """Why this user may not publish this event, as it is on record or, where the same save
    `changes` it, as it would be then; "" where nothing forbids it. What is published, and not out
    yet, `is_approved` as it is."""
    if not settings.FOUR_EYES or (is_approved and not changes):
        return ""
    # What is not saved yet is the user's own.
    if not event.pk or user.pk in {event.created_by_id, event.updated_by_id}:
        return _("Somebody else has to publish what you wrote.")
    if changes:
        return _("Somebody else has to publish what you changed: save it without publishing it.")
    return ""
