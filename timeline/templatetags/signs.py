"""Signs of lanes, and cached includes: see `timeline.stencils`."""

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
    """Return the sign of a lane's slot (None for no lane), hollow if the date is not exact.

    ``topic`` is its accessible name, for use where no text next to the sign names the topic.
    """
    said = format_html(' role="img" aria-label="{}"', topic) if topic else _UNSAID
    return format_html(_MARK, int(slot or 0), said, "o" if hollow else "")


@register.simple_tag
def still(template: str, **look: object) -> SafeString:
    """Include a template, rendered once per set of arguments: for parts that rarely differ."""
    return draw([Drawing(template, tuple(look.items()), {})])


@register.simple_tag
def ways(template: str, found: Iterable[Way]) -> SafeString:
    """Render each of the formats in which a view is available with a template."""
    return draw(
        Drawing(template, (("form", form), ("type", media_type), ("name", name)), {"url": url})
        for form, name, media_type, url in found
    )
