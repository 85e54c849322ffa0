"""Render templates that a page uses many times, as format strings cached per process.

Django resolves every variable anew on each render, at some 7 µs each, and a page would need
thousands. A stencil is a template rendered once per set of constants, with placeholders for the
values that vary, so that each further item costs only one string formatting operation.
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
MAX_CACHED_LENGTH = 200
#: A placeholder while the template is rendered. It is delimited by private-use characters, which
#: escaping leaves alone; the other output comes from the program itself and contains none.
_PLACEHOLDER = "\ue000{}\ue001"

#: Types of values that aren't escaped.
_UNESCAPED_TYPES = (SafeString, int, float)

#: Blank lines and indentation, reduced to one newline: any whitespace means the same in HTML.
_INDENTATION = re.compile(r"\n\s+")

#: The constant part of the template context, as pairs. It is part of the cache key, so the
#: template may branch on it.
Constants = tuple[tuple[str, Any], ...]


class Drawing(NamedTuple):
    """One item to render.

    ``values`` fill the placeholders. They are escaped like Django does, except numbers and safe
    strings; lists of drawings are rendered recursively. The template can only output a value, or
    test whether it is empty.
    """

    template: str
    constants: Constants
    values: Mapping[str, object]


def draw(drawings: Iterable[Drawing]) -> SafeString:
    """Render drawings, one line each."""
    # In development, show changes to templates.
    get_stencil = _compile if settings.DEBUG else _cached_compile
    output = _render_lines(drawings, partial(get_stencil, get_language()))
    return mark_safe(output)  # noqa: S308 - templates' own, filled with escaped values


def _render_lines(drawings: Iterable[Drawing], get_stencil: Callable[..., str]) -> str:
    lines = []
    for template, constants, values in drawings:
        filled = {
            name: _formatted(value, get_stencil)
            for name, value in values.items()
            if value or (value == 0 and value is not False)
        }
        lines.append(get_stencil(template, constants, tuple(filled)) % filled)
    return "\n".join(lines)


def _formatted(value: object, get_stencil: Callable[..., str]) -> object:
    if type(value) is str:
        return _cached_escape(value) if len(value) <= MAX_CACHED_LENGTH else html.escape(value)
    if isinstance(value, _UNESCAPED_TYPES):
        return value
    return _render_lines(value, get_stencil) if isinstance(value, list) else html.escape(str(value))


def _compile(
    _language: str | None, template: str, constants: Constants, names: tuple[str, ...]
) -> str:
    """Render a template to a format string with a field per place; the language is a cache key."""
    placeholders = {name: mark_safe(_PLACEHOLDER.format(name)) for name in names}  # noqa: S308
    output = (
        get_template(template).render(dict(constants) | placeholders).strip().replace("%", "%%")
    )
    output = _INDENTATION.sub("\n", output)
    for name in names:
        output = output.replace(_PLACEHOLDER.format(name), f"%({name})s")
    return output


_cached_compile = lru_cache(maxsize=1_000)(_compile)
#: URLs recur across lanes and names across pages; a cache hit takes a quarter of the time.
_cached_escape = lru_cache(maxsize=10_000)(html.escape)
