"""Read JSON of TimelineJS 3 (`events`, `eras`, `title`) and of TimelineJS 1 and 2 (`timeline`)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from timeline.formats.rows import DateColumns, FormatError, Row, Sheet, replace_unstorable
from timeline.formats.tables import MAX_ROWS, too_many_rows
from timeline.formats.timelinejs import ERA, TITLE, Slide, to_text
from timeline.formats.timelinejs_rows import read_slide, row_from_event, with_text_dates


def read_json(text: str) -> Sheet:
    """Read JSON of any version of TimelineJS. Raises FormatError."""
    try:
        return _read(text)
    except RecursionError as error:
        raise FormatError(_("The objects in the file are nested too deeply to be read.")) from error


def _read(text: str) -> Sheet:
    try:
        data = json.loads(
            text, object_pairs_hook=_reject_duplicates, parse_constant=_reject_constant
        )
    except ValueError as error:
        raise FormatError(_("The file is not JSON: %(error)s.") % {"error": error}) from error
    if isinstance(data, dict) and isinstance(data.get("timeline"), dict):
        return _sheet("TimelineJS 1/2 JSON", _legacy_rows(data["timeline"]))
    if isinstance(data, dict) and isinstance(data.get("events"), list):
        if "count_is_exact" in data:
            raise FormatError(
                _(
                    "This is events.json, which holds only one page of a timeline. Import its "
                    "events.csv instead."
                )
            )
        return _sheet("TimelineJS JSON", _rows(data))
    raise FormatError(
        _("This JSON is not a TimelineJS timeline: it has neither “events” nor “timeline”.")
    )


def _reject_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) < len(pairs):
        keys = [key for key, _value in pairs]
        duplicate = next(key for key in keys if keys.count(key) > 1)
        raise ValueError(
            _("“%(key)s” appears twice in one object") % {"key": replace_unstorable(duplicate)}
        )
    return result


def _reject_constant(name: str) -> None:
    raise ValueError(_("%(name)s is not a number") % {"name": name})


def _sheet(name: str, rows: Iterator[Row]) -> Sheet:
    all_rows = list(rows)
    if not all_rows:
        raise FormatError(_("The file has no events."))
    if len(all_rows) > MAX_ROWS:
        raise FormatError(too_many_rows())
    columns = DateColumns("display_date", "start_date, end_date", clearable="display_date")
    return Sheet(name, all_rows, row_from_event, date_columns=columns)


def _rows(data: Slide) -> Iterator[Row]:
    """Yield rows for the title, events and eras; other keys are reported as left out."""
    entries = [(TITLE, data["title"])] if data.get("title") else []
    entries += [("", each) for each in data["events"]]
    eras = data.get("eras") or []
    if not isinstance(eras, list):
        raise FormatError(_("“eras” is not a list."))
    entries += [(ERA, each) for each in eras]
    yield from _in_order(entries)
    yield from _left_out_rows(data, {"title", "events", "eras", "scale"}, len(entries))


def _in_order(entries: list[tuple[str, Any]]) -> Iterator[Row]:
    for line, (kind, slide) in enumerate(entries, start=1):
        yield read_slide(line, slide, kind)


def _left_out_rows(data: Slide, known: set[str], count: int) -> Iterator[Row]:
    """Yield a row for each unknown top-level key, so that it isn't dropped silently."""
    for key, value in data.items():
        if key not in known and value not in ("", None, [], {}):
            words = replace_unstorable(json.dumps(value, ensure_ascii=False)[:200])
            yield Row(
                count + 1, {"title": f"{replace_unstorable(key)}: {words}"}, is_not_event=True
            )


def _legacy_rows(data: Slide) -> Iterator[Row]:
    dates, eras = data.get("date") or [], data.get("era") or []
    if not isinstance(dates, list) or not isinstance(eras, list):
        raise FormatError(_("“date” and “era” of the timeline are not lists."))
    count = 0
    if data.get("headline") or data.get("text") or data.get("asset"):
        count += 1
        yield _legacy_row(count, {**data, "date": None, "era": None, "chart": None}, TITLE)
    for kind, each in [("", each) for each in dates] + [(ERA, each) for each in eras]:
        count += 1
        yield _legacy_row(count, each, kind)
    known = {"headline", "text", "asset", "date", "era", "type", "startDate", "endDate"}
    yield from _left_out_rows(data, known, count)


def _legacy_row(line: int, entry: object, kind: str) -> Row:
    if not isinstance(entry, dict):
        return read_slide(line, entry)
    names = {"headline", "text", "startDate", "endDate", "tag", "asset", "date", "era", "chart"}
    slide: Slide = {key: value for key, value in entry.items() if key not in names}
    slide["text"] = {"headline": entry.get("headline"), "text": entry.get("text")}
    slide["group"] = entry.get("tag")
    asset = entry.get("asset")
    if isinstance(asset, dict):
        slide["media"] = {("url" if key == "media" else key): asset[key] for key in asset}
    elif asset:
        slide["media"] = {"url": asset}
    if kind == TITLE:
        return read_slide(line, slide, kind)
    texts = {
        "start_date": to_text(entry.get("startDate")),
        "end_date": to_text(entry.get("endDate")),
    }
    return with_text_dates(line, slide, texts, kind)
