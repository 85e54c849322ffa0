"""People, places and topics in the admin."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.contrib.humanize.templatetags.humanize import intcomma
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from timeline.desk.keeping import KeepingAdmin
from timeline.desk.searching import AnyCaseSearch
from timeline.desk.seen import SeenAdmin
from timeline.models import Person, Place, Topic
from timeline.models.saved_queries import asking_for


class SubjectAdmin(AnyCaseSearch, KeepingAdmin):
    search_fields = ("name", "slug")
    prepopulated_fields = {"slug": ("name",)}
    show_full_result_count = False

    def get_deleted_objects(self, objs: Iterable[Any], request: HttpRequest) -> Any:
        """What an event names stays, or the event would change without a version; and what a saved
        timeline asks for, or its readers would find it empty."""
        tree, counts, missing, protected = super().get_deleted_objects(objs, request)
        for subject in objs:
            if isinstance(subject, Place):  # Django says so itself
                continue
            if named := subject.events.count():
                text = ngettext(
                    "%(count)s event that names “%(name)s”: take it off there first",
                    "%(count)s events that name “%(name)s”: take it off there first",
                    named,
                )
                protected = [*protected, text % {"count": intcomma(named), "name": subject}]
        askers = [
            _("Timeline: %(title)s, which asks for it") % {"title": saved.title}
            for saved in asking_for(objs)
        ]
        return tree, counts, missing, [*protected, *askers]


@admin.register(Person)
class PersonAdmin(SubjectAdmin, SeenAdmin):
    list_display = ("name", "slug", "wikidata_id")


@admin.register(Place)
class PlaceAdmin(SubjectAdmin, SeenAdmin):
    list_display = ("name", "slug", "wikidata_id")


@admin.register(Topic)
class TopicAdmin(SubjectAdmin):
    list_display = ("name", "slug", "position", "slot")
