"""People, places and topics in the admin."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.contrib.humanize.templatetags.humanize import intcomma
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from timeline.desk.merge_subject_pages import MergingAdmin, merge_selected
from timeline.desk.searching import AnyCaseSearch
from timeline.desk.seen import SeenAdmin
from timeline.models import Person, Place, Topic
from timeline.models.saved_queries import asking_for


class SubjectAdmin(MergingAdmin, AnyCaseSearch, SeenAdmin):
    actions = (merge_selected,)
    search_fields = ("name", "slug")
    prepopulated_fields = {"slug": ("name",)}
    show_full_result_count = False

    def get_deleted_objects(self, objs: Iterable[Any], request: HttpRequest) -> Any:
        """What a saved timeline asks for stays, or its readers would find it empty."""
        tree, counts, missing, protected = super().get_deleted_objects(objs, request)
        askers = [
            _("Timeline: %(title)s, which asks for it") % {"title": saved.title}
            for saved in asking_for(objs)
        ]
        return tree, counts, missing, [*protected, *askers]

    def why_it_stays(self, thing: Any) -> str:
        """Nor does what an event names go, or the event would change without a version."""
        if known := super().why_it_stays(thing):
            return known
        # Of a place Django says so itself.
        named = 0 if isinstance(thing, Place) else thing.events.count()
        text = ngettext(
            "%(count)s event that names “%(name)s”: take it off there first",
            "%(count)s events that name “%(name)s”: take it off there first",
            named,
        )
        return text % {"count": intcomma(named), "name": thing} if named else ""


@admin.register(Person)
class PersonAdmin(SubjectAdmin):
    list_display = ("name", "slug", "wikidata_id")


@admin.register(Place)
class PlaceAdmin(SubjectAdmin):
    list_display = ("name", "slug", "wikidata_id")


@admin.register(Topic)
class TopicAdmin(SubjectAdmin):
    list_display = ("name", "slug", "position", "slot")
