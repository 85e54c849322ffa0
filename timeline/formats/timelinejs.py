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
from timeline.formats.markup import as_html, as_line, as_text, harmless, is_harmless_address
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
_FOREIGN = "slide."
#: Keys that TimelineJS expects as booleans: key → text → value.
_FLAGS = {"autolink": {"true": True, "false": False}}
#: Keys whose original values are kept and exported while they still agree with the event.
KEPT = ("start_date", "end_date", "display_date", "text.headline", "text.text", "type", "unique_id")
#: Keys that TimelineJS sets as HTML, in addition to all of `media`.
_MARKUP = {"text.headline", "text.text", "display_date", "group"}
_ADDRESSES = {"media.url", "media.link", "media.thumbnail", "background.url"}
_DATES = {"start_date", "end_date"}
#: Keys for which TimelineJS expects a text, and keys for which it expects an object. Columns of a
#: table may have names that would swap the two, and TimelineJS would then draw nothing at all.
_LEAVES = {*KEPT, *_MARKUP, *_ADDRESSES}
_OBJECTS = {"media", "background"}
#: Maximum depth of nested objects in the export: parsers reject deeper ones.
_DEEPEST = 20
#: JavaScript sets an object's prototype with this key: the slide would inherit what is in it.
_PROTOTYPE = "__proto__"
#: The range of JavaScript's Date, in seconds; beyond it TimelineJS needs its cosmological scale.
HUMAN_LOWER = day_number(-271_820) * SECONDS_IN_DAY
HUMAN_UPPER = day_number(275_760) * SECONDS_IN_DAY


def is_era(event: Event) -> bool:
    """Whether the event was imported as an era: a coloured band behind the others."""
    return bool(event.extra.get("type") == ERA)


def slide(event: Event) -> Slide:
    """Return one event, loaded `with_sources()`, as a slide or an era."""
    others = {key: outgoing(key, text) for key, text in event.extra.items() if key not in KEPT}
    said = _nested({key: text for key, text in others.items() if text})
    said |= _dates(event)
    if "media" in said:
        said["media"].setdefault("url", "")  # TimelineJS expects it in all media
    said["text"] = {
        **_further(said.get("text")),
        "headline": _text(event.extra.get("text.headline"), event.title),
        "text": _text(event.extra.get("text.text"), event.summary),
    }
    if event.lane:
        said["group"] = as_html(event.lane.name)  # TimelineJS sets it as HTML
    said["unique_id"] = event.extra.get("unique_id") or event.public_id
    kind = event.extra.get("type")
    if kind and kind not in (ERA, TITLE):  # implied by the list; imports skip slides of type title
        said["type"] = kind
    return said


def outgoing(key: str, text: str) -> str:
    """Return an imported text as it is exported; "" to leave it out. TimelineJS sets it as HTML in
    the page that embeds the timeline, where it must not run scripts."""
    path = key.split(".")
    above = {path[0], ".".join(path[:2])} - {key}
    if _PROTOTYPE in path or key in _OBJECTS or above & _LEAVES:
        return ""
    if key in _ADDRESSES:
        return _harmless_address(text)
    if key in _DATES:
        return leaf(_harmless_date(json.loads(text)))
    return harmless(text) if key in _MARKUP or key.startswith("media.") else text


def _harmless_address(text: str) -> str:
    """Sanitize a URL or an embed code; TimelineJS puts either between single quotes."""
    if not is_harmless_address(text):
        return ""
    return harmless(text).replace("'", "&#39;" if "<" in text else "%27")


def _harmless_date(said: Date) -> Date:
    """Sanitize the parts of a date that aren't numbers. TimelineJS concatenates the quoted parts of
    `format`, which could result in HTML that none of them is alone."""
    texts = {key: harmless(leaf(value)) for key, value in said.items() if key not in UNITS}
    if "format" in texts:
        texts["format"] = texts["format"].replace("<", "")
    return said | texts


def timelinejs_chunks(
    events: Iterable[Event], eras: Iterable[Event], title: Slide, *, cosmological: bool
) -> Iterator[str]:
    """Yield the whole document, one chunk per slide."""
    yield '{"events": [\n'
    yield from _joined(events)
    yield '\n], "eras": [\n'
    yield from _joined(eras)
    scale = "cosmological" if cosmological else "human"
    yield f'\n], "title": {_json(title)}, "scale": "{scale}"}}\n'


