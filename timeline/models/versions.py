"""Versions of what programs write; what is saved at the desk gets its own from reversion."""

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

from timeline.models.reversions import followed, held

#: The fields of a version, which is JSON: a list that holds the thing alone.
_FIELDS = KeyTransform("fields", KeyTransform("0", Cast("serialized_data", models.JSONField())))
#: Of a version of an event: it was published as it was saved. Its text is not searched: a file that
#: was imported may have had a column of the same name.
WAS_PUBLISHED = models.Q(Exact(KeyTextTransform("state", _FIELDS), "published"))


def keep_version(kept: models.Model, comment: str, user: User | None = None) -> None:
    """The state of something now, for its history.

    In a revision of its own: going back to a revision brings back all that is in it, and who goes
    back with one event must not take others along. The caller has a transaction, or wants none.
    """
    with reversion.create_revision(atomic=False):
        if user:
            reversion.set_user(user)
        reversion.set_comment(comment)
        reversion.add_to_revision(kept)


def last_version(model: type[models.Model], key: int | str) -> Version | None:
    """What something said last, by its primary key: also of what is deleted, or merged, by now."""
    version: Version | None = Version.objects.get_for_object_reference(model, key).first()
    return version


def fields_in(serialized: str) -> dict[str, Any]:
    """What a version holds, as it stands there: also of what is gone, or had other fields."""
    [said] = json.loads(serialized)
    fields: dict[str, Any] = said["fields"]
    return fields


def keep_versions(kept: Sequence[models.Model], comment: str, user: User | None = None) -> None:
    """What `keep_version` would write for each of these, in a few statements for all.

    reversion has no way to write several revisions at once; one by one they take milliseconds each,
    all of them under SQLite's one write lock. The caller has just written these, in a transaction,
    and loaded their many-to-many fields and what their versions follow as `querysets.listed()`.
    """
    now = timezone.now()
    revisions = [Revision(date_created=now, user=user, comment=comment) for _ in kept]
    parts = [_parts(each) for each in kept]
    data = _serialized(part for some in parts for part in some)
    versions = [[_version(part, next(data)) for part in some] for some in parts]
    for revision, some in zip(revisions, versions, strict=True):
        pre_revision_commit.send(sender=create_revision, revision=revision, versions=some)
    Revision.objects.bulk_create(revisions)
    for revision, some in zip(revisions, versions, strict=True):
        for version in some:
            version.revision = revision
    Version.objects.bulk_create(version for some in versions for version in some)
    for revision, some in zip(revisions, versions, strict=True):
        post_revision_commit.send(sender=create_revision, revision=revision, versions=some)


def _parts(kept: models.Model) -> list[models.Model]:
    """It, and what its version follows."""
    names = followed(type(kept))
    return [kept, *(part for name in names for part in getattr(kept, f"loaded_{name}"))]


def _version(part: models.Model, data: str) -> Version:
    return Version(
        content_type=ContentType.objects.get_for_model(part),
        object_id=str(part.pk),
        db=router.db_for_write(type(part), instance=part),
        format="json",
        serialized_data=data,
        object_repr=str(part),
    )


class _Loaded(Serializer):
    """Takes the many-to-many fields as they are loaded; Django's own makes a query for each first,
    to throw it away."""

    def handle_m2m_field(self, obj: Any, field: Any) -> None:
        current: dict[str, Any] = self._current  # type: ignore[attr-defined]
        current[field.name] = [each.pk for each in getattr(obj, f"loaded_{field.name}")]


def _serialized(parts: Iterable[models.Model]) -> Iterator[str]:
    """As the JSON of reversion, which holds each thing in a list of its own."""
    for part in parts:
        [said] = _Loaded().serialize([part], fields=held(type(part)))
        yield json.dumps([said], cls=DjangoJSONEncoder, ensure_ascii=False)
