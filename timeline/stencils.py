"""What a template draws many times over, drawn once with places left open that are then filled.

Django looks up every variable of a template anew each time it is drawn, at some 7 µs each; a page
would ask for thousands. A stencil is the same template, drawn once in a process for each kind of
thing, and a thing costs one format operation.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache, partial
from typing import Any, NamedTuple

from django.conf import settings
from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

#: Texts up to this long, in characters, are looked up: those are said again and again.
OFTEN_SAID = 200
#: Stands for an open place while the template is drawn. Private-use characters, which escaping
#: leaves alone; what is drawn along with it is the program's own and has none.
_OPEN = "\ue000{}\ue001"

#: What is no text to be escaped.
_AS_IT_IS = (SafeString, int, float)

#: Lines that hold nothing, and how far others are indented: space is space in HTML.
_INDENTED = re.compile(r"\n\s+")

#: The context that stays the same, as pairs. It decides what the template draws.
Look = tuple[tuple[str, Any], ...]


class Drawing(NamedTuple):
    """One thing to draw.

    What fills the open places is escaped as Django does, but for numbers and safe strings; a list
    of drawings is drawn in turn. The template can only place it, and test whether there is any.
    """

    template: str
    look: Look
    values: Mapping[str, object]


def draw(drawings: Iterable[Drawing]) -> SafeString:
    """A line each."""
    stencil = _anew if settings.DEBUG else _kept  # whoever changes a template wants to see it
    drawn = _lines(drawings, partial(stencil, get_language()))
    return mark_safe(drawn)  # noqa: S308 - templates' own, filled with escaped values


def _lines(drawings: Iterable[Drawing], stencil: Callable[..., str]) -> str:
    lines = []
    for template, look, values in drawings:
        filled = {
            name: _written(value, stencil)
            for name, value in values.items()
            if value or (value == 0 and value is not False)
        }
        lines.append(stencil(template, look, tuple(filled)) % filled)
    return "\n".join(lines)


def _written(value: object, stencil: Callable[..., str]) -> object:
    if type(value) is str:
        return _escaped(value) if len(value) <= OFTEN_SAID else html.escape(value)
    if isinstance(value, _AS_IT_IS):
        return value
    return _lines(value, stencil) if isinstance(value, list) else html.escape(str(value))


def _anew(_language: str | None, template: str, look: Look, places: tuple[str, ...]) -> str:
    """A format string with a field for each open place."""
    left_open = {name: mark_safe(_OPEN.format(name)) for name in places}  # noqa: S308
    drawn = get_template(template).render(dict(look) | left_open).strip().replace("%", "%%")
    drawn = _INDENTED.sub("\n", drawn)
    for name in places:
        drawn = drawn.replace(_OPEN.format(name), f"%({name})s")
    return drawn


_kept = lru_cache(maxsize=1_000)(_anew)
#: Lanes share addresses, pages share names, and looking one up takes a quarter of the time.
_escaped = lru_cache(maxsize=10_000)(html.escape)
