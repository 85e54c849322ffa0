"""Saved timelines in the admin."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin

from timeline.desk.keeping import KeepingAdmin
from timeline.desk.opened import OpenedForm
from timeline.desk.searching import AnyCaseSearch
from timeline.filters import query_errors, to_be_saved
from timeline.models import Timeline


class TimelineAdminForm(OpenedForm):
    def clean_query(self) -> str:
        """The query in its canonical form, or what is wrong with it."""
        typed: str = self.cleaned_data["query"].strip().lstrip("?")
        if errors := query_errors(typed):
            raise forms.ValidationError(errors)
        return to_be_saved(typed).filter.to_query()


@admin.register(Timeline)
class TimelineAdmin(AnyCaseSearch, KeepingAdmin):
    form = TimelineAdminForm
    list_display = ("title", "slug", "query", "position", "state")
    list_filter = ("state",)
    search_fields = ("title", "slug")
    prepopulated_fields = {"slug": ("title",)}

    def view_on_site(self, obj: Timeline) -> Any:
        return obj.get_absolute_url() if obj.state == Timeline.State.PUBLISHED else None
