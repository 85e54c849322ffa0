"""Restoring an older version without the objects it names that were deleted since."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from reversion.errors import RevertError

from timeline.models.reversions import followed_relations


def drop_missing_relations(found: models.Model) -> list[str]:
    """Remove references to deleted objects from an object that was just restored from a version.

    Parts of it (such as citations) that require one are deleted. Returns the verbose names of what
    was removed. Raises RevertError if the object itself requires one."""
    lost = list(_without_single(found)) + list(_without_many(found))
    for name in followed_relations(type(found)):
        for part in getattr(found, name).all():
            try:
                drop_missing_relations(part)
            except RevertError:
                lost.append(str(part._meta.verbose_name))
                part.delete()
    return list(dict.fromkeys(lost))


def _without_single(found: models.Model) -> Iterator[str]:
    for field in found._meta.concrete_fields:
        key = getattr(found, field.attname)
        if key is None or not field.is_relation or _is_there(field.related_model, key):
            continue
        if not field.null:
            said = _(
                "This %(kind)s can’t be recovered because its %(field)s was deleted. Recover "
                "that first."
            )
            kind = found._meta.verbose_name
            raise RevertError(said % {"kind": kind, "field": field.verbose_name})
        type(found)._base_manager.filter(pk=found.pk).update(**{field.attname: None})
        setattr(found, field.attname, None)
        if field.editable:
            yield str(field.verbose_name)


def _without_many(found: models.Model) -> Iterator[str]:
    for field in found._meta.many_to_many:
        links: Any = field.remote_field.through._base_manager  # type: ignore[union-attr]
        here = links.filter(**{field.m2m_field_name(): found.pk})
        there = field.related_model._base_manager.values("pk")  # type: ignore[union-attr]
        gone = here.exclude(**{f"{field.m2m_reverse_field_name()}__in": there})
        if gone.delete()[0]:
            yield str(field.verbose_name)


def _is_there(model: Any, key: Any) -> bool:
    return bool(model._base_manager.filter(pk=key).exists())
