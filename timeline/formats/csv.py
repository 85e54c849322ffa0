"""Write `/events.csv`, the events of a query as a table (RFC 4180), and read it back.

The columns are a public contract, see docs/addresses.md. A cell that a spreadsheet would evaluate
as a formula is prefixed with an apostrophe. A cell that already has apostrophes before the first
character of a formula gets another one, so that reading always removes exactly one.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _

from timeline.dates.edtf import EDTFError, earliest, latest, parse
from timeline.dates.precision import Precision
from timeline.formats.citations import citation_row, citations_cell, read_citations
from timeline.formats.names import list_cell, name_cell, read_list, read_name
from timeline.formats.rows import CellError, Extra, FormatError, Name, Row, Sheet
from timeline.formats.tables import (
    MAX_CITATIONS,
    Table,
    describe_unknown,
    read_header,
    suggest_columns,
    to_record,
)
from timeline.models import Event
from timeline.models.ids import PATTERN as PUBLIC_ID
from timeline.models.subjects import Subject
from timeline.sharing.links import absolute

COLUMNS = (
    "id",
    "url",
    "title",
    "label",
    "summary",
    "date_text",
    "edtf",
    "calendar",
    "earliest",
    "latest",
    "precision",
    "time_zone",
    "place",
    "people",
    "topics",
    "importance",
    "citations",
)
_TEXTS = ("title", "label", "summary", "date_text", "edtf", "calendar", "time_zone")
#: Columns derived from `edtf`, for readers of the table; an import only checks them.
DERIVED = ("earliest", "latest", "precision")

_FORMULA = "=+\\-@\t\r\n＝＋－＠"
_DANGEROUS = re.compile(f"'*[{_FORMULA}]")
_ESCAPED = re.compile(f"'+[{_FORMULA}]")
_OUR_URL = re.compile(rf"/e/({PUBLIC_ID})/")


def escape_formula(cell: str) -> str:
    """Return the cell in a form that no spreadsheet evaluates as a formula (CSV injection)."""
    return f"'{cell}" if _DANGEROUS.match(cell) else cell


def unescape_formula(cell: str) -> str:
    """Undo `escape_formula`."""
    return cell[1:] if _ESCAPED.match(cell) else cell


# --- writing --------------------------------------------------------------------------------------


def csv_lines(events: Iterable[Event], extra: Sequence[str]) -> Iterator[str]:
    """Yield the header and one line per event, loaded `with_sources()`; `extra` names the columns
    kept from imports."""
    writer = _LineWriter()
    yield writer.line([*COLUMNS, *extra])
    for event in events:
        cells = [event.extra.get(name, "") for name in extra]
        yield writer.line([*record_from_event(event).values(), *cells])


class _LineWriter:
    """`csv.writer` writes to a file; this returns each line as a string, for streaming."""

    def __init__(self) -> None:
        self._buffer = io.StringIO(newline="")
        self._writer = csv.writer(self._buffer)

    def line(self, cells: Iterable[str]) -> str:
        self._buffer.seek(0)
        self._buffer.truncate()
        self._writer.writerow([escape_formula(cell) for cell in cells])
        return self._buffer.getvalue()


def record_from_event(event: Event) -> dict[str, str]:
    """Return column → text for all of COLUMNS."""
    date = event.date
    return {
        "id": event.public_id,
        "url": absolute(event.get_absolute_url()),
        "title": event.title,
        "label": event.label,
        "summary": event.summary,
        "date_text": event.date_text,
        "edtf": event.date_edtf,
        "calendar": event.date_calendar,
        "earliest": earliest(date) or "",
        "latest": latest(date) or "",
        "precision": Precision(event.date_precision).label,
        "time_zone": event.date_tz,
        "place": name_cell(_name(event.place)) if event.place else "",
        "people": list_cell(_name(person) for person in event.loaded_people),
        "topics": list_cell(_name(topic) for topic in event.loaded_topics),
        "importance": str(event.importance),
        "citations": citations_cell(citation_row(citation) for citation in event.loaded_citations),
    }


def _name(subject: Subject) -> Name:
    return Name(subject.name, subject.slug)


# --- reading --------------------------------------------------------------------------------------


def read_csv(table: Table) -> Sheet:
    """Read a table whose first row names its columns, including `title`. Raises FormatError."""
    _line, first = next(table)
    names = read_header([unescape_formula(cell) for cell in first], COLUMNS)
    unknown = suggest_columns(names, COLUMNS)
    if "title" not in names:
        raise FormatError(
            _(
                "There is neither a column “title” nor the columns of a TimelineJS sheet. A "
                "newsdesk table has %(columns)s. Columns that are not known here: %(unknown)s."
            )
            % {"columns": ", ".join(COLUMNS), "unknown": describe_unknown(unknown) or "–"}
        )
    rows = []
    for line, cells in table:
        record, problem = to_record(names, [unescape_formula(cell) for cell in cells])
        rows.append(read_record(line, record, problem))
    if sum(len(row.fields.get("citations", ())) for row in rows) > MAX_CITATIONS:
        raise FormatError(
            _("The file has more than %(limit)s citations. Split it.")
            % {"limit": f"{MAX_CITATIONS:,}"}
        )

    def row_from_event(event: Event) -> Row:
        record = record_from_event(event) | {name: event.extra.get(name, "") for name in unknown}
        return read_record(0, {name: record[name] for name in names})

    return Sheet("newsdesk CSV", rows, row_from_event, unknown)


def read_record(line: int, record: dict[str, str], problem: str = "") -> Row:
    """Read one row. A missing column leaves its field alone; an empty cell clears it."""
    problems = [problem] if problem else []
    fields: dict[str, Any] = {name: record[name] for name in _TEXTS if name in record}
    extra: Extra = {name: text for name, text in record.items() if name not in COLUMNS}
    readers = {
        "place": read_name,
        "people": lambda cell: frozenset(read_list(cell)),
        "topics": lambda cell: frozenset(read_list(cell)),
        "importance": _importance,
        "citations": read_citations,
    }
    for name, read in readers.items():
        if name in record:
            try:
                fields[name] = read(record[name])
            except CellError as error:
                problems.append(str(error))
    if fields.get("importance", 0) is None:
        del fields["importance"]
    id = record.get("id", "").strip()
    problems += _contradictions(id, record)
    return Row(line, fields, extra, id=id, problems=tuple(problems))


def _importance(cell: str) -> int | None:
    """Return the number, or None for an empty cell: importance can't be cleared."""
    text = cell.strip()
    if text and text not in {"1", "2", "3", "4", "5"}:
        raise CellError(_("importance is “%(text)s”. Write a number from 1 to 5.") % {"text": text})
    return int(text) if text else None


