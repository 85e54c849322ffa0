"""Whoever wrote an event may not publish it, where FOUR_EYES is set."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.contrib.auth.models import User
from django.utils import timezone
from django.utils.translation import gettext as _
from reversion.models import Version

from timeline.models import Event
from timeline.models.versions import WAS_PUBLISHED
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
    """The keys of those of these events that this user made, or saved while they were not
    published. What was merged into one is of it: its citations stand there now. Two statements."""
    rows = list(events)
    rows += Event.objects.filter(merged_into__in=rows)
    whole = {event.pk: event.merged_into_id or event.pk for event in rows}
    own = {event.pk for event in rows if user.pk in _authors(event)}
    saved = Version.objects.get_for_model(Event).filter(
        object_id__in=[str(key) for key in whole], revision__user=user
    )
    unpublished = saved.exclude(WAS_PUBLISHED)  # whoever publishes saves it, too
    own |= {int(key) for key in unpublished.values_list("object_id", flat=True).distinct()}
    return {whole[key] for key in own}


def _authors(event: Event) -> set[int | None]:
    """Who made it, and who changed it last: of what is published, that is who approved it."""
    return {event.created_by_id, event.updated_by_id if event.published_at is None else None}
