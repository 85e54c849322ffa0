"""`/events.timelinejs.json`: the query as TimelineJS 3 reads it. What it can't say is listed in
docs/addresses.md.

What a TimelineJS file said that newsdesk has no field for came into `Event.extra`, a key a leaf:
"media.url". It goes out again; a text or a date that was kept as it stood only while it still reads
as what the event says now.
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
#: Before a key that our tables have a column for, and before one that begins so itself.
_FOREIGN = "slide."
#: Keys whose text says true or false.
_FLAGS = {"autolink": {"true": True, "false": False}}
#: Kept as they stood, and used while they are true.
KEPT = ("start_date", "end_date", "display_date", "text.headline", "text.text", "type", "unique_id")
#: Set as HTML, beside all of the media.
_MARKUP = {"text.headline", "text.text", "display_date", "group"}
_ADDRESSES = {"media.url", "media.link", "media.thumbnail", "background.url"}
_DATES = {"start_date", "end_date"}
#: Where TimelineJS has texts of its own, and what it has objects for. Anything else there, as a
#: column of a table may be called, and it draws nothing at all.
_LEAVES = {*KEPT, *_MARKUP, *_ADDRESSES}
_OBJECTS = {"media", "background"}
#: More objects in objects than this, and who reads the file gives up.
_DEEPEST = 20
#: What JavaScript takes for the makings of an object, so that all in it would be of the slide.
_PROTOTYPE = "__proto__"
#: JavaScript's dates end in these years; beyond them TimelineJS needs its other scale.
HUMAN_LOWER = day_number(-271_820) * SECONDS_IN_DAY
HUMAN_UPPER = day_number(275_760) * SECONDS_IN_DAY


def is_era(event: Event) -> bool:
    """Did it come as an era: a stretch of colour behind the others?"""
    return bool(event.extra.get("type") == ERA)


def slide(event: Event) -> Slide:
    """One event, loaded `with_sources()`, as a slide or an era."""
    others = {key: outgoing(key, text) for key, text in event.extra.items() if key not in KEPT}
    said = _nested({key: text for key, text in others.items() if text})
    said |= _dates(event)
    if "media" in said:
        said["media"].setdefault("url", "")  # TimelineJS reads it wherever there are media
    said["text"] = {
        **_further(said.get("text")),
        "headline": _text(event.extra.get("text.headline"), event.title),
        "text": _text(event.extra.get("text.text"), event.summary),
    }
    if event.lane:
        said["group"] = as_html(event.lane.name)  # set as HTML, too
    said["unique_id"] = event.extra.get("unique_id") or event.public_id
    kind = event.extra.get("type")
    if kind and kind not in (ERA, TITLE):  # told by their place; an event would be left out
        said["type"] = kind
    return said


def outgoing(key: str, text: str) -> str:
    """What came, as it goes out: TimelineJS sets it as HTML in the page of whoever shows it, and
    nothing may run there."""
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
    """An address or an embed code; TimelineJS sets either between single quotation marks."""
    if not is_harmless_address(text):
        return ""
    return harmless(text).replace("'", "&#39;" if "<" in text else "%27")


def _harmless_date(said: Date) -> Date:
    """A date, in which whatever is no number may be HTML. Of quoted pieces in its format TimelineJS
    would make HTML that none of them is."""
    texts = {key: harmless(leaf(value)) for key, value in said.items() if key not in UNITS}
    if "format" in texts:
        texts["format"] = texts["format"].replace("<", "")
    return said | texts


def timelinejs_chunks(
    events: Iterable[Event], eras: Iterable[Event], title: Slide, *, cosmological: bool
) -> Iterator[str]:
    """The whole document, a piece for each slide."""
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
    """TimelineJS drops an end in which it finds all that the start says, and draws nothing at all
    where an era has no end: such a start says its words, too."""
    numbers = plain_numbers(end)
    if plain_numbers(start).items() <= numbers.items():
        return {**start, "display_date": words}, {**numbers}
    return start, end


def _kept_dates(extra: Extra, words: str, edtf: str) -> tuple[Date, Date | None] | None:
    """Start and end as they came, with their milliseconds or times, if they still say the date."""
    if "start_date" not in extra:
        return None
    try:
        start = json.loads(outgoing("start_date", extra["start_date"]))
        end = json.loads(outgoing("end_date", extra["end_date"])) if "end_date" in extra else None
        is_true = edtf_of(start, end, words) == edtf
    # A column of that name, of somebody else.
    except (ValueError, AttributeError, CellError, RecursionError):
        return None
    return (start, end) if is_true else None


def _text(kept: str | None, text: str) -> str:
    if kept is None:
        return as_html(text)
    seen = as_text(kept).strip()
    return harmless(kept) if text in (seen, one_line(seen)) else as_html(text)


def _further(text: object) -> Slide:
    """Keys of `text` beside headline and text."""
    return text if isinstance(text, dict) else {}


# --- keys without a field: nested in TimelineJS, flat in our table --------------------------------


def named(said: Slide) -> Slide:
    """The same with keys as the header of a table has them. Raises CellError where two are one."""
    found: Slide = {}
    for key, value in said.items():
        name = without_controls(key).strip() or "-"
        add(found, {name: named(value) if isinstance(value, dict) else value})
    return found


def flat(said: Slide, prefix: str = "") -> Extra:
    """Every leaf that says something: {"media": {"url": "…"}} → {"media.url": "…"}. Raises
    CellError where two have one name."""
    found: Extra = {}
    for key, value in said.items():
        name = f"{prefix}{key}"
        if isinstance(value, dict):
            add(found, flat(value, f"{name}."))
        elif text := leaf(value):
            add(found, {f"{_FOREIGN}{name}" if _is_taken(name) else name: text})
    return found


def add(found: dict[str, Any], more: dict[str, Any]) -> None:
    """Add these to what was found. Raises CellError where two have one name."""
    if twice := found.keys() & more.keys():
        raise CellError(
            _("Two keys are called “%(name)s”. Rename one, or its text would be lost.")
            % {"name": min(twice)}
        )
    found.update(more)


def _is_taken(name: str) -> bool:
    return plain_name(name) in COLUMNS or name.startswith(_FOREIGN)


def leaf(value: object) -> str:
    """A value as text; "" for what says nothing."""
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
            if not isinstance(inner, dict):  # a column "a" beside a column "a.b"
                path, last, place = [], name, said
                break
            place = inner
        value: Any = _FLAGS.get(name, {}).get(text, text)
        place.setdefault(last, value)
    return said
