"""Creating, showing and revoking secret links to unpublished events at the desk."""

from __future__ import annotations

import secrets

from django.contrib import admin, messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from timeline.addresses import address
from timeline.desk.pages import FORM_METHODS, render_event_page
from timeline.models import Event
from timeline.sharing.links import absolute

#: Random bytes of a token, which is 32 characters long.
_TOKEN_BYTES = 24


@require_http_methods(FORM_METHODS)
@permission_required("timeline.change_event", raise_exception=True)
def preview_link(request: HttpRequest, object_id: int) -> HttpResponse:
    """Show an event's secret link. POST with `make` replaces it, any other POST revokes it.

    A POST needs permission to change the event."""
    event = get_object_or_404(Event, pk=object_id)
    if request.method == "POST":
        if not admin.site.get_model_admin(Event).has_change_permission(request, event):
            raise PermissionDenied
        token = secrets.token_urlsafe(_TOKEN_BYTES) if "make" in request.POST else None
        # Not an edit of the event: `updated_at` stays, and no version is added.
        Event.objects.filter(pk=event.pk).update(preview_token=token)
        if not token:
            message = _("The link no longer works.")
        elif event.preview_token:
            message = _("A new link was made. The old one no longer works.")
        else:
            message = _("A link was made.")
        messages.success(request, message)
        return redirect("admin:timeline_event_preview", event.pk)
    path = address("preview", event.preview_token) if event.preview_token else ""
    link = absolute(path) if path else ""
    return render_event_page(request, "preview_link", _("Preview link"), original=event, link=link)
