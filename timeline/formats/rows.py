"""What every reader of an uploaded table makes of it: rows of one shape, and no database.

A row says only what its file says: `fields` lacks what the format has no word for and what the
table has no column for, so that nothing is cleared by silence.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from timeline.models import Event

#: Columns and keys that newsdesk has no field for: name → text.
Extra = dict[str, str]


class FormatError(ValueError):
    """The file as a whole can't be read: what is wrong, where, and what to do."""


class CellError(ValueError):
    """One cell or key of a row can't be read: what is wrong and what to do."""


def storable(text: str) -> str:
    """The text, if a database takes it. JSON can spell characters that none does. Raises
    CellError."""
    if "\x00" in text or any("\ud800" <= char <= "\udfff" for char in text):
        raise CellError(_("A text holds a NUL character or half of a surrogate pair."))
    return text


def showable(text: str) -> str:
    """The same with signs in place of those characters, for whoever is told what was refused."""
    return text.encode("utf-8", "replace").decode().replace("\x00", "?")


def one_line(text: str) -> str:
    """The text, as a field of one line holds it: of others, a browser joins the words at the end of
    one line and the beginning of the next."""
    if "\n" not in text and "\r" not in text:
        return text
    return " ".join(line.strip() for line in text.splitlines() if line.strip())


@dataclass(frozen=True, slots=True)
class Name:
    """A person, place or topic as a file names it; the slug where the name alone doesn't tell."""

    name: str
    slug: str = ""


@dataclass(frozen=True, slots=True)
class Cited:
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
    name of the first topic), and citations (tuple of Cited).
    """

    #: Where it stands: a line of a table, or the number of an entry in JSON.
    line: int
    fields: Mapping[str, Any]
    extra: Extra = field(default_factory=dict)
    #: The public id, or else the key that the file's own makers gave it.
    id: str = ""
    key: str = ""
    #: Why it can't be taken as it stands.
    problems: tuple[str, ...] = ()
    #: What was understood in a way that the editor should know of.
    notes: tuple[str, ...] = ()
    #: It is no event and can't become one: the title of a TimelineJS timeline.
    aside: bool = False

    @property
    def title(self) -> str:
        return str(self.fields.get("title", ""))


@dataclass(frozen=True, slots=True)
class DateColumns:
    """What a file calls the words of a date, and the date itself, and which of them can be emptied
    where they say two times."""

    words: str = "date_text"
    date: str = "edtf"
    spare: str = "edtf"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file that could be read, as rows."""

    format: str
    rows: list[Row]
    #: An event of ours as this file would say it, to compare a row with.
    said_of: Callable[[Event], Row]
    #: Columns without a field of ours, which are kept → the column that may be meant, or "".
    unknown: Mapping[str, str] = field(default_factory=dict)
    #: What was assumed about the file as a whole.
    notes: tuple[str, ...] = ()
    date_columns: DateColumns = DateColumns()
