"""Read spreadsheets made for TimelineJS: with year, month and day in columns, or dates as text."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from django.utils.translation import gettext as _

from timeline.formats.markup import as_text
from timeline.formats.rows import CellError, DateColumns, Row, Sheet
from timeline.formats.tables import Table, plain_name, read_header, suggest_columns, to_record
from timeline.formats.timelinejs import TITLE, Slide
from timeline.formats.timelinejs_dates import Date, parse_clock, parse_date
from timeline.formats.timelinejs_rows import read_slide, row_from_event, with_text_dates

_NUMBERS = ("year", "month", "day", "end_year", "end_month", "end_day")
#: Columns of TimelineJS's current template, and of the one before it.
SHEET = {*_NUMBERS, "time", "end_time", "display_date", "headline", "text", "type", "group"}
SHEET |= {"media", "media_credit", "media_caption", "media_thumbnail", "alt_text", "background"}
OLD_SHEET = {"start_date", "end_date", "headline", "text", "type", "tag"}
OLD_SHEET |= {"media", "media_credit", "media_caption", "media_thumbnail", "alt_text"}
#: Used for old sheets, too: these have no words that could contradict the date.
_DATE_COLUMNS = DateColumns("Display Date", "Year, Month, Day", clearable="Display Date")


def is_sheet(names: set[str]) -> bool:
    """Whether a table with these columns is a TimelineJS sheet. A newsdesk table may have such
    columns, too: they are kept on import."""
    is_ours = "title" in names and not names.isdisjoint({"id", "date_text", "edtf"})
    return not is_ours and "headline" in names and not names.isdisjoint({"year", "start_date"})


def read_sheet(table: Table) -> Sheet:
    """Read a TimelineJS sheet, with year, month and day in columns, or with dates as text. Raises
    FormatError."""
    _line, first = next(table)
    is_old = "start_date" in {plain_name(cell) for cell in first}
    known = OLD_SHEET if is_old else SHEET
    names = read_header(first, known)
    rows, titles = [], 0
    for line, cells in table:
        record, problem = to_record(names, cells)
        row = _row_of_record(line, record, known, is_old)
        if row.is_not_event and (titles := titles + 1) > 1:
            row = _row_of_record(line, {**record, "type": ""}, known, is_old)
            row = replace(row, notes=(*row.notes, _("A second title: it becomes an event.")))
        rows.append(replace(row, problems=(problem, *row.problems)) if problem else row)
    unknown = suggest_columns(names, known)
    title = "TimelineJS sheet (start date, end date)" if is_old else "TimelineJS sheet"
    return Sheet(title, rows, row_from_event, unknown, date_columns=_DATE_COLUMNS)


def _row_of_record(line: int, record: dict[str, str], known: set[str], is_old: bool) -> Row:
    """Read a row of a sheet; `known` are the columns of its template."""
    cell: Callable[[str], str] = lambda name: record.get(name, "").strip()  # noqa: E731
    slide: Slide = {name: text for name, text in record.items() if name not in known}
    slide["text"] = {"headline": cell("headline"), "text": record.get("text", "")}
    slide["media"] = {
        "url": cell("media"),
        "credit": record.get("media_credit", ""),
        "caption": record.get("media_caption", ""),
        "thumbnail": cell("media_thumbnail"),
        "alt": record.get("alt_text", ""),
    }
    slide["group"] = cell("tag" if is_old else "group")
    background = cell("background")
    if background:
        is_address = re.match(r"(https?:)?/", background)
        slide["background"] = {"url" if is_address else "color": background}
    kind = cell("type").casefold()
    if is_old or kind == TITLE:
        texts = {"start_date": cell("start_date"), "end_date": cell("end_date")}
        return with_text_dates(line, slide, texts if kind != TITLE else {}, kind)
    slide["display_date"] = cell("display_date")
    try:
        slide["start_date"] = _date_of_columns(cell, "")
        slide["end_date"] = _date_of_columns(cell, "end_")
    except CellError as error:
        return Row(line, {"title": as_text(cell("headline"))}, problems=(str(error),))
    return read_slide(line, slide, kind)


def _date_of_columns(cell: Callable[[str], str], prefix: str) -> Date:
    """Read a date from its columns; the year's may hold a whole date. Raises CellError."""
    date: Date = {unit: cell(f"{prefix}{unit}") for unit in ("year", "month", "day")}
    date = {unit: text for unit, text in date.items() if text}
    clock = cell(f"{prefix}time")
    if list(date) == ["year"] and re.match(r"\d{4}-\d|\d+/\d", date["year"]):
        date = parse_date(date["year"])
    if clock:
        date |= parse_clock(clock)
    return date
