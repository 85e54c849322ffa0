"""No lost edits: a form knows which edit of the event it was opened on, and may not cover another.

Every save gives an event a new random `edit_token`, whatever the way it is written by; a form
carries the token it was opened with. Random and not a counter, because going back to an older
version would set a counter back, and an older tab would be believed again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from timeline.models import Event

#: The name under which a form sends the fields that it takes over from the other edit.
THEIRS = "take_theirs"


@dataclass(frozen=True)
class Difference:
    """A field that says one thing on record and another in the form."""

    name: str
    label: str
    theirs: str
    mine: str


@dataclass(frozen=True)
class Conflict:
    """Somebody has saved the event since the form was opened."""

    by: str
    differences: list[Difference]


def current_token(event: Event) -> str:
    """The token on record. Inside a transaction it stays so: SQLite's is begun as a writer's, and
    PostgreSQL locks the row."""
    stored = Event.objects.select_for_update().filter(pk=event.pk)
    return str(stored.values_list("edit_token", flat=True).get())


def find_conflict(form: forms.ModelForm, fields: list[str], event: Event) -> Conflict:
    """What the form would change of these fields, compared with the event on record, which its
    initial values are of."""
    changed = [name for name in fields if name in form.changed_data]
    return Conflict(
        str(event.updated_by or _("Somebody")),
        [
            Difference(
                name,
                str(form.fields[name].label),
                shown(form.fields[name], form.get_initial_for_field(form.fields[name], name)),
                shown(form.fields[name], form[name].value()),
            )
            for name in changed
        ],
    )


def with_theirs(form: forms.ModelForm, data: QueryDict) -> QueryDict:
    """The sent data, with what the editor takes over from the record in its place."""
    merged = data.copy()
    for name in data.getlist(THEIRS):
        if name not in form.fields:
            continue
        field = form.fields[name]
        value = field.prepare_value(form.get_initial_for_field(field, name))
        key = form.add_prefix(name)
        if isinstance(field.widget, forms.MultiWidget):
            for number, part in enumerate(field.widget.decompress(value) or ()):
                merged[f"{key}_{number}"] = "" if part is None else str(part)
        elif isinstance(value, list | tuple):
            merged.setlist(key, [str(one) for one in value])
        else:
            merged[key] = "" if value is None else str(value)
    return merged


def shown(field: forms.Field, value: Any) -> str:
    """A value as an editor reads it: names for keys, one text for the parts of a moment."""
    if isinstance(field, forms.ModelChoiceField) and field.queryset is not None:
        values = value if isinstance(value, list | tuple) else [value]
        keys = [getattr(one, "pk", one) for one in values if one not in (None, "")]
        known = [str(key) for key in keys if str(key).isdigit()]
        return ", ".join(str(one) for one in field.queryset.filter(pk__in=known))
    if isinstance(field, forms.ChoiceField):
        return str(dict(field.choices).get(value, value))  # type: ignore[arg-type]
    if isinstance(value, list):
        return " ".join(str(part) for part in value if part)
    return "" if value is None else str(value)
