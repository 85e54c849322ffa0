"""Which of the formats a file has: the one door for files that come in."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain

from django.utils.translation import gettext as _

from timeline.formats.csv import read_csv
from timeline.formats.rows import FormatError, Sheet
from timeline.formats.tables import SEPARATORS, cells_of, plain_name, separator_of, text_of
from timeline.formats.timelinejs_json import read_json
from timeline.formats.timelinejs_sheets import is_sheet, read_sheet


def read_file(content: bytes) -> Sheet:
    """A newsdesk CSV, a TimelineJS sheet as CSV, or TimelineJS JSON. Raises FormatError."""
    text = text_of(content)
    if text.lstrip()[0] in "{[":
        return read_json(text)
    separator = separator_of(text)
    table = cells_of(text, separator)
    first = next(table, None)
    if first is None:
        raise FormatError(_("The file is empty: nothing stands between its separators."))
    names = {plain_name(cell) for cell in first[1]}
    sheet = (read_sheet if is_sheet(names) else read_csv)(chain([first], table))
    if not sheet.rows:
        raise FormatError(_("The file has no rows below its headings."))
    if separator == ",":
        return sheet
    note = _("The columns are separated by: %(separator)s.") % {"separator": SEPARATORS[separator]}
    return replace(sheet, notes=(note,))
