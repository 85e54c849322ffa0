"""Accounts in the admin: who did anything at the desk keeps theirs. The history would forget who it
was, and whoever came back under a new account could publish what they wrote themselves."""

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
        """One at a time or many, the page says who stays, and what to do instead."""
        tree, counts, missing, protected = super().get_deleted_objects(objs, request)
        stays = [
            _("User: %(name)s – what they did is on record: untick “Active” instead")
            % {"name": user}
            for user in objs
            if _is_on_record(user)
        ]
        return tree, counts, missing, [*protected, *stays]


def _is_on_record(user: User) -> bool:
    """Is there a row that would no longer say who it was?"""
    relations: Iterable[Any] = User._meta.get_fields(include_hidden=True)
    return any(
        relation.related_model._base_manager.filter(**{relation.field.name: user}).exists()
        for relation in relations
        if getattr(relation, "on_delete", None) is models.SET_NULL
    )
