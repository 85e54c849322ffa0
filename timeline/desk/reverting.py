"""Reverting a single object to an older version.

A revision holds everything that was saved at one time: a document with its posts, or both events
of a merger. django-reversion reverts all of it; here, one object is reverted without the others.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from reversion.models import Version

from timeline.models.reversions import (
    followed_relations,
    model_of,
    object_of,
    versioned_fields,
    write,
)


def own_versions(version: Version) -> list[Version]:
    """Return this version and those of the object's parts, such as the citations of an event.

    Raises RevertError if one of them can't be deserialized.
    """
    versions = [version]
    for relation in _parts(model_of(version)):
        content_type = ContentType.objects.get_for_model(relation.related_model)
        candidates = version.revision.version_set.filter(content_type=content_type, db=version.db)
        owner_field = relation.field.attname
        versions += [
            one for one in candidates if str(one.field_dict[owner_field]) == version.object_id
        ]
    return versions


def revert_object(version: Version, live: Model | None, not_reverted: Collection[str] = ()) -> None:
    """Write the version and its parts to the database, and delete parts that it does not have.

    If it replaces a `live` object, the fields named in `not_reverted`, and those that versions
    don't hold, keep their live values.
    """
    versions = own_versions(version)
    _keep_live_values(version, live, not_reverted)
    for relation in _parts(model_of(version)):
        part_keys = [one.object_id for one in versions if model_of(one) is relation.related_model]
        parts = relation.related_model._base_manager.filter(
            **{relation.field.attname: version.object_id}
        )
        parts.exclude(pk__in=part_keys).delete()
    write(versions)


def _keep_live_values(version: Version, live: Model | None, not_reverted: Collection[str]) -> None:
    """Give fields that are not reverted their live or default value; old versions may hold one."""
    obj, model = object_of(version), model_of(version)
    versioned = versioned_fields(model)
    for field in model._meta.concrete_fields:
        if live and (field.name in not_reverted or field.name not in versioned):
            setattr(obj, field.attname, getattr(live, field.attname))
        elif field.name not in versioned:
            setattr(obj, field.attname, field.get_default())


def _parts(model: type[Model]) -> list[Any]:
    """Return the relations to parts that versions of this model follow."""
    return [model._meta.get_field(name) for name in followed_relations(model)]
