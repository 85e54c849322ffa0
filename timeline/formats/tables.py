"""Bytes → text → cells: what CSV, whoever wrote it, may look like, and what is refused."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Iterator, Mapping
from difflib import get_close_matches

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from timeline.characters import without_controls
from timeline.formats.rows import FormatError

MAX_BYTES = 20 * 2**20
MAX_ROWS = 10_000
MAX_COLUMNS = 500
#: A version is kept of every citation, too, and SQLite looks for them in one statement.
MAX_CITATIONS = 30_000
#: The separators that spreadsheets write, by what the country's decimal sign is.
SEPARATORS = {
    ",": gettext_lazy("comma"),
    ";": gettext_lazy("semicolon"),
    "\t": gettext_lazy("tab"),
}

#: How files begin that hold no text, and what is said of them: the workbooks of Excel, Numbers and
#: LibreOffice, new ones and old ones, and what a table was copied or printed to.
_NO_TEXT = (
    (
        re.compile(rb"PK\x03\x04|\xd0\xcf\x11\xe0"),
        gettext_lazy("The file is a spreadsheet. Save its sheet as CSV UTF-8 (comma delimited)."),
    ),
    (
        re.compile(rb"\x89PNG|\xff\xd8\xff|GIF8[79]a|RIFF.{4}WEBP", re.DOTALL),
        gettext_lazy("The file is a picture, and no table. Choose the table, saved as CSV UTF-8."),
    ),
    (
        re.compile(rb"%PDF-"),
        gettext_lazy("The file is a PDF, and no table. Choose the table, saved as CSV UTF-8."),
    ),
)
#: A line that Excel alone reads, and writes: it is left blank, and the lines keep their numbers.
_SEPARATOR_SAID = re.compile(r"\Asep=.(?=\r?\n)", re.IGNORECASE)

#: As much alike as "citation" and "citations"; below it, "location" would be one, too.
_ALIKE = 0.75

Table = Iterator[tuple[int, list[str]]]

csv.field_size_limit(MAX_BYTES)  # of the process: a cell of ours holds all citations of an event


def text_of(content: bytes) -> str:
    """UTF-8, with or without a byte order mark. Raises FormatError: no other encoding is guessed,
    because a wrong guess looks right until somebody reads a name."""
    if len(content) > MAX_BYTES:
        raise FormatError(
            _("The file has more than %(limit)s MB. Split it.") % {"limit": MAX_BYTES // 2**20}
        )
    for beginning, reason in _NO_TEXT:
        if beginning.match(content):
            raise FormatError(str(reason))
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise FormatError(_("The file is UTF-16. Save it as CSV UTF-8 (comma delimited)."))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FormatError(
            _(
                "Line %(line)s is not UTF-8 (byte %(byte)s). A spreadsheet may have saved it as "
                "Windows-1252: save it as CSV UTF-8 (comma delimited)."
            )
            % {
                "line": content.count(b"\n", 0, error.start) + 1,
                "byte": f"0x{content[error.start]:02X}",
            }
        ) from error
    if "\x00" in text:
        line = text.count("\n", 0, text.index("\x00")) + 1
        raise FormatError(_("Line %(line)s holds a NUL character.") % {"line": line})
    text = _SEPARATOR_SAID.sub("", text)
    if not text.strip():
        raise FormatError(_("The file is empty."))
    return text


def separator_of(text: str, known: Collection[str]) -> str:
    """The separator that splits the first row into the most columns that are known, or else into
    the most: a name in quotation marks may hold more of another."""

    lines = text.lstrip("\r\n")

    def found(separator: str) -> tuple[int, int]:
        rows = csv.reader(io.StringIO(lines, newline=""), delimiter=separator, strict=True)
        try:
            cells = next(rows)
        except csv.Error:  # its quotation marks go with another
            return 0, 0
        return sum(plain_name(cell) in known for cell in cells), len(cells)

    return max(SEPARATORS, key=found)


def cells_of(text: str, separator: str) -> Table:
    """(line, cells) of every row that is not blank; `line` is where it begins. Raises FormatError
    where quotation marks are broken and where limits are passed."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    line, count = 1, 0
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise FormatError(
                _(
                    "The row that begins in line %(line)s can’t be read: %(error)s. Text with "
                    "quotation marks stands in quotation marks, its own doubled."
                )
                % {"line": line, "error": error}
            ) from error
        if any(cell.strip() for cell in cells):
            count += 1
            if count > MAX_ROWS + 1:
                raise FormatError(too_many())
            yield line, cells
        line = reader.line_num + 1


def too_many() -> str:
    return _("The file has more than %(limit)s rows. Split it.") % {"limit": f"{MAX_ROWS:,}"}


def header_of(cells: list[str], known: Collection[str]) -> list[str]:
    """The names of the columns: a known one however it is written, another as it stands. Raises
    FormatError where one stands twice or has no name, and where there are too many."""
    names = [without_controls(cell).strip() for cell in cells]
    while names and not names[-1]:
        names.pop()
    if len(names) > MAX_COLUMNS:
        raise FormatError(
            _("The file has more than %(limit)s columns. Split it.") % {"limit": MAX_COLUMNS}
        )
    names = [plain_name(name) if plain_name(name) in known else name for name in names]
    for place, name in enumerate(names, start=1):
        if not name:
            raise FormatError(
                _("Column %(place)s has no name. Name it, or its text would be lost.")
                % {"place": place}
            )
        if name in names[: place - 1]:
            raise FormatError(
                _("Two columns are called “%(name)s”. Rename one, or its text would be lost.")
                % {"name": name}
            )
    return names


def unknown_of(names: Collection[str], known: Collection[str]) -> dict[str, str]:
    """The columns of a file that are not known → the known one that each may be meant for, by all
    of its name or by the first word ("date" for "date_text"); "" where none is alike, or where the
    file has that one, too."""
    free = sorted(set(known).difference(names))
    meant = {name.partition("_")[0]: name for name in free} | {name: name for name in free}
    found = {}
    for name in names:
        if name not in known:
            near = get_close_matches(plain_name(name), meant, n=1, cutoff=_ALIKE)
            found[name] = meant[near[0]] if near else ""
    return found


def listed(unknown: Mapping[str, str]) -> str:
    """What `unknown_of` found, in one line."""
    asked = {name: _("is it “%(near)s”?") % {"near": near} for name, near in unknown.items()}
    return ", ".join(f"{name} ({asked[name]})" if near else name for name, near in unknown.items())


def plain_name(name: str) -> str:
    """A column's name however it is written: "Display Date" is "display_date"."""
    return "_".join(name.casefold().replace("-", " ").replace("_", " ").split())


def record_of(names: list[str], cells: list[str]) -> tuple[dict[str, str], str]:
    """Column → text, and what is wrong with the number of cells ("" if nothing)."""
    rest = [cell for cell in cells[len(names) :] if cell.strip()]
    problem = ""
    if rest or len(cells) < len(names):
        problem = _("It has %(cells)s cells, the first row has %(columns)s.") % {
            "cells": len(cells),
            "columns": len(names),
        }
    return dict(zip(names, cells, strict=False)), problem
