"""Admin of what readers know, or will know, besides events: documents, posts, people, places and
topics. Only users who may publish change them, and addresses that readers may have are kept."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from timeline.desk.recoverable import RecoverableAdmin
from timeline.models.visibility import is_known_to_readers, requires_publisher

#: Links and filters in other sites, feeds and bookmarks would otherwise lead nowhere.
KNOWN_TO_READERS = gettext_lazy(
    "readers have seen it, and others may link to its addresses, which have to keep working"
)


class PublicObjectAdmin(RecoverableAdmin):
    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Require the right to publish: names and headlines are public once saved, or once an
        embargo is over."""
        if not super().has_change_permission(request, obj):
            return False
        is_publisher = request.user.has_perm("timeline.publish_event")
        return obj is None or is_publisher or not requires_publisher(obj)

    def get_deleted_objects(self, objs: Iterable[Any], request: HttpRequest) -> Any:
        """List what can't be deleted and why, for one object or many."""
        tree, counts, missing, protected = super().get_deleted_objects(objs, request)
        reasons = filter(None, (self.reason_to_keep(obj) for obj in objs))
        return tree, counts, missing, [*protected, *reasons]

    def reason_to_keep(self, obj: Any) -> str:
        """Return why it can't be deleted; "" if it can."""
        if not is_known_to_readers(obj):
            return ""
        kind = obj._meta.verbose_name.capitalize()
        text = _("%(kind)s: %(name)s – %(why)s")
        return text % {"kind": kind, "name": obj, "why": KNOWN_TO_READERS}
