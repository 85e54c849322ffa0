"""Removes what a table's cells may hold but the form of an event would not: control characters, and
line breaks in fields of one line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

from django.utils.translation import gettext as _

from timeline.characters import without_controls
from timeline.formats.rows import CitationRow, Name, Row, one_line

#: The only field with more than one line.
_MULTILINE_FIELD = "summary"


def normalize_row(row: Row) -> Row:
    """Return the row as the form of an event would hold it, with notes on what was changed."""
    return _without_breaks(_without_controls(row))


def _without_controls(row: Row) -> Row:
    values = {name: _map_texts(value, without_controls) for name, value in row.fields.items()}
    extra = {name: without_controls(text) for name, text in row.extra.items()}
    changed = [name for name, value in values.items() if value != row.fields[name]]
    changed += [name for name, text in extra.items() if text != row.extra[name]]
    note = _("Invisible control characters were removed: %(names)s.")
    notes = (*row.notes, note % {"names": ", ".join(changed)}) if changed else row.notes
    return replace(row, fields=values, extra=extra, key=without_controls(row.key), notes=notes)


def _without_breaks(row: Row) -> Row:
    values = {
        name: value if name == _MULTILINE_FIELD else _map_texts(value, one_line)
        for name, value in row.fields.items()
    }
    changed = [name for name, value in values.items() if value != row.fields[name]]
    if not changed:
        return row
    note = _("Line breaks became spaces in fields of one line: %(names)s.")
    notes = (*row.notes, note % {"names": ", ".join(changed)})
    return replace(row, fields=values, notes=notes)


def _map_texts(value: Any, change: Callable[[str], str]) -> Any:
    """Return the value with `change` applied to every text in it."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, tuple | frozenset):
        return type(value)(_map_texts(part, change) for part in value)
    if isinstance(value, Name | CitationRow):
        parts = {part.name: _map_texts(getattr(value, part.name), change) for part in fields(value)}
        return replace(value, **parts)
    return value
