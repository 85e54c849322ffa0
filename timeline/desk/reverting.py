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
    found = [version]
    for relation in _parts(model_of(version)):
        kind = ContentType.objects.get_for_model(relation.related_model)
        there = version.revision.version_set.filter(content_type=kind, db=version.db)
        owner = relation.field.attname
        found += [one for one in there if str(one.field_dict[owner]) == version.object_id]
    return found


def revert_object(version: Version, live: Model | None, stays: Collection[str] = ()) -> None:
    """Write the version and its parts to the database, and delete parts that it does not have.

    If it replaces a `live` object, the fields named in `stays`, and those that versions don't
    hold, keep their live values.
    """
    own = own_versions(version)
    _leave(version, live, stays)
    for relation in _parts(model_of(version)):
        kept = [one.object_id for one in own if model_of(one) is relation.related_model]
        there = relation.related_model._base_manager.filter(
            **{relation.field.attname: version.object_id}
        )
        there.exclude(pk__in=kept).delete()
    write(own)


def _leave(version: Version, live: Model | None, stays: Collection[str]) -> None:
    """Give fields that are not reverted their live or default value; old versions may hold one."""
    found, model = object_of(version), model_of(version)
    names = versioned_fields(model)
    for field in model._meta.concrete_fields:
        if live and (field.name in stays or field.name not in names):
            setattr(found, field.attname, getattr(live, field.attname))
        elif field.name not in names:
            setattr(found, field.attname, field.get_default())


def _parts(model: type[Model]) -> list[Any]:
    """Return the relations to parts that versions of this model follow."""
    return [model._meta.get_field(name) for name in followed_relations(model)]