def title_slide(title: str, text: str) -> Slide:
    return {"text": {"headline": as_html(title), "text": as_html(text)}}


def _joined(events: Iterable[Event]) -> Iterator[str]:
    for number, event in enumerate(events):
        yield (",\n" if number else "") + _json(slide(event))


def _json(said: Slide) -> str:
    return json.dumps(said, ensure_ascii=False)


def _dates(event: Event) -> Slide:
    extra = event.extra
    kept = extra.get("display_date", "")
    words, shown = as_line(kept), harmless(kept)
    if words != event.date_text:
        words = display_date(event.date, event.date_text, event.date_tz, event.date_calendar)
        shown = as_html(words)
    start, end = _kept_dates(extra, words, event.date_edtf) or slide_dates(event.date)
    if is_era(event):
        start, end = _of_era(start, end or start, shown)
    said: Slide = {"start_date": start}
    if end:
        said["end_date"] = end
    if shown:
        said["display_date"] = shown
    return said


def _of_era(start: Date, end: Date, words: str) -> tuple[Date, Date]:
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
        start = json.loads(outgoing("start_date", extra["start_date"]))
        end = json.loads(outgoing("end_date", extra["end_date"])) if "end_date" in extra else None
        is_true = edtf_of(start, end, words) == edtf
    # An unrelated column of a table happens to have this name.
    except (ValueError, AttributeError, CellError, RecursionError):
        return None
    return (start, end) if is_true else None


def _text(kept: str | None, text: str) -> str:
    if kept is None:
        return as_html(text)
    seen = as_text(kept).strip()
    return harmless(kept) if text in (seen, one_line(seen)) else as_html(text)


def _further(text: object) -> Slide:
    """Return the keys of `text` other than headline and text."""
    return text if isinstance(text, dict) else {}


# --- keys without a field: nested in TimelineJS, flat in newsdesk's table -------------------------


def named(said: Slide) -> Slide:
    """Return the slide with its keys cleaned like a table's header. Raises CellError if two become
    equal."""
    found: Slide = {}
    for key, value in said.items():
        name = without_controls(key).strip() or "-"
        add(found, {name: named(value) if isinstance(value, dict) else value})
    return found


def flat(said: Slide, prefix: str = "") -> Extra:
    """Return all leaves that aren't empty: {"media": {"url": "…"}} → {"media.url": "…"}. Raises
    CellError if two have the same name."""
    found: Extra = {}
    for key, value in said.items():
        name = f"{prefix}{key}"
        if isinstance(value, dict):
            add(found, flat(value, f"{name}."))
        elif text := leaf(value):
            add(found, {f"{_FOREIGN}{name}" if _is_taken(name) else name: text})
    return found


def add(found: dict[str, Any], more: dict[str, Any]) -> None:
    """Add `more` to `found`. Raises CellError if a key is in both."""
    if twice := found.keys() & more.keys():
        raise CellError(
            _("Two keys are called “%(name)s”. Rename one, or its text would be lost.")
            % {"name": min(twice)}
        )
    found.update(more)


def _is_taken(name: str) -> bool:
    return plain_name(name) in COLUMNS or name.startswith(_FOREIGN)


def leaf(value: object) -> str:
    """Return a value as text: null as "", other values than strings as JSON."""
    if value is None or isinstance(value, str):
        return value or ""
    return json.dumps(value, ensure_ascii=False)


def _nested(extra: Extra) -> Slide:
    said: Slide = {}
    for ours, text in extra.items():
        theirs = ours.removeprefix(_FOREIGN)
        name = theirs if _is_taken(theirs) else ours
        *path, last = name.split(".", _DEEPEST)
        place = said
        for key in path:
            inner = place.setdefault(key, {})
            if not isinstance(inner, dict):  # a table with columns "a" and "a.b"
                path, last, place = [], name, said
                break
            place = inner
        value: Any = _FLAGS.get(name, {}).get(text, text)
        place.setdefault(last, value)
    return said
