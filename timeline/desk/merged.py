"""The form of an event that was merged into another, perhaps while somebody was writing in it."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from timeline.desk.conflicts import shown
from timeline.desk.event_form import EXTRA
from timeline.models import Event


def merged_meanwhile(request: HttpRequest, event: Event, form: type[Any]) -> HttpResponse:
    """GET leads to the event that stays. What is sent is not saved and not lost: it is shown, to
    be copied there (409)."""
    said = _("“%(event)s” is merged into this event.") % {"event": event}
    if request.method != "POST":
        messages.info(request, said)
        return redirect("admin:timeline_event_change", event.merged_into_id)
    sent = form(request.POST, instance=event)
    typed = [
        (str(field.label), shown(field, sent[name].value()))
        for name, field in sent.fields.items()
        if name not in EXTRA
    ]
    context = {
        **admin.site.each_context(request),
        "title": _("Merged while you were writing"),
        "opts": Event._meta,
        "original": event.merged_into,
        "event": event,
        "typed": [(label, text) for label, text in typed if text],
        "cited": _citations(request),
    }
    return render(request, "admin/timeline/event/merged.html", context, status=409)


def _citations(request: HttpRequest) -> list[str]:
    """The words of the citations that were sent, each as one line."""
    names = ("exact", "date_as_written", "prefix", "suffix", "note")
    keys = sorted(key for key in request.POST if key.startswith("citations-"))
    heads = dict.fromkeys(key.rpartition("-")[0] for key in keys if key.endswith("-exact"))
    lines = [
        " · ".join(text for name in names if (text := request.POST.get(f"{head}-{name}", "")))
        for head in heads
    ]
    return [line for line in lines if line]
