"""The common result of all import formats: rows of one shape, independent of the database.

A row holds only what its file gives: `fields` lacks whatever the format can't express or the table
has no column for, so that an import never clears a field the file doesn't mention.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from timeline.models import Event

#: Columns and keys for which newsdesk has no field: name → text.
Extra = dict[str, str]


class FormatError(ValueError):
    """The whole file can't be read; the message says what is wrong, where, and what to do."""


class CellError(ValueError):
    """One cell or key of a row can't be read; the message says what is wrong and what to do."""


def require_storable(text: str) -> str:
    """Return the text. Raises CellError if it has characters that JSON can express but a database
    can't store."""
    if "\x00" in text or any("\ud800" <= char <= "\udfff" for char in text):
        raise CellError(
            _("A text contains a NUL character or half of a surrogate pair. Remove it.")
        )
    return text


def replace_unstorable(text: str) -> str:
    """Return the text with those characters replaced, for an error message that quotes it."""
    return text.encode("utf-8", "replace").decode().replace("\x00", "?")


def one_line(text: str) -> str:
    """Return the text on one line, for a single-line field: an <input> drops line breaks and so
    joins the words around them."""
    if "\n" not in text and "\r" not in text:
        return text
    return " ".join(line.strip() for line in text.splitlines() if line.strip())


@dataclass(frozen=True, slots=True)
class Name:
    """A person, place or topic as a file names it, with a slug if the name is ambiguous."""

    name: str
    slug: str = ""


@dataclass(frozen=True, slots=True)
class CitationRow:
    """A citation as a file gives it; `document` and `headline` describe a post that may be new."""

    document_id: str
    number: int
    exact: str
    prefix: str = ""
    suffix: str = ""
    supports: tuple[str, ...] = ()
    date_as_written: str = ""
    note: str = ""
    headline: str = ""
    anchor: str = ""
    document: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One entry of a file.

    `fields` may hold title, label, summary, date_text, edtf, calendar, time_zone, importance
    (texts and a number), place (Name or None), people and topics (frozensets of Name), lane (the
    name of the first topic), and citations (tuple of CitationRow).
    """

    #: The line of a table, or the number of an entry in JSON.
    line: int
    fields: Mapping[str, Any]
    extra: Extra = field(default_factory=dict)
    #: The public id of an event, or else the file's own key.
    id: str = ""
    key: str = ""
    #: Why the row can't be imported as it is.
    problems: tuple[str, ...] = ()
    #: Interpretations that the editor should know of.
    notes: tuple[str, ...] = ()
    #: Not an event and can't become one, e.g. the title of a TimelineJS timeline.
    is_not_event: bool = False

    @property
    def title(self) -> str:
        return str(self.fields.get("title", ""))


@dataclass(frozen=True, slots=True)
class DateColumns:
    """What error messages call the columns of a date: its words, the date itself, and the columns
    to empty if these two contradict each other."""

    words: str = "date_text"
    date: str = "edtf"
    clearable: str = "edtf"


@dataclass(frozen=True, slots=True)
class Sheet:
    """The contents of a file that could be read."""

    format: str
    rows: list[Row]
    #: Returns a stored event as this file would express it, to compare a row with.
    row_from_event: Callable[[Event], Row]
    #: Columns kept although newsdesk has no field for them → the column that may be meant, or "".
    unknown: Mapping[str, str] = field(default_factory=dict)
    #: Assumptions about the whole file that the editor should know of.
    notes: tuple[str, ...] = ()
    date_columns: DateColumns = DateColumns()
