"""Bulk actions on events: shown and confirmed first; each changed event gets a version."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from timeline.desk.double_submits import SENT_TWICE, token_from
from timeline.desk.four_eyes import refusal_to_change, refusal_to_publish, written_by
from timeline.desk.imports.plans import CHUNK_SIZE
from timeline.desk.keys import is_key
from timeline.desk.pages import render_event_page
from timeline.desk.related import related_digests
from timeline.models import Event, Topic, bulk
from timeline.models.batches import batches
from timeline.querysets import EventQuerySet

_MERGED = gettext_lazy("It was merged into another event.")


@dataclass(frozen=True)
class RefusedEvent:
    """An event that an action leaves unchanged, and the reason."""

    event: Event
    reason: str


class TopicForm(forms.Form):
    topic = forms.ModelChoiceField(Topic.objects.all(), label=gettext_lazy("Topic"))


@admin.action(description=gettext_lazy("Publish the selected events"), permissions=["publish"])
def publish_selected(
    modeladmin: Any, request: HttpRequest, events: EventQuerySet
) -> HttpResponse | None:
    """Publish those events that have a citation and, with FOUR_EYES, another author."""

    def publish(events: list[Event]) -> None:
        for event in events:
            event.state = Event.State.PUBLISHED

    title = _("Publish the selected events")
    return _confirm(request, events, title, _why_not_published, publish)


@admin.action(description=gettext_lazy("Tag the selected events"), permissions=["change"])
def tag_selected(
    modeladmin: Any, request: HttpRequest, events: EventQuerySet
) -> HttpResponse | None:
    """Tag those events that the editor may change.

    With FOUR_EYES, these exclude events that are approved but not public yet.
    """
    form = TopicForm(request.POST if "confirmed" in request.POST else None)

    def why_not(events: Sequence[Event], user: User) -> Iterator[str]:
        may_all = user.has_perm("timeline.publish_event")
        for event in events:
            if event.merged_into_id:
                yield str(_MERGED)
            elif not may_all and event.state not in Event.private_states:
                yield _("Only somebody who may publish can change it now.")
            else:
                yield refusal_to_change(event)

    def tag(events: list[Event]) -> None:
        links, topic = Event.topics.through, form.cleaned_data["topic"]
        links.objects.bulk_create(
            (links(event=event, topic=topic) for event in events), ignore_conflicts=True
        )

    return _confirm(request, events, _("Tag the selected events"), why_not, tag, form)


def _why_not_published(events: Sequence[Event], user: User) -> Iterator[str]:
    own = written_by(user, events) if settings.FOUR_EYES else set()
    for event in events:
        if event.merged_into_id:
            yield str(_MERGED)
        elif event.state not in Event.private_states:
            yield _("It is already published, or it was retracted.")
        elif not getattr(event, "cited", 0):
            yield _("It has no citation.")
        else:
            yield refusal_to_publish(event, user, is_author=event.pk in own)


def _confirm(
    request: HttpRequest,
    events: EventQuerySet,
    title: str,
    why_not: Callable[[Sequence[Event], User], Iterable[str]],
    change: Callable[[list[Event]], None],
    form: forms.Form | None = None,
) -> HttpResponse | None:
    """Show a confirmation page with numbers and reasons; once confirmed, change all or none.

    If an event, or a source or name that it shows, was edited, added or removed in the meantime,
    the page is shown again: only what the user has seen is changed.
    """
    user: Any = request.user
    with transaction.atomic():
        # Lock before checking, so that nobody can change the events in between.
        selected = Event.objects.filter(pk__in=list(events.values_list("pk", flat=True)))
        list(selected.locked().values_list("pk"))
        rows = list(selected.annotate(cited=Count("citations")))
        reasons = zip(rows, why_not(rows, user), strict=True)
        refused = [RefusedEvent(event, reason) for event, reason in reasons if reason]
        refused_keys = {one.event.pk for one in refused}
        ready = [event for event in rows if event.pk not in refused_keys]
        fingerprint = _fingerprint(ready)
        is_confirmed = "confirmed" in request.POST
        has_changed = is_confirmed and request.POST.get("shown") != fingerprint
        if has_changed and _is_done(request.POST):
            messages.info(request, SENT_TWICE)
            return None
        if is_confirmed and not has_changed and (form is None or form.is_valid()):
            for event in ready:
                event.next_token = token_from(request.POST)
            change_events(ready, change, user, title)
            done = ngettext("%(n)s event changed.", "%(n)s events changed.", len(ready))
            messages.success(request, done % {"n": len(ready)})
            return None
    return render_event_page(
        request,
        "bulk",
        title,
        ready=ready,
        refused=refused,
        form=form,
        fingerprint=fingerprint,
        has_changed=has_changed,
        data=request.POST,
        selected=request.POST.getlist("_selected_action"),
    )


def _is_done(data: QueryDict) -> bool:
    """Tell whether this same form has changed events before; a list filter may hide them now."""
    selected = Event.objects.filter(pk__in=filter(is_key, data.getlist("_selected_action")))
    return selected.filter(edit_token=token_from(data)).exists()


def _fingerprint(events: list[Event]) -> str:
    """Return a hash of these events' current state, including the objects they cite and name."""
    tokens = [f"{event.pk} {event.edit_token}" for event in events]
    parts = sorted([*tokens, *related_digests(events)])
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def change_events(
    events: Iterable[Event], change: Callable[[list[Event]], None], user: User, comment: str
) -> None:
    """Change events, CHUNK at a time, and keep a version of each with this comment.

    The caller's transaction must have locked them.
    """
    for batch in batches(events, CHUNK_SIZE):
        for event in batch:
            event.updated_by = user
        change(batch)
        bulk.change(batch)
        bulk.refresh_derived([event.pk for event in batch], comment, user)
