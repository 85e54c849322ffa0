"""Keep old URLs working: a former slug of an object still leads to it.

Signals are used because a revert to an older version doesn't call the model's own `save()`.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.signals import post_save
from django.utils.translation import gettext_lazy as _

from timeline.models.stored_values import before, watch


class Addressed(models.Model):
    """An object that URLs identify by its slug; `old_slugs` holds its former ones."""

    class Meta:
        abstract = True

    def validate_unique(self, exclude: Collection[str] | None = None) -> None:
        """Refuse former slugs of other objects as well: links to them still exist."""
        super().validate_unique(exclude)
        if "slug" not in (exclude or ()):
            _leave_to_others(self)


def having(named: models.QuerySet[Any], slug: str) -> Any:
    """Return the object with this slug, else the one that had it before, else None."""
    return named.filter(slug=slug).first() or named.filter(old_slugs__slug=slug).first()


def hand_over(gone: Any, kept: Any) -> None:
    """Let the current and former slugs of `gone`, which is about to be deleted, lead to `kept`,
    another object of its kind."""
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
    # From now on the slug stands for this object. A revert (raw) removes only its own old slug.
    taken = old.filter(slug=instance.slug)
    (taken.filter(**{owner: instance}) if raw else taken).delete()
    if was:
        old.get_or_create(slug=was["slug"], defaults={owner: instance})


def connect() -> None:
    """Connect the signal handlers; called once, from `AppConfig.ready`."""
    for model in apps.get_models():
        if issubclass(model, Addressed):
            watch(model, "slug")
            post_save.connect(_saved, sender=model, dispatch_uid=f"old-slugs-{model.__name__}")
