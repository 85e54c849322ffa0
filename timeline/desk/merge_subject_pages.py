"""Pages for merging two people, places or topics: select them in the list, compare, confirm."""

from __future__ import annotations

import hashlib
import json
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.contrib.humanize.templatetags.humanize import intcomma
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.forms import model_to_dict
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from timeline.desk.explaining import ReasonField
from timeline.desk.merging_subjects import (
    Subject,
    events_naming,
    merge,
    plan_merge,
    refusal_to_merge,
)
from timeline.desk.pages import FORM_METHODS, render_page, url_name
from timeline.desk.recoverable import RecoverableAdmin
from timeline.models.versions import last_version


@admin.action(description=gettext_lazy("Merge the two selected"), permissions=["merge"])
def merge_selected(
    modeladmin: Any, request: HttpRequest, queryset: models.QuerySet[Any]
) -> HttpResponse | None:
    """Redirect to the confirmation page, which suggests keeping the one that more events name."""
    selected = list(queryset.order_by("pk")[:3])
    if len(selected) != 2:
        messages.error(request, _("Select exactly two to merge."))
        return None
    kept, other = sorted(selected, key=lambda each: -events_naming(each).count())
    return redirect(url_name(modeladmin.opts, "merge"), kept.pk, other.pk)


class MergeForm(forms.Form):
    """Carries a fingerprint of both as they were shown, and asks for the reason."""

    shown = forms.CharField(widget=forms.HiddenInput, required=False)
    reason = ReasonField()

    def __init__(self, request: HttpRequest, kept: Subject, other: Subject) -> None:
        self.fingerprint = _fingerprint(kept, other)
        super().__init__(request.POST or None, initial={"shown": self.fingerprint})

    def clean(self) -> dict[str, Any]:
        cleaned_data = super().clean() or {}
        if cleaned_data.get("shown") != self.fingerprint:
            self.data = {**self.data.dict(), "shown": self.fingerprint}  # type: ignore[attr-defined]
            raise forms.ValidationError(
                _(
                    "One of the two was changed while this page was open. Nothing has been merged "
                    "yet. Check both again as they are now."
                )
            )
        return cleaned_data


class MergeableAdmin(RecoverableAdmin):
    """Admin of a model that may have duplicates. Subclasses add `merge_selected` to `actions`."""

    def has_merge_permission(self, request: HttpRequest) -> bool:
        """Require the right to publish: a merger changes what events say, whatever their state."""
        may_change = self.has_change_permission(request)
        return may_change and request.user.has_perm("timeline.publish_event")

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.merge_view)
        name = f"{self.opts.app_label}_{self.opts.model_name}_merge"
        merge_path = path("<key:object_id>/merge/<key:other_id>/", view, name=name)
        return [merge_path, *super().get_urls()]

    def merge_view(self, request: HttpRequest, object_id: int, other_id: int) -> HttpResponse:
        """Ask (GET) or merge (POST): whatever names `other_id` names `object_id` instead."""
        if not self.has_merge_permission(request):
            raise PermissionDenied
        if request.method not in FORM_METHODS:
            return HttpResponseNotAllowed(FORM_METHODS)
        kept = get_object_or_404(self.model, pk=object_id)
        if not self.model._default_manager.exclude(pk=object_id).filter(pk=other_id).exists():
            messages.info(request, self._missing_message(kept, other_id))
            return self._redirect_to(kept)
        if request.method != "POST":
            other = self.model._default_manager.get(pk=other_id)
            return self._confirm(request, kept, other, MergeForm(request, kept, other))
        with transaction.atomic():
            return self._merge(request, object_id, other_id)

    def _merge(self, request: HttpRequest, kept_id: int, other_id: int) -> HttpResponse:
        """Lock, check and merge the two, or show the confirmation page again.

        Events are locked first, in the order that saving an event uses: the event, then what it
        names. Once the two are locked, no further event can name them; if one did just before, the
        counts differ, and the page is shown again."""
        other = get_object_or_404(self.model, pk=other_id)
        events = list(events_naming(other).locked())
        locked = self.model._default_manager.select_for_update().order_by("pk")
        pair = locked.in_bulk([kept_id, other_id])
        if len(pair) < 2:
            return self._redirect_to(get_object_or_404(self.model, pk=kept_id))
        kept, other = pair[kept_id], pair[other_id]
        form, merge_plan = MergeForm(request, kept, other), plan_merge(kept, other)
        if (
            form.is_valid()
            and not refusal_to_merge(merge_plan)
            and merge_plan.event_count == len(events)
        ):
            user = cast("User", request.user)
            merge(merge_plan, events, user, form.cleaned_data["reason"])
            text = _("“%(other)s” was merged into “%(kept)s”.")
            messages.success(request, text % {"other": other, "kept": kept})
            return self._redirect_to(kept)
        return self._confirm(request, kept, other, form)

    def _missing_message(self, kept: Subject, other_id: int) -> str:
        """Say what became of an object that no longer exists, by the slug in its last version."""
        last = last_version(self.model, other_id)
        if last and kept.old_slugs.filter(slug=last.field_dict["slug"]).exists():
            text = _("“%(other)s” has already been merged into “%(kept)s”.")
            return text % {"other": last.object_repr, "kept": kept}
        return _("Nothing was merged: the other one no longer exists.")

    def _redirect_to(self, kept: models.Model) -> HttpResponse:
        return redirect(url_name(self.opts, "change"), kept.pk)

    def _confirm(
        self, request: HttpRequest, kept: Any, other: Any, form: MergeForm
    ) -> HttpResponse:
        merge_plan = plan_merge(kept, other)
        return render_page(
            request,
            "admin/timeline/merge_subjects.html",
            _("Merge duplicates"),
            opts=self.opts,
            original=kept,
            other=other,
            rows=[*_rows(kept, other)],
            plan=merge_plan,
            refusal=refusal_to_merge(merge_plan),
            form=form,
            merge_url_name=url_name(self.opts, "merge"),
        )


def _fingerprint(kept: Subject, other: Subject) -> str:
    """Hash the editable fields of both, to detect changes while the page is open."""
    text = json.dumps([model_to_dict(kept), model_to_dict(other)])
    return hashlib.sha256(text.encode()).hexdigest()


def _rows(kept: Subject, other: Subject) -> Any:
    for field in kept._meta.concrete_fields:
        if field.editable and not field.primary_key:
            values = (getattr(each, field.name) for each in (kept, other))
            yield (field.verbose_name, *("" if value is None else value for value in values))
    counts = (intcomma(events_naming(each).count()) for each in (kept, other))
    yield (_("events"), *counts)
