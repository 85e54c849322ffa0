"""`/events.timelinejs.json`: the events of a query for TimelineJS 3. What that can't express is
listed in docs/addresses.md.

What newsdesk has no field for in an imported TimelineJS file is kept in `Event.extra`, one key per
leaf ("media.url"), and exported again. Texts and dates kept verbatim are exported only as long as
they still mean what the event says.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _

from timeline.characters import without_controls
from timeline.dates.gregorian import day_number
from timeline.dates.single import SECONDS_IN_DAY
from timeline.formats.csv import COLUMNS
from timeline.formats.markup import as_html, as_line, as_text, is_safe_url, sanitize
from timeline.formats.rows import CellError, Extra, one_line
from timeline.formats.tables import plain_name
from timeline.formats.timelinejs_dates import (
    UNITS,
    Date,
    display_date,
    edtf_of,
    plain_numbers,
    slide_dates,
)
from timeline.models import Event

Slide = dict[str, Any]

ERA = "era"
TITLE = "title"
#: Prefix for keys that are also columns of newsdesk's tables, and for keys that begin with it.
_KEY_PREFIX = "slide."
#: Keys that TimelineJS expects as booleans: key → text → value.
_FLAGS = {"autolink": {"true": True, "false": False}}
#: Keys whose original values are kept and exported while they still agree with the event.
KEPT_KEYS = (
    "start_date",
    "end_date",
    "display_date",
    "text.headline",
    "text.text",
    "type",
    "unique_id",
)
#: Keys that TimelineJS sets as HTML, in addition to all of `media`.
_MARKUP = {"text.headline", "text.text", "display_date", "group"}
_URLS = {"media.url", "media.link", "media.thumbnail", "background.url"}
_DATES = {"start_date", "end_date"}
#: Keys for which TimelineJS expects a text, and keys for which it expects an object. Columns of a
#: table may have names that would swap the two, and TimelineJS would then draw nothing at all.
_LEAVES = {*KEPT_KEYS, *_MARKUP, *_URLS}
_OBJECTS = {"media", "background"}
#: Maximum depth of nested objects in the export: parsers reject deeper ones.
_MAX_DEPTH = 20
#: JavaScript sets an object's prototype with this key: the slide would inherit what is in it.
_PROTOTYPE = "__proto__"
#: The range of JavaScript's Date, in seconds; beyond it TimelineJS needs its cosmological scale.
HUMAN_LOWER = day_number(-271_820) * SECONDS_IN_DAY
HUMAN_UPPER = day_number(275_760) * SECONDS_IN_DAY


def is_era(event: Event) -> bool:
    """Whether the event was imported as an era: a coloured band behind the others."""
    return bool(event.extra.get("type") == ERA)


def event_slide(event: Event) -> Slide:
    """Return one event, loaded `with_sources()`, as a slide or an era."""
    others = {
        key: sanitized_for_export(key, text)
        for key, text in event.extra.items()
        if key not in KEPT_KEYS
    }
    slide = _unflatten({key: text for key, text in others.items() if text})
    slide |= _dates(event)
    if "media" in slide:
        slide["media"].setdefault("url", "")  # TimelineJS expects it in all media
    slide["text"] = {
        **_other_keys(slide.get("text")),
        "headline": _kept_or_plain(event.extra.get("text.headline"), event.title),
        "text": _kept_or_plain(event.extra.get("text.text"), event.summary),
    }
    if event.lane:
        slide["group"] = as_html(event.lane.name)  # TimelineJS sets it as HTML
    slide["unique_id"] = event.extra.get("unique_id") or event.public_id
    kind = event.extra.get("type")
    if kind and kind not in (ERA, TITLE):  # implied by the list; imports skip slides of type title
        slide["type"] = kind
    return slide


def sanitized_for_export(key: str, text: str) -> str:
    """Return an imported text as it is exported; "" to leave it out. TimelineJS sets it as HTML in
    the page that embeds the timeline, where it must not run scripts."""
    path = key.split(".")
    ancestors = {path[0], ".".join(path[:2])} - {key}
    if _PROTOTYPE in path or key in _OBJECTS or ancestors & _LEAVES:
        return ""
    if key in _URLS:
        return _sanitize_url(text)
    if key in _DATES:
        return to_text(_sanitize_date(json.loads(text)))
    return sanitize(text) if key in _MARKUP or key.startswith("media.") else text


def _sanitize_url(text: str) -> str:
    """Sanitize a URL or an embed code; TimelineJS puts either between single quotes."""
    if not is_safe_url(text):
        return ""
    return sanitize(text).replace("'", "&#39;" if "<" in text else "%27")


def _sanitize_date(date: Date) -> Date:
    """Sanitize the parts of a date that aren't numbers. TimelineJS concatenates the quoted parts of
    `format`, which could result in HTML that none of them is alone."""
    texts = {key: sanitize(to_text(value)) for key, value in date.items() if key not in UNITS}
    if "format" in texts:
        texts["format"] = texts["format"].replace("<", "")
    return date | texts


def timelinejs_chunks(
    events: Iterable[Event], eras: Iterable[Event], title: Slide, *, cosmological: bool
) -> Iterator[str]:
    """Yield the whole document, one chunk per slide."""
    yield '{"events": [\n'
    yield from _slides_json(events)
    yield '\n], "eras": [\n'
    yield from _slides_json(eras)
    scale = "cosmological" if cosmological else "human"
    yield f'\n], "title": {_json(title)}, "scale": "{scale}"}}\n'


def title_slide(title: str, text: str) -> Slide:
    return {"text": {"headline": as_html(title), "text": as_html(text)}}


def _slides_json(events: Iterable[Event]) -> Iterator[str]:
    for number, event in enumerate(events):
        yield (",\n" if number else "") + _json(event_slide(event))


def _json(data: Slide) -> str:
    return json.dumps(data, ensure_ascii=False)


def _dates(event: Event) -> Slide:
    extra = event.extra
    kept = extra.get("display_date", "")
    words, markup = as_line(kept), sanitize(kept)
    if words != event.date_text:
        words = display_date(event.date, event.date_text, event.date_tz, event.date_calendar)
        markup = as_html(words)
    start, end = _kept_dates(extra, words, event.date_edtf) or slide_dates(event.date)
    if is_era(event):
        start, end = _era_dates(start, end or start, markup)
    dates: Slide = {"start_date": start}
    if end:
        dates["end_date"] = end
    if markup:
        dates["display_date"] = markup
    return dates


def _era_dates(start: Date, end: Date, words: str) -> tuple[Date, Date]:
    """Return the dates of an era such that TimelineJS keeps its end. It drops an end that contains
    everything in the start, and draws nothing at all if an era has no end. Putting the display date
    into the start makes them differ."""
    numbers = plain_numbers(end)
    if plain_numbers(start).items() <= numbers.items():
        return {**start, "display_date": words}, {**numbers}
    return start, end


def _kept_dates(extra: Extra, words: str, edtf: str) -> tuple[Date, Date | None] | None:
    """Return start and end as imported, with milliseconds or times, if they still give the date."""
    if "start_date" not in extra:
        return None
    try:
        start = json.loads(sanitized_for_export("start_date", extra["start_date"]))
        end = (
            json.loads(sanitized_for_export("end_date", extra["end_date"]))
            if "end_date" in extra
            else None
        )
        is_true = edtf_of(start, end, words) == edtf
    # An unrelated column of a table happens to have this name.
    except (ValueError, AttributeError, CellError, RecursionError):
        return None
    return (start, end) if is_true else None


def _kept_or_plain(kept: str | None, text: str) -> str:
    if kept is None:
        return as_html(text)
    visible = as_text(kept).strip()
    return sanitize(kept) if text in (visible, one_line(visible)) else as_html(text)


def _other_keys(text: object) -> Slide:
    """Return the keys of `text` other than headline and text."""
    return text if isinstance(text, dict) else {}


# --- keys without a field: nested in TimelineJS, flat in newsdesk's table -------------------------


def with_clean_keys(slide: Slide) -> Slide:
    """Return the slide with its keys cleaned like a table's header. Raises CellError if two become
    equal."""
    result: Slide = {}
    for key, value in slide.items():
        name = without_controls(key).strip() or "-"
        merge_unique(result, {name: with_clean_keys(value) if isinstance(value, dict) else value})
    return result


def flatten(slide: Slide, prefix: str = "") -> Extra:
    """Return all leaves that aren't empty: {"media": {"url": "…"}} → {"media.url": "…"}. Raises
    CellError if two have the same name."""
    result: Extra = {}
    for key, value in slide.items():
        name = f"{prefix}{key}"
        if isinstance(value, dict):
            merge_unique(result, flatten(value, f"{name}."))
        elif text := to_text(value):
            merge_unique(result, {f"{_KEY_PREFIX}{name}" if _is_taken(name) else name: text})
    return result


def merge_unique(target: dict[str, Any], new: dict[str, Any]) -> None:
    """Add `new` to `target`. Raises CellError if a key is in both."""
    if duplicates := target.keys() & new.keys():
        raise CellError(
            _("Two keys are called “%(name)s”. Rename one, or its text would be lost.")
            % {"name": min(duplicates)}
        )
    target.update(new)


def _is_taken(name: str) -> bool:
    return plain_name(name) in COLUMNS or name.startswith(_KEY_PREFIX)


def to_text(value: object) -> str:
    """Return a value as text: null as "", other values than strings as JSON."""
    if value is None or isinstance(value, str):
        return value or ""
    return json.dumps(value, ensure_ascii=False)


def _unflatten(extra: Extra) -> Slide:
    nested: Slide = {}
    for ours, text in extra.items():
        theirs = ours.removeprefix(_KEY_PREFIX)
        name = theirs if _is_taken(theirs) else ours
        *path, last = name.split(".", _MAX_DEPTH)
        parent = nested
        for key in path:
            inner = parent.setdefault(key, {})
            if not isinstance(inner, dict):  # a table with columns "a" and "a.b"
                path, last, parent = [], name, nested
                break
            parent = inner
        value: Any = _FLAGS.get(name, {}).get(text, text)
        parent.setdefault(last, value)
    return nested
