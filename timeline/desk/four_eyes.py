"""The four-eyes rule: with FOUR_EYES set, nobody may publish an event that they wrote."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.contrib.auth.models import User
from django.utils import timezone
from django.utils.translation import gettext as _

from timeline.desk.authors import changed_by
from timeline.models import Event
from timeline.querysets import EventQuerySet


def refusal_to_publish(
    event: Event,
    user: User,
    *,
    is_changed: bool = False,
    is_approved: bool = False,
    is_author: bool | None = None,
) -> str:
    """Return why the four-eyes rule keeps this user from publishing this event; "" if it doesn't.

    `is_changed`: the same save also changes the event. `is_approved`: the event is published
    already but under embargo, and may stay so unchanged. `is_author`: whether the user wrote it;
    looked up if None.
    """
    if not settings.FOUR_EYES or (is_approved and not is_changed):
        return ""
    if is_author is None:  # an event that is not saved yet is the user's own
        is_author = not event.pk or event.pk in written_by(user, [event])
    if is_author:
        return _("Somebody else has to publish what you wrote.")
    if is_changed:
        return _("Somebody else has to publish what you changed. Save it without publishing it.")
    return ""


def refusal_to_change(event: Event) -> str:
    """Return why an event that is approved but not public yet must not be changed; "" otherwise.

    Readers would get what only one person has seen.
    """
    is_approved = event.state == Event.State.PUBLISHED and not event.has_been_public
    if not settings.FOUR_EYES or not is_approved:
        return ""
    return _(
        "Somebody else approved it as it is. Set it back to “in review” first, then "
        "have it published again."
    )


def first_approved(events: EventQuerySet) -> Event | None:
    """Return one of these events that `refusal_to_change` refuses to change, if any."""
    waiting = events.filter(published_at__gt=timezone.now())
    return next(filter(refusal_to_change, waiting), None)


def written_by(user: User, events: Iterable[Event]) -> set[int]:
    """Return the keys of those events that the user created, or edited while unpublished.

    Only submitting, sending back, setting an embargo or retracting is not writing. Whoever wrote an
    event that was merged into one of these counts as its author: its citations are there now. Costs
    four queries at most.
    """
    rows = list(events)
    rows += Event.objects.filter(merged_into__in=rows)
    kept_key_by_key = {event.pk: event.merged_into_id or event.pk for event in rows}
    created = {event.pk for event in rows if event.created_by_id == user.pk}
    return {kept_key_by_key[key] for key in created | changed_by(user, kept_key_by_key)}
