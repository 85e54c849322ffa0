"""Convert a slide of TimelineJS 3 to a row, keeping in `extra` what newsdesk has no field for."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from timeline.dates.edtf import EDTF, parse
from timeline.dates.evidence import contradicting_reading
from timeline.formats.markup import as_html, as_line, as_text, is_lossless
from timeline.formats.rows import CellError, Row, replace_unstorable, require_storable
from timeline.formats.timelinejs import (
    ERA,
    TITLE,
    Slide,
    event_slide,
    flatten,
    is_era,
    merge_unique,
    sanitized_for_export,
    to_text,
    with_clean_keys,
)
from timeline.formats.timelinejs_dates import (
    NO_DAY,
    Date,
    display_date,
    edtf_of,
    parse_date,
    plain_numbers,
    slide_dates,
)
from timeline.models import Event
from timeline.models.ids import PATTERN as PUBLIC_ID


def row_from_event(event: Event) -> Row:
    """Return a stored event as TimelineJS would express it."""
    return read_slide(0, event_slide(event), ERA if is_era(event) else "")


def read_slide(line: int, data: object, kind: str = "") -> Row:
    """Read a slide, an era or a title of TimelineJS 3."""
    if not isinstance(data, dict):
        return Row(line, {}, problems=(_("This is not a slide: it has no keys."),))
    try:
        return _read(line, data, kind)
    except CellError as error:
        text = data.get("text")
        return _unreadable_row(
            line, text.get("headline") if isinstance(text, dict) else text, error
        )


def _unreadable_row(line: int, headline: object, error: CellError) -> Row:
    """Return the row of a slide that can't be read, with its headline to recognise it by."""
    return Row(
        line, {"title": replace_unstorable(as_text(to_text(headline)))}, problems=(str(error),)
    )


def _read(line: int, data: Slide, kind: str) -> Row:
    # Without its escaped backslashes, the JSON has \u0000 only where a text has a NUL.
    json_text = json.dumps(data, ensure_ascii=False).replace(r"\\", "")
    require_storable(json_text.replace(r"\u0000", "\x00"))
    data = with_clean_keys(data)
    kind = kind or to_text(data.get("type"))
    text = _part(data, "text")
    markup = {name: to_text(text.pop(name, "")) for name in ("headline", "text")}
    fields: dict[str, Any] = {
        "title": as_text(markup["headline"]).strip(),
        "summary": as_text(markup["text"]),
    }
    data["text"] = text
    if kind == TITLE:
        return Row(line, fields, flatten(data), is_not_event=True)
    kept, notes = _dates(data, fields)
    plain = {"headline": fields["title"], "text": fields["summary"]}
    for name, original in markup.items():
        if original != as_html(plain[name]):
            kept[f"text.{name}"] = original
            if as_text(original) != original:
                notes.append(_html_removed(name))
    if group := to_text(data.pop("group", "")).strip():
        fields["lane"] = as_text(group)
    key = to_text(data.pop("unique_id", "")).strip()
    is_ours = re.fullmatch(PUBLIC_ID, key) is not None
    if key and not is_ours:
        kept["unique_id"] = key
    data.pop("type", None)
    if kind:
        kept["type"] = kind
    if kind == ERA:
        notes.append(_("An era becomes an event that lasts; it stays an era for TimelineJS."))
    extra = flatten(data)
    merge_unique(extra, kept)
    if unsafe := [
        name
        for name, text in extra.items()
        if not is_lossless(sanitized_for_export(name, text), text)
    ]:
        message = _("Kept completely, but exported without what may be harmful: %(names)s.")
        notes.append(message % {"names": ", ".join(unsafe)})
    return Row(
        line,
        fields,
        extra,
        id=key if is_ours else "",
        key="" if is_ours else key,
        notes=tuple(notes),
    )


def _html_removed(name: str) -> str:
    return _("HTML was removed from the %(name)s. The original is kept.") % {"name": name}


def _part(data: Slide, key: str) -> Slide:
    part = data.get(key)
    if part is None or part == "":
        return {}
    if not isinstance(part, dict):
        raise CellError(_("“%(key)s” is not an object with keys of its own.") % {"key": key})
    return dict(part)


def _dates(data: Slide, fields: dict[str, Any]) -> tuple[dict[str, str], list[str]]:
    """Set the fields of the date. Return the originals to keep in `extra`, and notes."""
    start, end = _part(data, "start_date"), _part(data, "end_date") or None
    markup = " ".join(to_text(data.pop("display_date", "")).split())
    words = as_line(markup)
    data.pop("start_date", None)
    data.pop("end_date", None)
    edtf = edtf_of(start, end, words)
    date = parse(edtf)
    fields |= {"edtf": edtf, "date_text": words or edtf}
    kept: dict[str, str] = {}
    notes = list(_contradicting_words(words, date))
    if words and markup != as_html(display_date(date, words, "", "G")):
        kept["display_date"] = markup
        if words != markup:
            notes.append(_html_removed("display_date"))
    as_written = [_normalized(start), _normalized(end) if end else None]
    if as_written != list(slide_dates(date)):
        kept["start_date"] = json.dumps(as_written[0], ensure_ascii=False)
        if end:
            kept["end_date"] = json.dumps(as_written[1], ensure_ascii=False)
        numbers = [plain_numbers(start), plain_numbers(end or {})]
        if end and any("hour" in parts for parts in numbers):
            notes.append(_("A range has no times of day here. They are kept for TimelineJS."))
        if any(parts.get("millisecond") for parts in numbers):
            notes.append(_("A fraction of a second is kept for TimelineJS only."))
    return kept, notes


def _contradicting_words(words: str, date: EDTF) -> Iterator[str]:
    """Yield a note if the words give another time than the numbers."""
    if contradicting_reading(words, date, NO_DAY, None):
        yield _(
            "The display date says “%(words)s”, but the start and end dates say %(edtf)s. "
            "The start and end dates count."
        ) % {
            "words": words,
            "edtf": date,
        }


def _normalized(date: Date) -> Date:
    """Return the date with its numbers as int and without empty values."""
    others = {key: value for key, value in date.items() if to_text(value)}
    return {**others, **plain_numbers(date)}


def with_text_dates(line: int, data: Slide, texts: dict[str, str], kind: str) -> Row:
    """Read a slide each of whose dates is one text."""
    notes = []
    try:
        for key, text in texts.items():
            if text.strip():
                data[key] = parse_date(text)
            if re.match(r"\s*\d\d?/\d\d?/\d{4}", text):
                notes.append(
                    _("“%(text)s” was read as TimelineJS reads it: with the month first.")
                    % {"text": text.strip()}
                )
    except CellError as error:
        return _unreadable_row(line, data["text"]["headline"], error)
    if data.get("end_date") == data.get("start_date"):
        data.pop("end_date", None)  # TimelineJS 1 and 2 required both
    row = read_slide(line, data, kind)
    return replace(row, notes=(*notes, *row.notes))
