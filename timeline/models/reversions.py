"""The private parts of django-reversion that reverting a single object needs, kept in one module:
look here when upgrading it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from django.db import models
from reversion.models import Version, _safe_revert
from reversion.revisions import _get_options


def versioned_fields(model: type[models.Model]) -> Collection[str]:
    """Return the names of the fields that a version of this model stores."""
    fields: Collection[str] = _get_options(model).fields
    return fields


def followed_relations(model: type[models.Model]) -> Collection[str]:
    """Return the relations whose objects are versioned together with an instance of this model."""
    relations: Collection[str] = _get_options(model).follow
    return relations


def model_of(version: Version) -> type[models.Model]:
    model: type[models.Model] = version._model
    return model


def object_of(version: Version) -> Any:
    """Return the deserialized object of a version; attributes set on it are saved with it."""
    return version._object_version.object


def write(versions: Sequence[Version]) -> None:
    """Write the contents of these versions over the stored rows, dependencies first. Raises
    RevertError if a dependency is missing."""
    _safe_revert(versions)
