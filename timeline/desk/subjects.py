"""People, places and topics in the admin."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.contrib.humanize.templatetags.humanize import intcomma
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from timeline.desk.conflict_forms import ConflictForm
from timeline.desk.merge_subject_pages import MergeableAdmin, merge_selected
from timeline.desk.pages import url_name
from timeline.desk.public_objects import PublicObjectAdmin
from timeline.desk.searching import CaseInsensitiveSearch
from timeline.models import Person, Place, Topic
from timeline.models.saved_queries import timelines_naming


class SubjectForm(ConflictForm):
    def validate_unique(self) -> None:
        """Report a taken slug at the name if the other has the same one: the slug follows it.

        The error links to the object that has the slug."""
        super().validate_unique()
        if not self.has_error("slug", "unique"):
            return
        kind, slug = type(self.instance), self.instance.slug
        other = kind._default_manager.get(slug=slug)
        is_namesake = other.name.casefold() == self.instance.name.casefold()
        del self.errors["slug"]
        self.add_error(
            "name" if is_namesake else "slug", _slug_taken_error(other, is_namesake=is_namesake)
        )


def _slug_taken_error(other: Any, *, is_namesake: bool) -> SafeString:
    options = other._meta
    text, advice = _("The slug is taken by the %(kind)s"), _("Choose another one.")
    if is_namesake:
        text = _("There is already a %(kind)s with this name:")
        advice = _("If you mean a different one, choose another slug.")
    address = reverse(url_name(options, "change"), args=[other.pk])
    return format_html(
        '{} <a href="{}" target="_blank">{}</a>. {}',
        text % {"kind": options.verbose_name},
        address,
        other,
        advice,
    )


class SubjectAdmin(MergeableAdmin, CaseInsensitiveSearch, PublicObjectAdmin):
    form = SubjectForm
    actions = (merge_selected,)
    search_fields = ("name", "slug")
    prepopulated_fields = {"slug": ("name",)}
    show_full_result_count = False

    def get_deleted_objects(self, objs: Iterable[Any], request: HttpRequest) -> Any:
        """Keep what a saved timeline asks for: its readers would find the timeline empty."""
        tree, counts, missing, protected = super().get_deleted_objects(objs, request)
        timelines = [
            _("Timeline: %(title)s, which asks for it") % {"title": timeline.title}
            for timeline in timelines_naming(objs)
        ]
        return tree, counts, missing, [*protected, *timelines]

    def reason_to_keep(self, obj: Any) -> str:
        """Also keep what an event names: deleting it would change the event without a version."""
        if reason := super().reason_to_keep(obj):
            return reason
        # Places are protected by their foreign key, which Django reports itself.
        event_count = 0 if isinstance(obj, Place) else obj.events.count()
        text = ngettext(
            "%(count)s event that names “%(name)s”: remove it there first",
            "%(count)s events that name “%(name)s”: remove it there first",
            event_count,
        )
        return text % {"count": intcomma(event_count), "name": obj} if event_count else ""


@admin.register(Person)
class PersonAdmin(SubjectAdmin):
    list_display = ("name", "slug", "wikidata_id")


@admin.register(Place)
class PlaceAdmin(SubjectAdmin):
    list_display = ("name", "slug", "wikidata_id")


@admin.register(Topic)
class TopicAdmin(SubjectAdmin):
    list_display = ("name", "slug", "position", "slot")
