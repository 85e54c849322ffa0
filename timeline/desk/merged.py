"""The form of an event that was merged into another, perhaps while somebody was writing in it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from timeline.desk.refused import refused
from timeline.models import Event


def merged_meanwhile(request: HttpRequest, event: Event) -> HttpResponse:
    """GET leads to the event that stays. What is sent is not saved and not lost: it is shown, to
    be copied there (409)."""
    names = {"event": event, "original": event.merged_into}
    address = reverse("admin:timeline_event_change", args=[event.merged_into_id])
    page = refused(
        request,
        409,
        _("Merged while you were writing"),
        _(
            "A colleague merged “%(event)s” into “%(original)s” while you were writing. Nothing of "
            "yours is saved. It stands here, to be copied over."
        )
        % names,
        _("Open “%(original)s” in another tab") % names,
        address,
    )
    if page:
        return page
    messages.info(request, _("“%(event)s” is merged into this event.") % names)
    return redirect(address)
