"""Render templates that a page uses many times, as format strings cached per process.

Django resolves every variable anew on each render, at some 7 µs each, and a page would need
thousands. A stencil is a template rendered once per look, with placeholders for the values that
vary, so that each further item costs only one string formatting operation.
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

#: Escaped forms of texts up to this many characters are cached: short texts recur.
OFTEN_SAID = 200
#: A placeholder while the template is rendered. It is delimited by private-use characters, which
#: escaping leaves alone; the other output comes from the program itself and contains none.
_OPEN = "\ue000{}\ue001"

#: Types of values that aren't escaped.
_AS_IT_IS = (SafeString, int, float)

#: Blank lines and indentation, reduced to one newline: any whitespace means the same in HTML.
_INDENTED = re.compile(r"\n\s+")

#: The constant part of the template context, as pairs. It is part of the cache key, so the
#: template may branch on it.
Look = tuple[tuple[str, Any], ...]


class Drawing(NamedTuple):
    """One item to render.

    ``values`` fill the placeholders. They are escaped like Django does, except numbers and safe
    strings; lists of drawings are rendered recursively. The template can only output a value, or
    test whether it is empty.
    """

    template: str
    look: Look
    values: Mapping[str, object]


def draw(drawings: Iterable[Drawing]) -> SafeString:
    """Render drawings, one line each."""
    stencil = _anew if settings.DEBUG else _kept  # in development, show changes to templates
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
    """Render a template to a format string with a field per place; the language is a cache key."""
    left_open = {name: mark_safe(_OPEN.format(name)) for name in places}  # noqa: S308
    drawn = get_template(template).render(dict(look) | left_open).strip().replace("%", "%%")
    drawn = _INDENTED.sub("\n", drawn)
    for name in places:
        drawn = drawn.replace(_OPEN.format(name), f"%({name})s")
    return drawn


_kept = lru_cache(maxsize=1_000)(_anew)
#: URLs recur across lanes and names across pages; a cache hit takes a quarter of the time.
_escaped = lru_cache(maxsize=10_000)(html.escape)
