"""The small signs beside text; tags, because a list of fifty draws a hundred of them."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from timeline.views.filter_bar import FacetValue

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
def count(value: FacetValue) -> SafeString:
    """How many events a value of the filter bar leaves."""
    return format_html('<span class="n" id="n-{}">{}</span>', value.id, value.shown)
