"""The form of the filter bar, drawn from stencils."""

from __future__ import annotations

from functools import cached_property

from django.utils.safestring import SafeString

from timeline.stencils import Drawing, Look, draw
from timeline.views.filter_bar import DATES, Facet, FacetValue, FilterBar
from timeline.views.keeping import kept_by_language


class DrawnBar:
    """The form of a bar, and the parts of it that a fragment renews."""

    def __init__(self, bar: FilterBar) -> None:
        self.bar = bar

    @property
    def form(self) -> SafeString:
        return draw([_form(self.bar)])

    @cached_property
    def echoed(self) -> dict[str, SafeString]:
        """What stands below the date fields."""
        return {key: draw(_echoes(self.bar, key)) for key in DATES}

    @property
    def problems(self) -> SafeString:
        return draw(_problems(self.bar))


def _form(bar: FilterBar) -> Drawing:
    """All that can be chosen and typed."""
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
    """What was typed into a date field, and what it was read as, or why it could not be."""
    look = (("field", field),)
    if error := bar.errors.get(field):
        ways = [
            Drawing("timeline/_echo_way.html", look, {"number": number, **way._asdict()})
            for number, way in enumerate(bar.ways_out[field], start=1)
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
    """What is wrong with fields that nobody types into, and which words are looked for where that
    is not all of them."""
    said = [(text, True) for text in bar.other_errors]
    said += [(bar.cut_words, False)] if bar.cut_words else []
    return [
        Drawing("timeline/_problem.html", (("is_wrong", is_wrong),), {"message": text})
        for text, is_wrong in said
    ]


def _facet(facet: Facet) -> Drawing:
    look = (("key", facet.key),)
    return Drawing("timeline/_facet.html", look, {"label": facet.label, "values": _values(facet)})


def _values(facet: Facet) -> SafeString:
    """What can be chosen in a list of the bar, each with how many events it leaves."""
    drawn = choice.here()
    return SafeString("\n".join([drawn(facet.key, each) for each in facet.values]))


@kept_by_language(1_000)  # a page has a hundred, and most of them are as on the page before
def choice(key: str, value: FacetValue) -> str:
    """A value of a list, to be ticked."""
    values = {"id": value.id, "value": value.value, "label": value.label, "shown": value.shown}
    if key == "topic":
        look: Look = ("slot", value.slot), ("selected", value.selected)
        return draw([Drawing("timeline/_topic.html", look, values)])
    look = ("key", key), ("selected", value.selected)
    return draw([Drawing("timeline/_facet_value.html", look, values)])
