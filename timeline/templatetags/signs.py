"""What pages have many of, and parts of theirs that stay the same: see `timeline.stencils`."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString, mark_safe

from timeline.stencils import Drawing, Look, draw
from timeline.views.filter_bar import Facet, FacetValue

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
def facet_values(facet: Facet) -> SafeString:
    """What can be chosen in a list of the filter bar, each with how many events it leaves."""
    return draw(_value(facet.key, value) for value in facet.values)


def _value(key: str, value: FacetValue) -> Drawing:
    values = {"id": value.id, "value": value.value, "label": value.label, "shown": value.shown}
    if key == "topic":
        look: Look = ("slot", value.slot), ("selected", value.selected)
        return Drawing("timeline/_topic.html", look, values)
    look = ("key", key), ("selected", value.selected)
    return Drawing("timeline/_facet_value.html", look, values)


@register.simple_tag
def still(template: str, **look: object) -> SafeString:
    """What an include would draw, once for the same look: for parts without the page's data."""
    return draw([Drawing(template, tuple(look.items()), {})])
