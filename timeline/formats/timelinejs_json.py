"""Read JSON of TimelineJS 3 (`events`, `eras`, `title`) and of TimelineJS 1 and 2 (`timeline`)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from timeline.formats.rows import DateColumns, FormatError, Row, Sheet, showable
from timeline.formats.tables import MAX_ROWS, too_many
from timeline.formats.timelinejs import ERA, TITLE, Slide, leaf
from timeline.formats.timelinejs_rows import read_slide, said_of, with_text_dates


def read_json(text: str) -> Sheet:
    """Read JSON of any version of TimelineJS. Raises FormatError."""
    try:
        return _read(text)
    except RecursionError as error:
        raise FormatError(_("The objects in the file are nested too deeply to be read.")) from error


def _read(text: str) -> Sheet:
    try:
        data = json.loads(text, object_pairs_hook=_once, parse_constant=_no_number)
    except ValueError as error:
        raise FormatError(_("The file is not JSON: %(error)s.") % {"error": error}) from error
    if isinstance(data, dict) and isinstance(data.get("timeline"), dict):
        return _sheet("TimelineJS 1/2 JSON", _rows_of_old(data["timeline"]))
    if isinstance(data, dict) and isinstance(data.get("events"), list):
        if "count_is_exact" in data:
            raise FormatError(
                _(
                    "This is events.json, which holds only one page of a timeline. Import its "
                    "events.csv instead."
                )
            )
        return _sheet("TimelineJS JSON", _rows_of(data))
    raise FormatError(
        _("This JSON is not a TimelineJS timeline: it has neither “events” nor “timeline”.")
    )


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _value in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise ValueError(_("“%(key)s” appears twice in one object") % {"key": showable(twice)})
    return found


def _no_number(name: str) -> None:
    raise ValueError(_("%(name)s is not a number") % {"name": name})


def _sheet(name: str, rows: Iterator[Row]) -> Sheet:
    found = list(rows)
    if not found:
        raise FormatError(_("The file has no events."))
    if len(found) > MAX_ROWS:
        raise FormatError(too_many())
    columns = DateColumns("display_date", "start_date, end_date", spare="display_date")
    return Sheet(name, found, said_of, date_columns=columns)


def _rows_of(data: Slide) -> Iterator[Row]:
    """Yield rows for the title, events and eras; other keys are reported as left out."""
    numbered = [(TITLE, data["title"])] if data.get("title") else []
    numbered += [("", each) for each in data["events"]]
    eras = data.get("eras") or []
    if not isinstance(eras, list):
        raise FormatError(_("“eras” is not a list."))
    numbered += [(ERA, each) for each in eras]
    yield from _in_order(numbered)
    yield from _beside(data, {"title", "events", "eras", "scale"}, len(numbered))


def _in_order(numbered: list[tuple[str, Any]]) -> Iterator[Row]:
    for line, (kind, said) in enumerate(numbered, start=1):
        yield read_slide(line, said, kind)


def _beside(data: Slide, known: set[str], count: int) -> Iterator[Row]:
    """Yield a row for each unknown top-level key, so that it isn't dropped silently."""
    for key, value in data.items():
        if key not in known and value not in ("", None, [], {}):
            words = showable(json.dumps(value, ensure_ascii=False)[:200])
            yield Row(count + 1, {"title": f"{showable(key)}: {words}"}, aside=True)


def _rows_of_old(data: Slide) -> Iterator[Row]:
    dates, eras = data.get("date") or [], data.get("era") or []
    if not isinstance(dates, list) or not isinstance(eras, list):
        raise FormatError(_("“date” and “era” of the timeline are not lists."))
    count = 0
    if data.get("headline") or data.get("text") or data.get("asset"):
        count += 1
        yield _row_of_old(count, {**data, "date": None, "era": None, "chart": None}, TITLE)
    for kind, each in [("", each) for each in dates] + [(ERA, each) for each in eras]:
        count += 1
        yield _row_of_old(count, each, kind)
    known = {"headline", "text", "asset", "date", "era", "type", "startDate", "endDate"}
    yield from _beside(data, known, count)


def _row_of_old(line: int, said: object, kind: str) -> Row:
    if not isinstance(said, dict):
        return read_slide(line, said)
    names = {"headline", "text", "startDate", "endDate", "tag", "asset", "date", "era", "chart"}
    made: Slide = {key: value for key, value in said.items() if key not in names}
    made["text"] = {"headline": said.get("headline"), "text": said.get("text")}
    made["group"] = said.get("tag")
    asset = said.get("asset")
    if isinstance(asset, dict):
        made["media"] = {("url" if key == "media" else key): asset[key] for key in asset}
    elif asset:
        made["media"] = {"url": asset}
    if kind == TITLE:
        return read_slide(line, made, kind)
    texts = {"start_date": leaf(said.get("startDate")), "end_date": leaf(said.get("endDate"))}
    return with_text_dates(line, made, texts, kind)
