"""No lost edits: a form knows which edit of the event it was opened on, and may not cover another.

Every save gives an event a new `edit_token`, whatever the way it is written by: a random one, or
one made of what was sent (`timeline.desk.sent_twice`). A form carries the token it was opened with.
No counter, because going back to an older version would set it back, and an older tab would be
believed again.

A form also carries what its fields said when it was opened. So where two edits meet, each field
tells whether it was changed here, there, or in both.
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

#: The name under which a form sends the fields that it takes over from the other edit.
THEIRS = "take_theirs"


class OpenedField(forms.CharField):
    """What the other fields said when the form was opened, as JSON; never a change itself."""

    widget = forms.HiddenInput

    def __init__(self) -> None:
        super().__init__(required=False)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False


@dataclass(frozen=True)
class Difference:
    """A field that says one thing on record and another in the form. `side` is where it was
    changed since the form was opened: "here", "there" or "both"."""

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
    """The token on record. Inside a transaction it stays so: SQLite's is begun as a writer's, and
    PostgreSQL locks the row."""
    stored = Event.objects.filter(pk=event.pk).locked()
    return str(stored.values_list("edit_token", flat=True).get())


def differences(form: forms.ModelForm, names: Iterable[str]) -> list[Difference]:
    """Where the form says something else than the record, which its initial values are of."""
    opened = _opened(form)
    found = []
    for name in names:
        one = form.fields[name]
        theirs, mine = form.get_initial_for_field(one, name), form[name].value()
        if said(one, theirs) == said(one, mine):
            continue
        side = "both"
        if opened.get(name) == said(one, mine):
            side = "there"
        elif opened.get(name) == said(one, theirs):
            side = "here"
        label, key = str(one.label), form.add_prefix(name)
        found.append(Difference(key, label, shown(one, theirs), shown(one, mine), side))
    return found


def changed_there(form: forms.ModelForm, names: Iterable[str]) -> bool:
    """Does the record say something else than when the form was opened?"""
    opened = _opened(form)
    fields = {name: form.fields[name] for name in names}
    return any(
        opened.get(name) != said(one, form.get_initial_for_field(one, name))
        for name, one in fields.items()
    )


def opened_on(form: forms.ModelForm, names: Iterable[str]) -> str:
    """What `OpenedField` carries: the fields as the record has them now."""
    fields = {name: form.fields[name] for name in names}
    return json.dumps(
        {name: said(one, form.get_initial_for_field(one, name)) for name, one in fields.items()}
    )


def _opened(form: forms.ModelForm) -> dict[str, Any]:
    """Nothing known, where it was sent in no shape of ours: every field then counts as changed in
    both, and the editor chooses."""
    try:
        found = json.loads(form["opened"].value() or "{}")
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def with_theirs(form: forms.ModelForm, data: QueryDict) -> QueryDict:
    """The sent data, with what the editor takes over from the record in its place."""
    chosen = set(data.getlist(THEIRS))
    if not chosen:
        return data
    merged = data.copy()
    for name, one in form.fields.items():
        key = form.add_prefix(name)
        if key not in chosen:
            continue
        value = one.prepare_value(form.get_initial_for_field(one, name))
        if isinstance(one.widget, forms.MultiWidget):
            for number, part in enumerate(one.widget.decompress(value) or ()):
                merged[f"{key}_{number}"] = "" if part is None else str(part)
        elif isinstance(value, list | tuple):
            merged.setlist(key, [str(each) for each in value])
        else:
            merged[key] = "" if value is None else str(value)
    return merged


def said(field: forms.Field, value: Any) -> str:
    """A value as one text, the same whether it comes from the record or from a browser."""
    value = field.prepare_value(value)
    if isinstance(field.widget, forms.MultiWidget) and not isinstance(value, list | tuple):
        value = field.widget.decompress(value)
        return " ".join(str(part) for part in value or () if part)
    if isinstance(field.widget, forms.MultiWidget):
        return " ".join(str(part) for part in value if part)
    if isinstance(value, list | tuple):
        return " ".join(sorted(str(one) for one in value))
    return "" if value is None else str(value).replace("\r\n", "\n").strip()


def shown(field: forms.Field, value: Any) -> str:
    """A value as an editor reads it: names for keys, one text for the parts of a moment."""
    if isinstance(field, forms.ModelChoiceField) and field.queryset is not None:
        values = value if isinstance(value, list | tuple) else [value]
        keys = [getattr(one, "pk", one) for one in values if one not in (None, "")]
        known = [str(key) for key in keys if is_key(str(key))]
        return ", ".join(str(one) for one in field.queryset.filter(pk__in=known))
    if isinstance(field, forms.MultipleChoiceField):
        names = dict(field.choices)  # type: ignore[arg-type]
        return ", ".join(str(names.get(one, one)) for one in value or ())
    if isinstance(field, forms.ChoiceField):
        return str(dict(field.choices).get(value, value))  # type: ignore[arg-type]
    # By the clock that the form goes by; a text is one of the parts, as it was typed.
    if isinstance(field.widget, forms.MultiWidget) and not isinstance(value, str):
        return said(field, value)
    return "" if value is None else str(value)


def whose(event: Event) -> str:
    """Who saved the event last."""
    return str(event.updated_by or _("Somebody"))
