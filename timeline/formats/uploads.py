"""Detect the format of an uploaded file and read it: the entry point for all imports."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain

from django.utils.translation import gettext as _

from timeline.formats.csv import COLUMNS, read_csv
from timeline.formats.rows import FormatError, Sheet
from timeline.formats.tables import (
    DELIMITERS,
    MAX_COLUMNS,
    decode,
    detect_delimiter,
    plain_name,
    read_rows,
)
from timeline.formats.timelinejs_json import read_json
from timeline.formats.timelinejs_sheets import OLD_SHEET, SHEET, is_sheet, read_sheet

#: Exported with newsdesk's own columns, these must not exceed what can be imported again.
_MAX_EXTRA_COLUMNS = MAX_COLUMNS - len(COLUMNS)


def read_file(content: bytes) -> Sheet:
    """Read a newsdesk CSV, a TimelineJS sheet as CSV, or TimelineJS JSON. Raises FormatError."""
    sheet = _read(decode(content))
    if len({name for row in sheet.rows for name in row.extra}) > _MAX_EXTRA_COLUMNS:
        raise FormatError(
            _(
                "The file has more than %(limit)s keys or columns that newsdesk has no field for. "
                "Leave some of them out."
            )
            % {"limit": _MAX_EXTRA_COLUMNS}
        )
    return sheet


def _read(text: str) -> Sheet:
    if text.lstrip()[0] in "{[":
        return read_json(text)
    delimiter = detect_delimiter(text, {*COLUMNS, *SHEET, *OLD_SHEET})
    table = read_rows(text, delimiter)
    first = next(table, None)
    if first is None:
        raise FormatError(_("The file is empty: there is nothing between its separators."))
    names = {plain_name(cell) for cell in first[1]}
    sheet = (read_sheet if is_sheet(names) else read_csv)(chain([first], table))
    if not sheet.rows:
        raise FormatError(_("The file has no rows below its headings."))
    if delimiter == ",":
        return sheet
    note = _("The columns are separated by: %(separator)s.") % {"separator": DELIMITERS[delimiter]}
    return replace(sheet, notes=(note,))
