"""Signs of lanes, and parts of pages that stay the same: see `timeline.stencils`."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from timeline.sharing.links import Way
from timeline.stencils import Drawing, draw

register = template.Library()

_MARK = (
    '<svg class="pin s{0}" viewBox="-8 -8 16 16"{1} focusable="false"><use href="#m-{0}{2}"/></svg>'
)
_UNSAID = SafeString(' aria-hidden="true"')


@register.simple_tag
def mark(slot: int | None, hollow: bool = False, topic: str = "") -> SafeString:
    """The sign of a lane's slot, None for no lane; hollow where the date is not exact. Where no
    text beside it names the topic, it does, to those who don't see it."""
    said = format_html(' role="img" aria-label="{}"', topic) if topic else _UNSAID
    return format_html(_MARK, int(slot or 0), said, "o" if hollow else "")


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
