"""What something said before it was saved: what follows from a column has to be written anew where
that changes alone, and may be hundreds of thousands of events.

Signals, because going back to an older version writes without `save()`.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models.signals import pre_save

_WATCHED: dict[type[models.Model], set[str]] = {}


def watch(model: type[models.Model], *columns: str) -> None:
    """Have each save of this model know what these columns said before it. Called once, when the
    app is ready."""
    _WATCHED.setdefault(model, set()).update(columns)
    pre_save.connect(_look, sender=model, dispatch_uid=f"before-{model._meta.model_name}")


def before(instance: models.Model) -> dict[str, Any] | None:
    """Column → value, of what is watched, before the last save; None where that was the first."""
    found: dict[str, Any] | None = instance.__dict__["_before"]
    return found


def has_changed(instance: models.Model, *columns: str) -> bool:
    """Did the last save change any of these columns of something that was on record?"""
    was = before(instance)
    return was is not None and any(was[name] != getattr(instance, name) for name in columns)


def _look(sender: type[models.Model], instance: models.Model, **kwargs: Any) -> None:
    stored = sender._base_manager.filter(pk=instance.pk).values(*_WATCHED[sender])
    instance.__dict__["_before"] = stored.first() if instance.pk else None
