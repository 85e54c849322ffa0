"""Signs of lanes, and cached includes: see `timeline.stencils`."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from timeline.sharing.links import Format
from timeline.stencils import Drawing, draw

register = template.Library()

_SIGN = (
    '<svg class="pin s{0}" viewBox="-8 -8 16 16"{1} focusable="false"><use href="#m-{0}{2}"/></svg>'
)
_HIDDEN = SafeString(' aria-hidden="true"')


@register.simple_tag
def mark(slot: int | None, hollow: bool = False, topic: str = "") -> SafeString:
    """Return the sign of a lane's slot (None for no lane), hollow if the date is not exact.

    ``topic`` is its accessible name, for use where no text next to the sign names the topic.
    """
    attributes = format_html(' role="img" aria-label="{}"', topic) if topic else _HIDDEN
    return format_html(_SIGN, int(slot or 0), attributes, "o" if hollow else "")


@register.simple_tag
def cached_include(template: str, **context: object) -> SafeString:
    """Include a template, rendered once per set of arguments: for parts that rarely differ."""
    return draw([Drawing(template, tuple(context.items()), {})])


@register.simple_tag
def render_formats(template: str, formats: Iterable[Format]) -> SafeString:
    """Render each of the formats in which a view is available with a template."""
    return draw(
        Drawing(
            template,
            (("url_name", url_name), ("media_type", media_type), ("name", name)),
            {"url": url},
        )
        for url_name, name, media_type, url in formats
    )
