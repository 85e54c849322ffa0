"""Decode an uploaded table and split it into cells, whichever program wrote the CSV; refuse files
that aren't text or whose quoting is invalid."""

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
#: Citations are limited in addition to rows, because each gets a version of its own.
MAX_CITATIONS = 30_000
#: The delimiters that spreadsheets write, depending on the country's decimal separator.
DELIMITERS = {
    ",": gettext_lazy("comma"),
    ";": gettext_lazy("semicolon"),
    "\t": gettext_lazy("tab"),
}

#: Signatures of files that aren't text, and the error for each: workbooks of Excel, Numbers and
#: LibreOffice (ZIP or OLE), and images and PDFs of a table.
_BINARY_FORMATS = (
    (
        re.compile(rb"PK\x03\x04|\xd0\xcf\x11\xe0"),
        gettext_lazy("The file is a spreadsheet. Save its sheet as CSV UTF-8 (comma delimited)."),
    ),
    (
        re.compile(rb"\x89PNG|\xff\xd8\xff|GIF8[79]a|RIFF.{4}WEBP", re.DOTALL),
        gettext_lazy("The file is a picture, not a table. Choose the table, saved as CSV UTF-8."),
    ),
    (
        re.compile(rb"%PDF-"),
        gettext_lazy("The file is a PDF, not a table. Choose the table, saved as CSV UTF-8."),
    ),
)
#: A first line that only Excel writes and understands. It is blanked, not removed, so that line
#: numbers stay the same.
_EXCEL_HINT = re.compile(r"\Asep=.(?=\r?\n)", re.IGNORECASE)

#: Minimum `difflib` ratio for a suggestion: "citation" suggests "citations" (0.94), but "location"
#: doesn't (0.71).
_MIN_SIMILARITY = 0.75

Table = Iterator[tuple[int, list[str]]]

csv.field_size_limit(MAX_BYTES)  # process-wide; a cell may hold all citations of an event


def decode(content: bytes) -> str:
    """Decode UTF-8, with or without a byte order mark. Raises FormatError. Other encodings are not
    guessed, because a wrong guess looks right until somebody reads a name."""
    if len(content) > MAX_BYTES:
        raise FormatError(
            _("The file is larger than %(limit)s MB. Split it.") % {"limit": MAX_BYTES // 2**20}
        )
    for signature, reason in _BINARY_FORMATS:
        if signature.match(content):
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
        raise FormatError(_("Line %(line)s contains a NUL character. Remove it.") % {"line": line})
    text = _EXCEL_HINT.sub("", text)
    if not text.strip():
        raise FormatError(_("The file is empty."))
    return text


def detect_delimiter(text: str, known: Collection[str]) -> str:
    """Return the delimiter that splits the first row into the most known columns, or among equals
    into the most columns. Counting isn't enough: a quoted name may contain another one."""

    lines = text.lstrip("\r\n")

    def score(delimiter: str) -> tuple[int, int]:
        rows = csv.reader(io.StringIO(lines, newline=""), delimiter=delimiter, strict=True)
        try:
            cells = next(rows)
        except csv.Error:  # the quoting is invalid with this delimiter
            return 0, 0
        return sum(plain_name(cell) in known for cell in cells), len(cells)

    return max(DELIMITERS, key=score)


def read_rows(text: str, delimiter: str) -> Table:
    """Yield (line, cells) for every row that isn't blank; `line` is where it begins. Raises
    FormatError for invalid quoting and for too many rows."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line, count = 1, 0
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise FormatError(
                _(
                    "The row that begins in line %(line)s can’t be read: %(error)s. Put text that "
                    "contains quotation marks in quotation marks, and double its own."
                )
                % {"line": line, "error": error}
            ) from error
        if any(cell.strip() for cell in cells):
            count += 1
            if count > MAX_ROWS + 1:
                raise FormatError(too_many_rows())
            yield line, cells
        line = reader.line_num + 1


def too_many_rows() -> str:
    return _("The file has more than %(limit)s rows. Split it.") % {"limit": f"{MAX_ROWS:,}"}


def read_header(cells: list[str], known: Collection[str]) -> list[str]:
    """Return the names of the columns: known ones as in `known`, others as written. Raises
    FormatError if a name is missing or occurs twice, and if there are too many."""
    names = [without_controls(cell).strip() for cell in cells]
    while names and not names[-1]:
        names.pop()
    if len(names) > MAX_COLUMNS:
        raise FormatError(
            _("The file has more than %(limit)s columns. Split it.") % {"limit": MAX_COLUMNS}
        )
    names = [plain_name(name) if plain_name(name) in known else name for name in names]
    for number, name in enumerate(names, start=1):
        if not name:
            raise FormatError(
                _("Column %(place)s has no name. Name it, or its text would be lost.")
                % {"place": number}
            )
        if name in names[: number - 1]:
            raise FormatError(
                _("Two columns are called “%(name)s”. Rename one, or its text would be lost.")
                % {"name": name}
            )
    return names


def suggest_columns(names: Collection[str], known: Collection[str]) -> dict[str, str]:
    """Return each unknown column of a file → the known one that may be meant, or "" if none is.

    Names are compared with whole names and first words ("date" for "date_text"). Columns that the
    file has anyway are not suggested.
    """
    unused = sorted(set(known).difference(names))
    candidates = {name.partition("_")[0]: name for name in unused} | {name: name for name in unused}
    suggestions = {}
    for name in names:
        if name not in known:
            matches = get_close_matches(plain_name(name), candidates, n=1, cutoff=_MIN_SIMILARITY)
            suggestions[name] = candidates[matches[0]] if matches else ""
    return suggestions


def describe_unknown(unknown: Mapping[str, str]) -> str:
    """Return the result of `suggest_columns` as one line of text."""
    questions = {
        name: _("is it “%(near)s”?") % {"near": suggestion} for name, suggestion in unknown.items()
    }
    return ", ".join(
        f"{name} ({questions[name]})" if suggestion else name
        for name, suggestion in unknown.items()
    )


def plain_name(name: str) -> str:
    """Return a column's name in normal form: "Display Date" → "display_date"."""
    return "_".join(name.casefold().replace("-", " ").replace("_", " ").split())


def to_record(names: list[str], cells: list[str]) -> tuple[dict[str, str], str]:
    """Return column → text, and an error if the number of cells is wrong (else "")."""
    surplus = [cell for cell in cells[len(names) :] if cell.strip()]
    problem = ""
    if surplus or len(cells) < len(names):
        problem = _(
            "This row has %(cells)s cells, but the first row has %(columns)s. Give both "
            "the same number."
        ) % {
            "cells": len(cells),
            "columns": len(names),
        }
    return dict(zip(names, cells, strict=False)), problem
