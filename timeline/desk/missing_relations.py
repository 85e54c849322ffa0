"""Restoring an older version without the objects it names that were deleted since."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from reversion.errors import RevertError

from timeline.models.reversions import followed_relations


def drop_missing_relations(obj: models.Model) -> list[str]:
    """Remove references to deleted objects from an object that was just restored from a version.

    Parts of it (such as citations) that require one are deleted. Returns the verbose names of what
    was removed. Raises RevertError if the object itself requires one."""
    removed = list(_clear_foreign_keys(obj)) + list(_clear_many_to_many(obj))
    for name in followed_relations(type(obj)):
        for part in getattr(obj, name).all():
            try:
                drop_missing_relations(part)
            except RevertError:
                removed.append(str(part._meta.verbose_name))
                part.delete()
    return list(dict.fromkeys(removed))


def _clear_foreign_keys(obj: models.Model) -> Iterator[str]:
    for field in obj._meta.concrete_fields:
        key = getattr(obj, field.attname)
        if key is None or not field.is_relation or _exists(field.related_model, key):
            continue
        if not field.null:
            message = _(
                "This %(kind)s can’t be recovered because its %(field)s was deleted. Recover "
                "that first."
            )
            kind = obj._meta.verbose_name
            raise RevertError(message % {"kind": kind, "field": field.verbose_name})
        type(obj)._base_manager.filter(pk=obj.pk).update(**{field.attname: None})
        setattr(obj, field.attname, None)
        if field.editable:
            yield str(field.verbose_name)


def _clear_many_to_many(obj: models.Model) -> Iterator[str]:
    for field in obj._meta.many_to_many:
        through: Any = field.remote_field.through._base_manager  # type: ignore[union-attr]
        links = through.filter(**{field.m2m_field_name(): obj.pk})
        existing = field.related_model._base_manager.values("pk")  # type: ignore[union-attr]
        dangling = links.exclude(**{f"{field.m2m_reverse_field_name()}__in": existing})
        if dangling.delete()[0]:
            yield str(field.verbose_name)


def _exists(model: Any, key: Any) -> bool:
    return bool(model._base_manager.filter(pk=key).exists())
