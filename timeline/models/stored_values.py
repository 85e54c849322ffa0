"""Remember the stored column values of an instance from before it is saved.

Data derived from a column, possibly of hundreds of thousands of events, is then rewritten only when
that column changes. Signals are used because a revert to an older version doesn't call the model's
own `save()`.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models.signals import pre_save

_WATCHED: dict[type[models.Model], set[str]] = {}


def watch(model: type[models.Model], *columns: str) -> None:
    """Record the stored values of these columns before each save; called from `AppConfig.ready`."""
    _WATCHED.setdefault(model, set()).update(columns)
    pre_save.connect(_remember, sender=model, dispatch_uid=f"before-{model._meta.model_name}")


def previous_values(instance: models.Model) -> dict[str, Any] | None:
    """Return the watched columns → values from before the last save; None if it was the first."""
    values: dict[str, Any] | None = instance.__dict__["_previous_values"]
    return values


def has_changed(instance: models.Model, *columns: str) -> bool:
    """Whether the last save changed any of these columns of a row that already existed."""
    previous = previous_values(instance)
    return previous is not None and any(
        previous[name] != getattr(instance, name) for name in columns
    )


def _remember(sender: type[models.Model], instance: models.Model, **kwargs: Any) -> None:
    stored = sender._base_manager.filter(pk=instance.pk).values(*_WATCHED[sender])
    instance.__dict__["_previous_values"] = stored.first() if instance.pk else None
