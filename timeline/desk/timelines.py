"""Saved timelines in the admin."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from timeline.desk.conflict_forms import ConflictForm
from timeline.desk.recoverable import RecoverableAdmin
from timeline.desk.searching import CaseInsensitiveSearch
from timeline.filters import clean_saved_query
from timeline.models import Timeline

#: Readers, feeds and other sites may have its addresses, and unlike a retracted event, a timeline
#: has no page that could say why it is gone. So a published one stays.
_PUBLISHED = gettext_lazy(
    "it is published, and others may link to its addresses, which have to keep "
    "working; change what it says or asks for instead"
)


class TimelineAdminForm(ConflictForm):
    class Meta:
        help_texts = {
            "state": gettext_lazy(
                "Once published, it can’t go back to draft or be deleted, because others may "
                "link to its addresses."
            )
        }

    def clean_state(self) -> str:
        state: str = self.cleaned_data["state"]
        is_stored = self.instance.pk and self.stored_values != {}
        was_published = is_stored and self.initial["state"] == Timeline.State.PUBLISHED
        if was_published and state != Timeline.State.PUBLISHED:
            raise forms.ValidationError(
                _("It can’t go back to draft: %(why)s.") % {"why": _PUBLISHED}
            )
        return state

    def clean_query(self) -> str:
        """Return the query in its canonical form; raise ValidationError if it has none."""
        typed: str = self.cleaned_data["query"].strip().lstrip("?")
        return clean_saved_query(typed)


@admin.register(Timeline)
class TimelineAdmin(CaseInsensitiveSearch, RecoverableAdmin):
    form = TimelineAdminForm
    not_reverted = ("state",)
    list_display = ("title", "slug", "query", "position", "state")
    list_filter = ("state",)
    search_fields = ("title", "slug")
    prepopulated_fields = {"slug": ("title",)}

    def get_deleted_objects(self, objs: Iterable[Any], request: HttpRequest) -> Any:
        """List what can't be deleted and why, for one timeline or many."""
        tree, counts, missing, protected = super().get_deleted_objects(objs, request)
        published = [
            _("Timeline: %(title)s – %(why)s") % {"title": timeline.title, "why": _PUBLISHED}
            for timeline in objs
            if timeline.state == Timeline.State.PUBLISHED
        ]
        return tree, counts, missing, [*protected, *published]

    def view_on_site(self, obj: Timeline) -> Any:
        return obj.get_absolute_url() if obj.state == Timeline.State.PUBLISHED else None
