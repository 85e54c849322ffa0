"""What a template draws many times over, drawn once with places left open that are then filled.

Django looks up every variable of a template anew each time it is drawn, at some 7 µs each; a chart
of 400 marks asks for thousands. A stencil is the same template, drawn once in a process for each
kind of thing, and a thing costs one format operation.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.template.loader import get_template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

#: Stands for an open place while the template is drawn. A private-use character, which Django's
#: escaping leaves alone; what is drawn with it is the program's own and holds none.
_OPEN = "\ue000{}\ue001"


class Stencil:
    """A template with open places. What fills them is escaped as Django does, numbers and safe
    strings are not; the template can only place it, neither test nor filter it."""

    def __init__(self, template: str, places: tuple[str, ...], drawn: dict[str, Any]) -> None:
        """`drawn` is the context that stays the same; it decides what the template draws."""
        places_left_open = {name: mark_safe(_OPEN.format(name)) for name in places}  # noqa: S308
        html = get_template(template).render({**drawn, **places_left_open}).strip()
        self._form = html.replace("%", "%%")
        for name in places:
            self._form = self._form.replace(_OPEN.format(name), f"%({name})s")

    def fill(self, values: dict[str, str | float]) -> str:
        return self._form % {
            name: escape(value) if type(value) is str else value for name, value in values.items()
        }


#: The context that stays the same, as pairs; and what fills the open places.
Drawing = tuple[tuple[tuple[str, Any], ...], dict[str, str | float]]


def draw(template: str, drawings: Iterable[Drawing]) -> SafeString:
    """Draw a template once for each, a line each."""
    language = get_language()
    lines = [
        _stencil(template, language, tuple(values), drawn).fill(values)
        for drawn, values in drawings
    ]
    return mark_safe("\n".join(lines))  # noqa: S308 - a template's own, filled with escaped values


def _stencil(
    template: str, language: str | None, places: tuple[str, ...], drawn: tuple[tuple[str, Any], ...]
) -> Stencil:
    if settings.DEBUG:  # whoever changes a template wants to see it
        return Stencil(template, places, dict(drawn))
    return _kept(template, language, places, drawn)


@lru_cache(maxsize=1_000)
def _kept(
    template: str, language: str | None, places: tuple[str, ...], drawn: tuple[tuple[str, Any], ...]
) -> Stencil:
    return Stencil(template, places, dict(drawn))
