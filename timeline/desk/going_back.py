"""What an older version brings back: the thing that it is of, and nothing else.

A revision holds whatever was saved at one time: a document with its posts, both events of a merger.
reversion takes all of it back; here, who goes back with one thing takes no other along.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from reversion.models import Version

from timeline.models.reversions import followed, held, model_of, thing_of, write


def own_versions(version: Version) -> list[Version]:
    """This one, and those of the parts that are shown with it and belong to it, as the citations of
    an event. Raises RevertError where one of them can't be read."""
    found = [version]
    for relation in _parts(model_of(version)):
        kind = ContentType.objects.get_for_model(relation.related_model)
        there = version.revision.version_set.filter(content_type=kind, db=version.db)
        owner = relation.field.attname
        found += [one for one in there if str(one.field_dict[owner]) == version.object_id]
    return found


def bring_back(version: Version, live: Model | None, stays: Collection[str] = ()) -> None:
    """Write what the version says, and delete those of its parts that it did not have. Where it
    takes the place of what is `live`, that keeps its fields of these names; and it does not lose
    what versions don't hold."""
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
    """Older versions may say of a field what newer ones don't hold any more."""
    found, model = thing_of(version), model_of(version)
    names = held(model)
    for field in model._meta.concrete_fields:
        if live and (field.name in stays or field.name not in names):
            setattr(found, field.attname, getattr(live, field.attname))
        elif field.name not in names:
            setattr(found, field.attname, field.get_default())


def _parts(model: type[Model]) -> list[Any]:
    """The relations to the parts that versions of this model follow."""
    return [model._meta.get_field(name) for name in followed(model)]
