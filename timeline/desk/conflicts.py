"""Optimistic locking for events: a form cannot overwrite an edit that it was not opened on.

Every save, by whatever code, gives an event a new `edit_token`: a random one, or a hash of the form
data (`timeline.desk.double_submits`). A form carries the token it was opened with. A counter would
not do: reverting to an older version would reset it and make an older tab's form valid again.

A form also carries its fields' values from when it was opened, so that on a conflict each field is
known to have been changed here (in the form), there (on record), or in both.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from timeline.desk.keys import is_key
from timeline.models import Event

#: The name under which a form sends the names of the fields to take over from the other edit.
TAKE_THEIRS = "take_theirs"


class SnapshotField(forms.CharField):
    """The other fields' values when the form was opened, as JSON; never counts as changed."""

    widget = forms.HiddenInput

    def __init__(self) -> None:
        super().__init__(required=False)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False


@dataclass(frozen=True)
class Difference:
    """A field whose values on record (`theirs`) and in the form (`mine`) differ.

    `side` is where it was changed since the form was opened: "here", "there" or "both".
    """

    name: str
    label: str
    theirs: str
    mine: str
    side: str


@dataclass(frozen=True)
class Conflict:
    """Somebody has saved the event since the form was opened."""

    by: str
    differences: list[Difference] = field(default_factory=list)


def current_token(event: Event) -> str:
    """Return the token on record, which cannot change until the end of the transaction.

    SQLite's transactions begin as writers (IMMEDIATE), and PostgreSQL locks the row.
    """
    stored = Event.objects.filter(pk=event.pk).locked()
    return str(stored.values_list("edit_token", flat=True).get())


def differences(form: forms.ModelForm, names: Iterable[str]) -> list[Difference]:
    """List the fields that differ from the record, whose values are the form's initial ones."""
    snapshot = _snapshot(form)
    diffs = []
    for name in names:
        form_field = form.fields[name]
        theirs, mine = form.get_initial_for_field(form_field, name), form[name].value()
        if normalized(form_field, theirs) == normalized(form_field, mine):
            continue
        side = "both"
        if snapshot.get(name) == normalized(form_field, mine):
            side = "there"
        elif snapshot.get(name) == normalized(form_field, theirs):
            side = "here"
        label, key = str(form_field.label), form.add_prefix(name)
        diffs.append(
            Difference(
                key, label, display_value(form_field, theirs), display_value(form_field, mine), side
            )
        )
    return diffs


def record_has_changed(form: forms.ModelForm, names: Iterable[str]) -> bool:
    """Tell whether the record has changed since the form was opened."""
    snapshot = _snapshot(form)
    fields = {name: form.fields[name] for name in names}
    return any(
        snapshot.get(name) != normalized(form_field, form.get_initial_for_field(form_field, name))
        for name, form_field in fields.items()
    )


def snapshot_of(form: forms.ModelForm, names: Iterable[str]) -> str:
    """Return the content of `SnapshotField`: the fields' values on record now, as JSON."""
    fields = {name: form.fields[name] for name in names}
    return json.dumps(
        {
            name: normalized(form_field, form.get_initial_for_field(form_field, name))
            for name, form_field in fields.items()
        }
    )


def _snapshot(form: forms.ModelForm) -> dict[str, Any]:
    """Return the values that the form was opened on; nothing if the JSON sent is malformed.

    Every differing field then counts as changed in both, and the editor chooses.
    """
    try:
        values = json.loads(form["opened"].value() or "{}")
    except (ValueError, RecursionError):
        return {}
    return values if isinstance(values, dict) else {}


def with_theirs(form: forms.ModelForm, data: QueryDict) -> QueryDict:
    """Return the form data, with the fields the editor takes over replaced by the record's."""
    keys = set(data.getlist(TAKE_THEIRS))
    if not keys:
        return data
    merged = data.copy()
    for name, form_field in form.fields.items():
        key = form.add_prefix(name)
        if key not in keys:
            continue
        value = form_field.prepare_value(form.get_initial_for_field(form_field, name))
        if isinstance(form_field.widget, forms.MultiWidget):
            for number, part in enumerate(form_field.widget.decompress(value) or ()):
                merged[f"{key}_{number}"] = "" if part is None else str(part)
        elif isinstance(value, list | tuple):
            merged.setlist(key, [str(each) for each in value])
        else:
            merged[key] = "" if value is None else str(value)
    return merged


def normalized(field: forms.Field, value: Any) -> str:
    """Normalize a value to one string, the same for a value on record and from a browser."""
    value = field.prepare_value(value)
    if isinstance(field.widget, forms.MultiWidget) and not isinstance(value, list | tuple):
        value = field.widget.decompress(value)
        return " ".join(str(part) for part in value or () if part)
    if isinstance(field.widget, forms.MultiWidget):
        return " ".join(str(part) for part in value if part)
    if isinstance(value, list | tuple):
        return " ".join(sorted(str(one) for one in value))
    return "" if value is None else str(value).replace("\r\n", "\n").strip()


def display_value(field: forms.Field, value: Any) -> str:
    """Return a value as an editor reads it: names for keys, one string for a split datetime."""
    if isinstance(field, forms.ModelChoiceField) and field.queryset is not None:
        values = value if isinstance(value, list | tuple) else [value]
        keys = [getattr(one, "pk", one) for one in values if one not in (None, "")]
        valid_keys = [str(key) for key in keys if is_key(str(key))]
        return ", ".join(str(one) for one in field.queryset.filter(pk__in=valid_keys))
    if isinstance(field, forms.MultipleChoiceField):
        names = dict(field.choices)  # type: ignore[arg-type]
        return ", ".join(str(names.get(one, one)) for one in value or ())
    if isinstance(field, forms.ChoiceField):
        return str(dict(field.choices).get(value, value))  # type: ignore[arg-type]
    # A datetime, shown in the form's own time zone; a string is a part as it was typed.
    if isinstance(field.widget, forms.MultiWidget) and not isinstance(value, str):
        return normalized(field, value)
    return "" if value is None else str(value)


def last_editor(event: Event) -> str:
    """Return who saved the event last."""
    return str(event.updated_by or _("Somebody"))
