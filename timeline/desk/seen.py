"""What readers know beside events, or will: those who may publish change it, and the addresses that
readers may have stay."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from timeline.desk.keeping import KeepingAdmin
from timeline.models.seen import is_for_publishers, readers_know

#: Other sites, feeds and bookmarks: a link, or a filter, would lead nowhere.
STAYS = gettext_lazy(
    "readers have seen it, and others may have its addresses, which have to go on answering"
)


class SeenAdmin(KeepingAdmin):
    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A name or a headline stands on public pages once it is saved, or an embargo is over."""
        if not super().has_change_permission(request, obj):
            return False
        is_publisher = request.user.has_perm("timeline.publish_event")
        return obj is None or is_publisher or not is_for_publishers(obj)

    def get_deleted_objects(self, objs: Iterable[Any], request: HttpRequest) -> Any:
        """One at a time or many, the page says what stays and why."""
        tree, counts, missing, protected = super().get_deleted_objects(objs, request)
        stays = filter(None, (self.why_it_stays(thing) for thing in objs))
        return tree, counts, missing, [*protected, *stays]

    def why_it_stays(self, thing: Any) -> str:
        """Empty for what can be deleted."""
        if not readers_know(thing):
            return ""
        kind = thing._meta.verbose_name.capitalize()
        said = _("%(kind)s: %(name)s – %(why)s")
        return said % {"kind": kind, "name": thing, "why": STAYS}
