"""Whoever wrote an event may not publish it, where FOUR_EYES is set."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.contrib.auth.models import User
from django.utils import timezone
from django.utils.translation import gettext as _

from timeline.desk.authors import changed_by
from timeline.models import Event
from timeline.querysets import EventQuerySet


def refusal(
    event: Event,
    user: User,
    *,
    changes: bool = False,
    is_approved: bool = False,
    wrote: bool | None = None,
) -> str:
    """Why this user may not publish this event, as it is on record or, where the same save
    `changes` it, as it would be then; "" where nothing forbids it. What is published, and not out
    yet, `is_approved` as it is. Whether the user `wrote` it is looked up, unless it is known."""
    if not settings.FOUR_EYES or (is_approved and not changes):
        return ""
    if wrote is None:  # what is not saved yet is the user's own
        wrote = not event.pk or event.pk in written_by(user, [event])
    if wrote:
        return _("Somebody else has to publish what you wrote.")
    if changes:
        return _("Somebody else has to publish what you changed: save it without publishing it.")
    return ""


def refusal_of_change(event: Event) -> str:
    """Why nobody changes an event alone that is approved and not out yet: readers would get what
    only one pair of eyes has seen. "" for any other."""
    is_approved = event.state == Event.State.PUBLISHED and not event.is_out
    if not settings.FOUR_EYES or not is_approved:
        return ""
    return _(
        "Somebody else approved it as it is: set it back to “in review” first, and have it "
        "published again."
    )


def first_approved(events: EventQuerySet) -> Event | None:
    """One of these that `refusal_of_change` is about, if there is any."""
    waiting = events.filter(published_at__gt=timezone.now())
    return next(filter(refusal_of_change, waiting), None)


def written_by(user: User, events: Iterable[Event]) -> set[int]:
    """The keys of those of these events that this user made, or wrote any part of while they were
    not published: who only hands in, sets back, sets an embargo or retracts wrote nothing. What was
    merged into one is of it: its citations stand there now. Four statements."""
    rows = list(events)
    rows += Event.objects.filter(merged_into__in=rows)
    whole = {event.pk: event.merged_into_id or event.pk for event in rows}
    made = {event.pk for event in rows if event.created_by_id == user.pk}
    return {whole[key] for key in made | changed_by(user, whole)}
