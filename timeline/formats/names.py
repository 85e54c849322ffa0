"""Lists of names in one cell, such as "Bill Clinton; Vladimir Putin", read back without loss.

A name from which its slug can't be derived is written with it: "George Bush [bush-senior]". A
semicolon or a backslash inside a name is escaped with a backslash.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from timeline.formats.rows import Name
from timeline.models.ids import slug_of

_WITH_SLUG = re.compile(r"(?P<name>.*\S) \[(?P<slug>[-\w]+)\]", re.DOTALL)


def list_cell(names: Iterable[Name]) -> str:
    return "; ".join(re.sub(r"([\\;])", r"\\\1", name_cell(name)) for name in names)


def name_cell(name: Name) -> str:
    """Return one name as a cell, or as a part of a list before escaping."""
    is_plain = name.slug in ("", slug_of(name.name, fallback="")) and (
        _WITH_SLUG.fullmatch(name.name) is None and name.name == name.name.strip()
    )
    return name.name if is_plain else f"{name.name} [{name.slug}]"


def read_list(cell: str) -> list[Name]:
    """Parse the names of a cell, ignoring empty ones between semicolons."""
    parts = re.findall(r"(?:[^;\\]|\\.|\\$)+", cell, re.DOTALL)
    names = (read_name(re.sub(r"\\(.)", r"\1", part, flags=re.DOTALL)) for part in parts)
    return [name for name in names if name is not None]


def read_name(cell: str) -> Name | None:
    text = cell.strip()
    if not text:
        return None
    match = _WITH_SLUG.fullmatch(text)
    return Name(match["name"], match["slug"]) if match else Name(text)
