"""People, places and topics in the admin."""

from __future__ import annotations

from django.contrib import admin

from timeline.desk.keeping import KeepingAdmin
from timeline.models import Person, Place, Topic


class SubjectAdmin(KeepingAdmin):
    search_fields = ("name", "slug")
    prepopulated_fields = {"slug": ("name",)}
    show_full_result_count = False


@admin.register(Person)
class PersonAdmin(SubjectAdmin):
    list_display = ("name", "slug", "wikidata_id")


@admin.register(Place)
class PlaceAdmin(SubjectAdmin):
    list_display = ("name", "slug", "wikidata_id")


@admin.register(Topic)
class TopicAdmin(SubjectAdmin):
    list_display = ("name", "slug", "position", "slot")
