"""What readers see beside events: it is changed by those who may publish."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext as _

from timeline.desk.keeping import KeepingAdmin
from timeline.desk.opened import OpenedForm
from timeline.models import Document, Event, Person, Place, Post

#: How an event names it.
_NAMED_BY: dict[type[models.Model], str] = {
    Document: "citations__post__document",
    Post: "citations__post",
    Person: "people",
    Place: "place",
}


def readers_see(thing: models.Model) -> bool:
    """Does an event name it that is out, or was? One statement."""
    known = Event.objects.published() | Event.objects.retracted()
    return bool(known.filter(**{_NAMED_BY[type(thing)]: thing}).exists())


class SeenAdmin(KeepingAdmin):
    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A name or a headline stands on public pages as soon as it is saved."""
        if not super().has_change_permission(request, obj):
            return False
        return (
            obj is None or request.user.has_perm("timeline.publish_event") or not readers_see(obj)
        )


class PostForm(OpenedForm):
    """Of a post whose address readers may have: document and number stay."""

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        moved = {"document", "number"} & set(self.changed_data)
        if moved and self.instance.pk and readers_see(self.instance):
            said = _("Events that readers have seen cite it at its address: this has to stay.")
            for name in sorted(moved):
                self.add_error(name, said)
        return found
