"""Versions of objects that code writes; objects saved at the desk get theirs from reversion."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import reversion
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.core.serializers.python import Serializer
from django.db import models, router
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Cast
from django.db.models.lookups import Exact
from django.utils import timezone
from reversion.models import Revision, Version
from reversion.revisions import create_revision
from reversion.signals import post_revision_commit, pre_revision_commit

from timeline.models.reversions import followed_relations, versioned_fields

#: The fields in the JSON of a version, which is a list of one serialized object.
_FIELDS = KeyTransform("fields", KeyTransform("0", Cast("serialized_data", models.JSONField())))
#: Matches versions of events that were published when saved. It parses the JSON rather than search
#: its text, as `extra` may hold an imported column named "state".
WAS_PUBLISHED = models.Q(Exact(KeyTextTransform("state", _FIELDS), "published"))


def keep_version(instance: models.Model, comment: str, user: User | None = None) -> None:
    """Save the current state of an object as a version, for its history.

    It gets its own revision, as reverting a revision reverts all of it, and reverting one event
    must not affect others. Opens no transaction: that is up to the caller.
    """
    with reversion.create_revision(atomic=False):
        if user:
            reversion.set_user(user)
        reversion.set_comment(comment)
        reversion.add_to_revision(instance)


def last_version(model: type[models.Model], key: int | str) -> Version | None:
    """Return the latest version of an object by primary key, even if now deleted or merged."""
    version: Version | None = Version.objects.get_for_object_reference(model, key).first()
    return version


def fields_in(serialized: str) -> dict[str, Any]:
    """Return the raw fields of a serialized version, even if the object is gone or its model's
    fields have changed since."""
    [record] = json.loads(serialized)
    fields: dict[str, Any] = record["fields"]
    return fields


def keep_versions(
    instances: Sequence[models.Model], comment: str, user: User | None = None
) -> None:
    """Do the same as `keep_version` for each of these objects, in a few queries for all.

    reversion can't write several revisions at once, and one at a time takes milliseconds each, all
    under SQLite's single write lock. The caller has just written these objects in a transaction and
    loaded their many-to-many fields and followed relations with `prefetch_to_list()`.
    """
    now = timezone.now()
    revisions = [Revision(date_created=now, user=user, comment=comment) for _ in instances]
    objects = [_parts(each) for each in instances]
    data = _serialized(part for group in objects for part in group)
    versions = [[_version(part, next(data)) for part in group] for group in objects]
    for revision, group in zip(revisions, versions, strict=True):
        pre_revision_commit.send(sender=create_revision, revision=revision, versions=group)
    Revision.objects.bulk_create(revisions)
    for revision, group in zip(revisions, versions, strict=True):
        for version in group:
            version.revision = revision
    Version.objects.bulk_create(version for group in versions for version in group)
    for revision, group in zip(revisions, versions, strict=True):
        post_revision_commit.send(sender=create_revision, revision=revision, versions=group)


def _parts(instance: models.Model) -> list[models.Model]:
    """Return the object and the related objects versioned with it."""
    names = followed_relations(type(instance))
    return [instance, *(part for name in names for part in getattr(instance, f"loaded_{name}"))]


def _version(part: models.Model, data: str) -> Version:
    return Version(
        content_type=ContentType.objects.get_for_model(part),
        object_id=str(part.pk),
        db=router.db_for_write(type(part), instance=part),
        format="json",
        serialized_data=data,
        object_repr=str(part),
    )


class _LoadedListSerializer(Serializer):
    """Serializes many-to-many fields from the loaded lists; Django's own first builds a queryset
    for each and discards it."""

    def handle_m2m_field(self, obj: Any, field: Any) -> None:
        current: dict[str, Any] = self._current  # type: ignore[attr-defined]
        current[field.name] = [each.pk for each in getattr(obj, f"loaded_{field.name}")]


def _serialized(parts: Iterable[models.Model]) -> Iterator[str]:
    """Yield each object as reversion's JSON, which is a list of one object."""
    for part in parts:
        [record] = _LoadedListSerializer().serialize([part], fields=versioned_fields(type(part)))
        yield json.dumps([record], cls=DjangoJSONEncoder, ensure_ascii=False)
