"""Documents and posts in the admin."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db import models

from timeline.desk.keeping import KeepingAdmin
from timeline.desk.widgets import NamedSplitDateTime
from timeline.models import Document, Post


class PostInline(admin.TabularInline):
    model = Post
    fields = ("number", "headline", "posted")
    extra = 0
    show_change_link = True


@admin.register(Document)
class DocumentAdmin(KeepingAdmin):
    list_display = ("headline", "publisher", "published_on", "time_zone")
    search_fields = ("headline", "publisher", "public_id")
    date_hierarchy = "published_on"
    # What is typed without a scheme is https, as in Django 6, and Django 5 need not warn of it.
    formfield_overrides = {
        models.URLField: {"assume_scheme": "https"},
        models.DateTimeField: {"widget": NamedSplitDateTime},
    }
    inlines = (PostInline,)
    show_full_result_count = False

    def reversion_register(self, model: type[models.Model], **options: Any) -> None:
        """Posts have versions of their own: an older document must not take away newer posts."""
        super().reversion_register(model, **{**options, "follow": ()})


@admin.register(Post)
class PostAdmin(KeepingAdmin):
    list_display = ("headline", "number", "document")
    list_filter = ("document",)
    list_select_related = ("document",)
    search_fields = ("headline", "document__headline", "document__short_name")
    formfield_overrides = {models.DateTimeField: {"widget": NamedSplitDateTime}}
    autocomplete_fields = ("document",)
    show_full_result_count = False
