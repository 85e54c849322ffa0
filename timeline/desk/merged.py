"""The response for the form of an event that was merged, perhaps while the form was open."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from timeline.desk.refused import refused_page
from timeline.models import Event


def merged_event_response(request: HttpRequest, event: Event) -> HttpResponse:
    """Redirect to the event that was kept; if text was sent, show it for copying instead (409).

    Nothing that was sent is saved."""
    names = {"event": event, "original": event.merged_into}
    address = reverse("admin:timeline_event_change", args=[event.merged_into_id])
    page = refused_page(
        request,
        409,
        _("Merged while you were writing"),
        _(
            "A colleague merged “%(event)s” into “%(original)s” while you were writing. "
            "Nothing of yours was saved. It is shown here so that you can copy it."
        )
        % names,
        _("Open “%(original)s” in another tab") % names,
        address,
    )
    if page:
        return page
    messages.info(request, _("“%(event)s” was merged into this event.") % names)
    return redirect(address)
