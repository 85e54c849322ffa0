"""Unique values of an older version that another object has by now."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import models
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from reversion.errors import RevertError
from reversion.models import Version

from timeline.desk.pages import url_name
from timeline.desk.reverting import own_versions
from timeline.models.reversions import model_of


def unique_conflict(version: Version) -> SafeString | None:
    """Return why a version can't be reverted to, and how to fix that; None if it can.

    django-reversion finds out only when it writes, and would report a missing dependency."""
    try:
        versions = [(each, each.field_dict) for each in own_versions(version)]
    except RevertError:  # the version can't be read, which django-reversion reports itself
        return None
    for each, values in versions:
        model = model_of(each)
        for fields in _unique_field_lists(model):
            lookup = {field.attname: values.get(field.attname) for field in fields}
            others = model._base_manager.filter(**lookup).exclude(pk=each.object_id)
            if None not in lookup.values() and (other := others.first()):
                return _conflict_message(fields, other)
    return None


def _unique_field_lists(model: type[models.Model]) -> Iterator[list[models.Field]]:
    """Yield the lists of fields whose values must be unique, alone or together."""
    fields = {field.name: field for field in model._meta.concrete_fields}
    yield from ([field] for field in fields.values() if field.unique and not field.primary_key)
    for constraint in model._meta.total_unique_constraints:
        yield [fields[name] for name in constraint.fields]


def _conflict_message(fields: list[models.Field], other: models.Model) -> SafeString:
    options = other._meta
    parts = [f"{field.verbose_name} “{getattr(other, field.name)}”" for field in fields]
    address = reverse(url_name(options, "change"), args=[other.pk])
    advice = _("Delete that one first, or leave this one as it is.")
    if any(field.editable for field in fields):
        advice = _("Change it there, or delete that one, then come back here.")
    return format_html(
        '{} <a href="{}">{}</a>. {}',
        _("This can’t be restored: %(what)s is taken by the %(kind)s")
        % {"what": get_text_list(parts, _("and")), "kind": options.verbose_name},
        address,
        other,
        advice,
    )
