"""Renders the form of the filter bar from stencils (`timeline.stencils`)."""

from __future__ import annotations

from functools import cached_property

from django.utils.safestring import SafeString

from timeline.stencils import Constants, Drawing, draw
from timeline.views.filter_bar import DATES, Facet, FacetValue, FilterBar
from timeline.views.memoizing import memoized_by_language


class RenderedForm:
    """The rendered form of a filter bar, and the parts of it that a fragment replaces."""

    def __init__(self, bar: FilterBar) -> None:
        self.bar = bar

    @property
    def form(self) -> SafeString:
        return draw([_form(self.bar)])

    @cached_property
    def echoes(self) -> dict[str, SafeString]:
        """The messages below the date fields, by field."""
        return {key: draw(_echoes(self.bar, key)) for key in DATES}

    @property
    def problems(self) -> SafeString:
        return draw(_problems(self.bar))


def _form(bar: FilterBar) -> Drawing:
    """The whole form with all its controls."""
    fields = bar.fields
    topics, *others = bar.facets
    order = ("dates", fields["dates"]), ("sort", fields["sort"])
    values = {
        "path": bar.path,
        **{key: fields[key] for key in ("q", "from", "to")},
        "echo_from": _echoes(bar, "from"),
        "echo_to": _echoes(bar, "to"),
        "problems": _problems(bar),
        "topics": _values(topics),
        "options": [Drawing("timeline/_options.html", order, {})],
        "facets": [_facet(facet) for facet in others if facet.values],
    }
    faulty = tuple((f"{key}_is_faulty", key in bar.errors) for key in ("from", "to"))
    return Drawing("timeline/_filter_form.html", faulty, values)


def _echoes(bar: FilterBar, field: str) -> list[Drawing]:
    """What a date field was read as, or why it could not be read."""
    look = (("field", field),)
    if error := bar.errors.get(field):
        ways = [
            Drawing("timeline/_echo_way.html", look, {"number": number, **way._asdict()})
            for number, way in enumerate(bar.date_options[field], start=1)
        ]
        return [Drawing("timeline/_echo.html", look, {"error": error, "ways": ways})]
    return [
        Drawing(
            "timeline/_echo.html",
            look,
            {
                "text": echo.text,
                "read_as": echo.read_as,
                "assumed": "".join(f"; {note}" for note in echo.assumed),
            },
        )
        for echo in bar.echoes
        if echo.field == field
    ]


def _problems(bar: FilterBar) -> list[Drawing]:
    """Errors of the fields other than the dates, and a note if not all words are searched for."""
    messages = [(text, True) for text in bar.other_errors]
    messages += [(bar.cut_words, False)] if bar.cut_words else []
    return [
        Drawing("timeline/_problem.html", (("is_wrong", is_wrong),), {"message": text})
        for text, is_wrong in messages
    ]


def _facet(facet: Facet) -> Drawing:
    look = (("key", facet.key),)
    return Drawing("timeline/_facet.html", look, {"label": facet.label, "values": _values(facet)})


def _values(facet: Facet) -> SafeString:
    """The choices of one list, each with the number of events that it leaves."""
    render = render_choice.in_current_language()
    return SafeString("\n".join([render(facet.key, each) for each in facet.values]))


@memoized_by_language(1_000)  # a page has a hundred, most of them the same as on the page before
def render_choice(key: str, value: FacetValue) -> str:
    """The checkbox of one value."""
    values = {
        "id": value.id,
        "value": value.value,
        "label": value.label,
        "count_label": value.count_label,
    }
    if key == "topic":
        look: Constants = ("slot", value.slot), ("selected", value.selected)
        return draw([Drawing("timeline/_topic.html", look, values)])
    look = ("key", key), ("selected", value.selected)
    return draw([Drawing("timeline/_facet_value.html", look, values)])
