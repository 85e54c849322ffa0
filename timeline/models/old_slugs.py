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

from timeline.models.stored_values import previous_values, watch


class Addressed(models.Model):
    """An object that URLs identify by its slug; `old_slugs` holds its former ones."""

    class Meta:
        abstract = True

    def validate_unique(self, exclude: Collection[str] | None = None) -> None:
        """Refuse former slugs of other objects as well: links to them still exist."""
        super().validate_unique(exclude)
        if "slug" not in (exclude or ()):
            _refuse_taken_slug(self)


def find_by_slug(objects: models.QuerySet[Any], slug: str) -> Any:
    """Return the object with this slug, else the one that had it before, else None."""
    return objects.filter(slug=slug).first() or objects.filter(old_slugs__slug=slug).first()


def transfer_slugs(source: Any, target: Any) -> None:
    """Let the current and former slugs of `source`, which is about to be deleted, lead to `target`,
    another object of its kind."""
    relation: Any = type(source)._meta.get_field("old_slugs")
    owner = relation.field.name
    old = relation.related_model._default_manager
    old.filter(**{owner: source}).update(**{owner: target})
    lookup = {"slug": source.slug, f"{owner}__isnull": False}
    old.update_or_create(**lookup, defaults={owner: target})


def _refuse_taken_slug(instance: Any) -> None:
    objects = type(instance)._default_manager
    owner = objects.filter(old_slugs__slug=instance.slug).exclude(pk=instance.pk).first()
    if owner is None:
        return
    message = _(
        "“%(slug)s” is the old slug of the %(kind)s “%(name)s” (now %(now)s), and its addresses"
        " lead there. Choose another one."
    )
    params = {
        "slug": instance.slug,
        "kind": instance._meta.verbose_name,
        "name": owner,
        "now": owner.slug,
    }
    raise ValidationError({"slug": ValidationError(message, code="old", params=params)})


def _saved(sender: type[models.Model], instance: Any, raw: bool, **kwargs: Any) -> None:
    previous = previous_values(instance)
    if previous and previous["slug"] == instance.slug:
        return
    relation: Any = sender._meta.get_field("old_slugs")
    owner = relation.field.name
    old = relation.related_model._default_manager.filter(**{f"{owner}__isnull": False})
    # From now on the slug stands for this object. A revert (raw) removes only its own old slug.
    taken = old.filter(slug=instance.slug)
    (taken.filter(**{owner: instance}) if raw else taken).delete()
    if previous:
        old.get_or_create(slug=previous["slug"], defaults={owner: instance})


def connect() -> None:
    """Connect the signal handlers; called once, from `AppConfig.ready`."""
    for model in apps.get_models():
        if issubclass(model, Addressed):
            watch(model, "slug")
            post_save.connect(_saved, sender=model, dispatch_uid=f"old-slugs-{model.__name__}")
