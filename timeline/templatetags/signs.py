"""Signs of lanes, and parts of pages that stay the same: see `timeline.stencils`."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.utils.safestring import SafeString, mark_safe

from timeline.sharing.links import Way
from timeline.stencils import Drawing, draw

register = template.Library()

_MARK = (
    '<svg class="pin s%d" viewBox="-8 -8 16 16" aria-hidden="true" focusable="false">'
    '<use href="#m-%d%s"/></svg>'
)


@register.simple_tag
def mark(slot: int | None, hollow: bool = False) -> SafeString:
    """The sign of a lane's slot, None for no lane; hollow where the date is not exact."""
    number = int(slot or 0)
    return mark_safe(_MARK % (number, number, "o" if hollow else ""))  # noqa: S308 - numbers


@register.simple_tag
def still(template: str, **look: object) -> SafeString:
    """What an include would draw, once for the same look: for parts that change with few pages."""
    return draw([Drawing(template, tuple(look.items()), {})])


@register.simple_tag
def ways(template: str, found: Iterable[Way]) -> SafeString:
    """Each form that something can be had in, by a template."""
    return draw(
        Drawing(template, (("form", form), ("type", media_type), ("name", name)), {"url": url})
        for form, name, media_type, url in found
    )
