"""Pages for merging two events at the desk: choose the other one, compare both, confirm."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import AdminForm
from django.contrib.auth.decorators import permission_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from timeline.desk.compare import event_texts
from timeline.desk.double_submits import SENT_TWICE, token_from
from timeline.desk.explaining import CORRECTION_FIELDS, ExplainedForm
from timeline.desk.four_eyes import refusal_to_change
from timeline.desk.merging_events import Plan, merge, plan_merge, refusal_to_merge
from timeline.desk.pages import FORM_METHODS, render_event_page
from timeline.desk.widgets import KeySelect
from timeline.models import Event
from timeline.querysets import EventQuerySet

#: A merger redirects an event's address to another event, so it needs the right to publish.
_MERGE_PERMISSIONS = ("timeline.change_event", "timeline.publish_event")


@admin.action(description=gettext_lazy("Merge the two selected events"), permissions=["publish"])
def merge_selected(
    modeladmin: Any, request: HttpRequest, events: EventQuerySet
) -> HttpResponse | None:
    """Redirect to the page that asks for confirmation.

    It suggests keeping the event that readers have seen or, if neither or both, the older one."""
    selected = list(events.order_by("created_at", "pk")[:3])
    if len(selected) != 2:
        messages.error(request, _("Select exactly two events to merge."))
        return None
    kept, other = sorted(selected, key=lambda event: not event.has_been_public)
    return redirect("admin:timeline_event_merge", kept.pk, other.pk)


class OtherEventForm(forms.Form):
    other = forms.ModelChoiceField(Event.objects.all(), label=gettext_lazy("The other event"))

    def __init__(self, event: Event, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["other"]
        field.queryset = Event.objects.not_merged().exclude(pk=event.pk)
        widget = KeySelect(
            Event._meta.get_field("merged_into"), admin.site, attrs={"data-width": "100%"}
        )
        widget.choices = field.choices
        field.widget = widget


@require_safe
@permission_required(_MERGE_PERMISSIONS, raise_exception=True)
def choose_other(request: HttpRequest, object_id: int) -> HttpResponse:
    """Ask which event to merge this one with."""
    event = get_object_or_404(Event, pk=object_id)
    form = OtherEventForm(event, request.GET or None)
    if request.GET and form.is_valid():
        return redirect("admin:timeline_event_merge", event.pk, form.cleaned_data["other"].pk)
    title = _("Merge with another event")
    return render_event_page(request, "merge_choose", title, original=event, form=form)


class MergeForm(ExplainedForm):
    """Carries the edit tokens of both events as shown; asks for a reason and a correction."""

    kept_token = forms.CharField(widget=forms.HiddenInput, required=False)
    other_token = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, request: HttpRequest, kept: Event, other: Event) -> None:
        super().__init__(request.POST or None)
        self.user = request.user  # type: ignore[assignment]
        self.kept, self.other = kept, other
        self.tokens = {"kept_token": str(kept.edit_token), "other_token": str(other.edit_token)}
        self.initial = dict(self.tokens)
        self.fields["reason"].required = True
        self.remove_retraction_choice()

    def clean(self) -> dict[str, Any]:
        cleaned_data = super().clean() or {}
        if any(cleaned_data.get(name) != token for name, token in self.tokens.items()):
            self.data = {**self.data.dict(), **self.tokens}  # type: ignore[attr-defined]
            raise forms.ValidationError(
                _(
                    "One of the two was changed while this page was open. Nothing has been merged "
                    "yet. Check both again as they are now."
                )
            )
        for event in (self.kept, self.other):
            if reason := refusal_to_change(event):
                text = _("“%(event)s”: %(reason)s")
                self.add_error(None, text % {"event": event, "reason": reason})
        is_explained = self.check_explanation(cleaned_data, is_seen=self.kept.has_been_public)
        if self.kept.has_been_public and not is_explained:
            self.add_error(
                "correction_kind",
                _(
                    "Readers have seen this event. Tell them what was wrong and what it says now, "
                    "or tick “No change of meaning”."
                ),
            )
        return cleaned_data

    def fieldsets(self) -> Any:
        """Return the correction, if readers know the event, and the reason, as in its own form."""
        correction = (_("What readers are told of this change"), {"fields": CORRECTION_FIELDS})
        change = (_("This change"), {"fields": ("reason",)})
        return [correction, change] if self.kept.has_been_public else [change]


@require_http_methods(FORM_METHODS)
@permission_required(_MERGE_PERMISSIONS, raise_exception=True)
def merge_events(request: HttpRequest, object_id: int, other_id: int) -> HttpResponse:
    """Ask (GET) or merge (POST): keep `object_id`, and redirect the address of `other_id` to it."""
    if request.method != "POST":
        return _confirm(request, *_pair(object_id, other_id, Event.objects.all()))
    with transaction.atomic():
        kept, other = _pair(object_id, other_id, Event.objects.locked())
        if kept.edit_token == token_from(request.POST):
            messages.info(request, SENT_TWICE)
            return redirect("admin:timeline_event_change", kept.pk)
        form = MergeForm(request, kept, other)
        if not refusal_to_merge(kept, other) and form.is_valid():
            kept.next_token = token_from(request.POST)
            merge(
                plan_merge(kept, other), form.user, form.history_comment(), form.correction_of(kept)
            )
            messages.success(request, _("“%s” was merged into this event.") % other.title)
            return redirect("admin:timeline_event_change", kept.pk)
        return _confirm(request, kept, other, form)


def _pair(kept: int, other: int, events: EventQuerySet) -> tuple[Event, Event]:
    events_by_key = {event.pk: event for event in events.filter(pk__in=(kept, other))}
    if kept not in events_by_key or other not in events_by_key:
        get_object_or_404(Event, pk=kept)
        get_object_or_404(Event, pk=other)
    return events_by_key[kept], events_by_key[other]


def _confirm(
    request: HttpRequest, kept: Event, other: Event, form: MergeForm | None = None
) -> HttpResponse:
    kept_texts, other_texts = event_texts(kept), event_texts(other)
    merge_plan: Plan = plan_merge(kept, other)
    form = form or MergeForm(request, kept, other)
    return render_event_page(
        request,
        "merge",
        _("Merge two events"),
        original=kept,
        other=other,
        rows=[(label, kept_texts[label], other_texts[label]) for label in kept_texts],
        plan=merge_plan,
        refusal=refusal_to_merge(kept, other),
        reverse_refusal=refusal_to_merge(other, kept),
        form=form,
        fieldsets=AdminForm(form, form.fieldsets(), {}),  # type: ignore[arg-type]
    )
