"""User accounts in the admin: the account of anyone who has done anything at the desk is kept.

Deleting it would remove the name from the history, and someone who came back under a new account
could publish what they wrote themselves.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import User
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext as _

admin.site.unregister(User)


@admin.register(User)
class AccountAdmin(UserAdmin):
    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Protect users who are on record, with a hint to deactivate them instead."""
        tree, counts, missing, protected = super().get_deleted_objects(objs, request)
        reasons = [
            _("User: %(name)s – their work is in the history: untick “Active” instead")
            % {"name": user}
            for user in objs
            if _is_on_record(user)
        ]
        return tree, counts, missing, [*protected, *reasons]


def _is_on_record(user: User) -> bool:
    """Tell whether any row would have its foreign key to the user set to NULL."""
    relations: Iterable[Any] = User._meta.get_fields(include_hidden=True)
    return any(
        relation.related_model._base_manager.filter(**{relation.field.name: user}).exists()
        for relation in relations
        if getattr(relation, "on_delete", None) is models.SET_NULL
    )
