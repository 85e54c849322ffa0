"""Read a data set from a folder of TOML files; reject all of it if one entry is invalid.

document.toml   [document] and its [[posts]]
subjects.toml   [[topics]], [[people]], [[places]]
events.toml     [[events]], each with [[events.citations]]
timelines.toml  [[timelines]]
"""

from __future__ import annotations

import datetime
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from timeline.characters import without_controls
from timeline.dates import edtf
from timeline.dates.edtf import EDTFError


class DatasetError(ValueError):
    """An invalid data set; the message gives file, entry and reason."""


@dataclass(frozen=True)
class Kind:
    """One kind of entry: its file and table, its key field, its required and optional fields."""

    name: str
    file: str
    table: str
    key: str
    required: frozenset[str]
    optional: frozenset[str] = frozenset()

    def check(self, entry: Entry) -> None:
        if missing := self.required - entry.data.keys():
            raise entry.error(f"{_joined(missing)} missing")
        if unknown := entry.data.keys() - self.required - self.optional:
            raise entry.error(f"unknown: {_joined(unknown)}")
        for name, value in entry.data.items():
            wanted = _TYPES.get(name, (str,))
            if not isinstance(value, wanted) or isinstance(value, bool):
                raise entry.error(f"{name} is {value!r}, not {_TYPE_NAMES[wanted[0]]}")
            if isinstance(value, str) and value != without_controls(value):
                raise entry.error(f"{name} is {value!r}, with a control character")
            if isinstance(value, datetime.datetime):
                if name == "published_on":
                    raise entry.error(f"{name} is {value!r}, not a day alone")
                if value.tzinfo is None:
                    raise entry.error(f"{name} is {value!r}, without an offset from UTC")
                if not datetime.MINYEAR < value.year < datetime.MAXYEAR:
                    # In another time zone, it may be outside the range of datetime.
                    raise entry.error(f"{name} is {value!r}, not of the years 2 to 9998")
            parts = value if isinstance(value, list) else []
            part_type = dict if name == "citations" else str
            if wrong := [part for part in parts if not isinstance(part, part_type)]:
                raise entry.error(f"{name} has {wrong[0]!r} in it, not {_TYPE_NAMES[part_type]}")


#: Types of the fields that aren't text.
_TYPES: dict[str, tuple[type, ...]] = {
    **dict.fromkeys(("number", "position", "slot", "importance", "post"), (int,)),
    **dict.fromkeys(("latitude", "longitude"), (float, int)),
    **dict.fromkeys(("topics", "people", "supports", "citations"), (list,)),
    "published_on": (datetime.date,),
    "published_at": (datetime.datetime,),
}
_TYPE_NAMES = {
    str: "a text",
    int: "a whole number",
    float: "a number",
    list: "a list",
    dict: "a table",
    datetime.date: "a day",
    datetime.datetime: "a day and a time",
}


@dataclass(frozen=True)
class Entry:
    kind: Kind
    number: int
    data: dict[str, Any]

    @property
    def key(self) -> str:
        return str(self.data.get(self.kind.key, ""))

    def error(self, reason: object) -> DatasetError:
        return DatasetError(
            f"{self.kind.file}, {self.kind.name} {self.number} ({self.key}): {reason}"
        )


@dataclass(frozen=True)
class Dataset:
    name: str
    entries: dict[str, list[Entry]] = field(default_factory=dict)


def _fields(names: str) -> frozenset[str]:
    return frozenset(names.split())


