"""What reversion keeps to itself, and going back with one thing needs: when reversion changes,
here is where to look."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from django.db import models
from reversion.models import Version, _safe_revert
from reversion.revisions import _get_options


def held(model: type[models.Model]) -> Collection[str]:
    """The names of the fields that a version of such a thing holds."""
    fields: Collection[str] = _get_options(model).fields
    return fields


def followed(model: type[models.Model]) -> Collection[str]:
    """The names of the relations to its parts, whose versions are kept with its own."""
    relations: Collection[str] = _get_options(model).follow
    return relations


def model_of(version: Version) -> type[models.Model]:
    model: type[models.Model] = version._model
    return model


def thing_of(version: Version) -> Any:
    """The thing as the version has it; what is set on it is written with it."""
    return version._object_version.object


def write(versions: Sequence[Version]) -> None:
    """Put what these have in the place of what is on record, each after what it names. Raises
    RevertError where that can't be."""
    _safe_revert(versions)
