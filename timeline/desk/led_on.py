"""What a form names may be merged or deleted while somebody writes: its key is no more on record.

Its last version tells what it was called, and its slug leads to the one that stays.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from reversion.models import Version

from timeline.desk.keys import is_key
from timeline.models.old_slugs import having
from timeline.models.versions import last_version


def lead_on(form: forms.ModelForm, name: str) -> None:
    """Instead of the error that a key is no choice: put the one that stays in the place of what was
    merged, take out what was deleted, and say so of each. The editor looks, and saves again."""
    field: Any = form.fields[name]
    sent: QueryDict = form.data  # type: ignore[assignment]
    key = form.add_prefix(name)
    stay, said = [], []
    for chosen in sent.getlist(key):
        version = _of_what_is_gone(field.queryset, chosen)
        if version is None:
            stay.append(chosen)
            continue
        text = _("“%(gone)s” was deleted while you were writing: choose another, or save without.")
        if kept := having(field.queryset, version.field_dict["slug"]):
            text = _("“%(gone)s” is “%(kept)s” by now, which stands here instead: save again.")
            stay.append(str(kept.pk))
        said.append(text % {"gone": version.object_repr, "kept": kept})
    if not said:
        return
    form.data = sent.copy()
    form.data.setlist(key, list(dict.fromkeys(stay)))
    del form.errors[name]
    form.add_error(name, said)


def _of_what_is_gone(known: Any, key: str) -> Version | None:
    """None of what is there, and of what never was."""
    is_gone = is_key(key) and not known.filter(pk=key).exists()
    return last_version(known.model, key) if is_gone else None
