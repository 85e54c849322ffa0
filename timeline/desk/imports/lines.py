"""Fields of one line: a table's cells may hold several."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

from django.utils.translation import gettext as _

from timeline.formats.rows import Cited, Name, Row, one_line

#: What may have lines.
_OF_LINES = "summary"


def without_breaks(row: Row) -> Row:
    """The row as the form of an event would hold it, and a note where that is not as it came."""
    found = {
        name: value if name == _OF_LINES else _folded(value) for name, value in row.fields.items()
    }
    changed = [name for name, value in found.items() if value != row.fields[name]]
    if not changed:
        return row
    note = _("Line breaks became spaces in what has one line: %(names)s.")
    notes = (*row.notes, note % {"names": ", ".join(changed)})
    return replace(row, fields=found, notes=notes)


def _folded(value: Any) -> Any:
    if isinstance(value, str):
        return one_line(value)
    if isinstance(value, tuple | frozenset):
        return type(value)(map(_folded, value))
    if isinstance(value, Name | Cited):
        parts = {part.name: _folded(getattr(value, part.name)) for part in fields(value)}
        return replace(value, **parts)
    return value
