"""Form choices that were merged or deleted while the form was open.

Their primary keys no longer exist. The last version still knows the name, and the slug leads to the
object that a merged one was merged into.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from reversion.models import Version

from timeline.desk.keys import is_key
from timeline.models.old_slugs import find_by_slug
from timeline.models.versions import last_version


def follow_merged(form: forms.ModelForm, name: str) -> None:
    """Replace Django's "invalid choice" error of the field `name` with one that says what happened.

    In the form's data, a merged object is replaced with the one it was merged into, and a deleted
    one is removed. The editor checks, and saves again."""
    field: Any = form.fields[name]
    data: QueryDict = form.data  # type: ignore[assignment]
    key = form.add_prefix(name)
    keys, errors = [], []
    for value in data.getlist(key):
        version = _deleted_version(field.queryset, value)
        if version is None:
            keys.append(value)
            continue
        text = _(
            "“%(gone)s” was deleted while you were writing. Choose another one, or save without it."
        )
        if kept := find_by_slug(field.queryset, version.field_dict["slug"]):
            text = _(
                "“%(gone)s” has become “%(kept)s”, which is now chosen here instead. Check it "
                "and save again."
            )
            keys.append(str(kept.pk))
        errors.append(text % {"gone": version.object_repr, "kept": kept})
    if not errors:
        return
    form.data = data.copy()
    form.data.setlist(key, list(dict.fromkeys(keys)))
    del form.errors[name]
    form.add_error(name, errors)


def _deleted_version(queryset: Any, key: str) -> Version | None:
    """Return the last version of a deleted object; None if it still exists or never did."""
    is_deleted = is_key(key) and not queryset.filter(pk=key).exists()
    return last_version(queryset.model, key) if is_deleted else None