KINDS = [
    Kind(
        "document",
        "document.toml",
        "document",
        "id",
        _fields("id publisher headline short_name url published_on time_zone language"),
        _fields("summary archive_url"),
    ),
    Kind(
        "post",
        "document.toml",
        "posts",
        "number",
        _fields("number headline"),
        _fields("summary byline published_at posted anchor"),
    ),
    Kind(
        "topic",
        "subjects.toml",
        "topics",
        "slug",
        _fields("slug name position slot"),
        _fields("description"),
    ),
    Kind(
        "person",
        "subjects.toml",
        "people",
        "slug",
        _fields("slug name"),
        _fields("description wikidata_id"),
    ),
    Kind(
        "place",
        "subjects.toml",
        "places",
        "slug",
        _fields("slug name"),
        _fields("description wikidata_id latitude longitude"),
    ),
    Kind(
        "event",
        "events.toml",
        "events",
        "id",
        _fields("id title summary date_text edtf topics importance citations"),
        _fields("label people place time_zone calendar state"),
    ),
    Kind(
        "timeline",
        "timelines.toml",
        "timelines",
        "slug",
        _fields("slug title query position"),
        _fields("standfirst"),
    ),
]
CITATION = Kind(
    "citation",
    "events.toml",
    "citations",
    "exact",
    _fields("post exact supports"),
    _fields("prefix suffix date_as_written note"),
)


def read_dataset(folder: Path) -> Dataset:
    """Read and check all files of a folder. Raises DatasetError with file, entry and reason."""
    tables = {name: _table(folder / name) for name in sorted({kind.file for kind in KINDS})}
    dataset = Dataset(folder.resolve().name)
    for kind in KINDS:
        table = tables[kind.file].get(kind.table, [])
        rows = [table] if isinstance(table, dict) else table
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise DatasetError(f"{kind.file}: {kind.table} is not a table, or a list of tables")
        entries = [Entry(kind, number, data) for number, data in enumerate(rows, start=1)]
        for entry in entries:
            kind.check(entry)
        _check_keys(entries)
        dataset.entries[kind.name] = entries
    if len(dataset.entries["document"]) != 1:
        raise DatasetError("document.toml: one [document] is needed")
    _check_tables(tables)
    _check_references(dataset)
    return dataset


def _table(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise DatasetError(f"{path}: cannot be read ({error.strerror})") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DatasetError(f"{path.name}: {error}") from error


def _check_tables(tables: dict[str, dict[str, Any]]) -> None:
    """Reject unknown tables, which would otherwise be ignored silently."""
    for name, table in tables.items():
        known = {kind.table for kind in KINDS if kind.file == name}
        if unknown := table.keys() - known:
            raise DatasetError(f"{name}: unknown: {_joined(unknown)}; it holds {_joined(known)}")


def _check_keys(entries: list[Entry]) -> None:
    seen: dict[str, Entry] = {}
    for entry in entries:
        if not entry.key:
            raise entry.error(f"{entry.kind.key} is empty")
        if other := seen.get(entry.key):
            raise entry.error(f"the same {entry.kind.key} as {entry.kind.name} {other.number}")
        seen[entry.key] = entry


def _check_references(dataset: Dataset) -> None:
    known = {name: {entry.key for entry in entries} for name, entries in dataset.entries.items()}
    for entry in dataset.entries["event"]:
        try:
            edtf.parse(entry.data["edtf"])
        except EDTFError as error:
            raise entry.error(f"“{entry.data['edtf']}” is not EDTF: {error}") from error
        for kind, value in _references(entry):
            if value not in known[kind]:
                raise entry.error(f"there is no {kind} “{value}” in this data set")
        if not entry.data["citations"]:
            raise entry.error("an event needs a citation")


def _references(entry: Entry) -> Iterator[tuple[str, str]]:
    data = entry.data
    yield from (("topic", slug) for slug in data["topics"])
    yield from (("person", slug) for slug in data.get("people", []))
    if data.get("place"):
        yield "place", data["place"]
    for number, citation in enumerate(data["citations"], start=1):
        try:
            CITATION.check(Entry(CITATION, number, citation))
        except DatasetError as error:
            raise entry.error(error) from error
        yield "post", str(citation["post"])


def _joined(names: set[str] | frozenset[str]) -> str:
    return ", ".join(sorted(names))
