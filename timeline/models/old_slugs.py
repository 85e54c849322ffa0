"""Whatever has an address keeps it: a slug that it had before still leads to it.

Signals, because going back to an older version writes without `save()`.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.signals import post_save
from django.utils.translation import gettext_lazy as _

from timeline.models.before import before, watch


class Addressed(models.Model):
    """What addresses name by its slug. Its `old_slugs` are those that it had before."""

    class Meta:
        abstract = True

    def validate_unique(self, exclude: Collection[str] | None = None) -> None:
        """A slug that leads elsewhere is taken too: others link to it."""
        super().validate_unique(exclude)
        if "slug" not in (exclude or ()):
            _leave_to_others(self)


def having(named: models.QuerySet[Any], slug: str) -> Any:
    """Which of some that are `Addressed` has this slug, or else had it before; None if none did."""
    return named.filter(slug=slug).first() or named.filter(old_slugs__slug=slug).first()


def hand_over(gone: Any, kept: Any) -> None:
    """Before something that is `Addressed` is deleted: what its slug, and those that it had before,
    lead to is another of its kind from now on."""
    relation: Any = type(gone)._meta.get_field("old_slugs")
    owner = relation.field.name
    old = relation.related_model._default_manager
    old.filter(**{owner: gone}).update(**{owner: kept})
    mine = {"slug": gone.slug, f"{owner}__isnull": False}
    old.update_or_create(**mine, defaults={owner: kept})


def _leave_to_others(found: Any) -> None:
    same = type(found)._default_manager
    had = same.filter(old_slugs__slug=found.slug).exclude(pk=found.pk).first()
    if had is None:
        return
    said = _(
        "“%(slug)s” is the old slug of the %(kind)s “%(name)s” (now %(now)s), and its addresses"
        " lead there. Choose another one."
    )
    about = {"slug": found.slug, "kind": found._meta.verbose_name, "name": had, "now": had.slug}
    raise ValidationError({"slug": ValidationError(said, code="old", params=about)})


def _saved(sender: type[models.Model], instance: Any, raw: bool, **kwargs: Any) -> None:
    was = before(instance)
    if was and was["slug"] == instance.slug:
        return
    relation: Any = sender._meta.get_field("old_slugs")
    owner = relation.field.name
    old = relation.related_model._default_manager.filter(**{f"{owner}__isnull": False})
    # It is what the slug stands for from now on. A version on its way back takes only its own.
    taken = old.filter(slug=instance.slug)
    (taken.filter(**{owner: instance}) if raw else taken).delete()
    if was:
        old.get_or_create(slug=was["slug"], defaults={owner: instance})


def connect() -> None:
    """Called once, when the app is ready."""
    for model in apps.get_models():
        if issubclass(model, Addressed):
            watch(model, "slug")
            post_save.connect(_saved, sender=model, dispatch_uid=f"old-slugs-{model.__name__}")