def _contradictions(id: str, record: dict[str, str]) -> Iterator[str]:
    """Yield the contradictions between columns."""
    if id and not re.fullmatch(PUBLIC_ID, id):
        yield _("id is “%(id)s”, which is not a newsdesk id. Leave it empty for a new event.") % {
            "id": id
        }
    if url := record.get("url", "").strip():
        match = _OUR_URL.search(url)
        if match is None or match[1] != id:
            yield _(
                "url is “%(url)s”, which is not the address of the event with this id. If the "
                "column holds something else, rename it, and it will be kept."
            ) % {"url": url}
    yield from _edtf_contradictions(record)


def _edtf_contradictions(record: dict[str, str]) -> Iterator[str]:
    text = record.get("edtf", "").strip()
    try:
        date = parse(text) if text else None
    except EDTFError:  # reported when the date is read
        return
    if date is None:
        filled = [name for name in DERIVED if record.get(name, "").strip()]
        if filled:
            yield _("%(name)s follows from edtf, which is empty. Fill in edtf.") % {
                "name": filled[0]
            }
        return
    derived = {
        "earliest": earliest(date) or "",
        "latest": latest(date) or "",
        "precision": date.precision.label,
    }
    for name, value in derived.items():
        cell = record.get(name, "").strip()
        if cell and cell != value:
            yield _(
                "%(name)s is “%(said)s”, but edtf gives “%(value)s”. Change edtf; %(name)s follows."
            ) % {"name": name, "said": cell, "value": value}
