"""The filter bar: what can be chosen, what is chosen, and how typed dates were read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext as _

from timeline import queries
from timeline.answers.answers import Answers
from timeline.dates import edtf
from timeline.dates.edtf import EDTFError
from timeline.fields import DateWordsField, ReadDate
from timeline.filters import LISTS, TimelineFilter, TimelineForm
from timeline.sharing.links import with_query
from timeline.wording import display


@dataclass(frozen=True)
class FacetValue:
    id: str
    value: str
    label: str
    count: int
    selected: bool
    slot: int | None

    @property
    def shown(self) -> str:
        """The count as readers see it."""
        # Grouping digits takes longer than all else about a value.
        return intcomma(self.count) if self.count >= 1000 else str(self.count)


@dataclass(frozen=True)
class Facet:
    key: str
    label: str
    values: list[FacetValue]


@dataclass(frozen=True)
class Echo:
    """A typed date, and what it was read as."""

    field: str
    text: str
    read_as: str
    assumed: tuple[str, ...]


@dataclass(frozen=True)
class Way:
    """What the words of a date field may mean, and the address of the view that it gives."""

    words: str
    url: str


@dataclass(frozen=True)
class Chip:
    """One part of the query, with the address of the view without it."""

    label: str
    field: str
    value: str
    remove_url: str
    slot: int | None = None


def facets(scope: Answers, query: TimelineFilter) -> list[Facet]:
    """The lists of the bar, topics first."""
    labels = {
        "topic": _("Topics"),
        "person": _("People"),
        "place": _("Place"),
        "source": _("Source"),
    }
    found = queries.facets(scope, query)
    return [
        Facet(
            key,
            labels[key],
            [
                FacetValue(
                    id=f"{key}-{value.value}",
                    value=value.value,
                    label=value.label,
                    count=value.count,
                    selected=value.value in query.values(key),
                    slot=value.slot,
                )
                for value in found[key]
            ],
        )
        for key in LISTS
    ]


def echoes(query: TimelineFilter) -> list[Echo]:
    """What the typed ends of the range were read as."""
    found = []
    if query.from_:
        found.append(_echo("from", query.from_, _("%(day)s onwards"), query.from_.limits[0]))
    if query.to:
        found.append(_echo("to", query.to, _("up to %(day)s"), query.to.limits[1]))
    return found


def ways_out(form: TimelineForm, key: str, path: str) -> list[Way]:
    """For a date that can't be read: each that it may be, in words where they are read as it."""
    found = []
    for candidate in form.candidates(key):
        date = edtf.parse(candidate)
        words = display(date)
        read = DateWordsField().read(words)
        typed = words if read and read.date == date else candidate
        found.append(Way(words, with_query(path, form.with_words(key, typed).query())))
    return found


def _echo(key: str, end: ReadDate, template: str, day: str | None) -> Echo:
    read_as = template % {"day": day} if day else _("no limit")
    return Echo(key, end.text, read_as, end.assumed)


def _spoken(end: ReadDate) -> str:
    """As it was typed; what only programs write, as the chart does, in words."""
    try:
        return display(edtf.parse(end.text))
    except EDTFError:
        return end.text


def chips(
    query: TimelineFilter,
    url: Callable[[TimelineFilter], str],
    slots: Mapping[str, int | None],
) -> list[Chip]:
    """One chip for every part of the query; `slots` gives topics their colour."""
    found = []
    if query.q:
        label = _("“%(words)s”") % {"words": query.q}
        found.append(Chip(label, "q", query.q, url(query.without("q"))))
    for key in LISTS:
        values = query.values(key)
        # Topics as they stand in the bar and in the chart; in an address their order is none.
        for value in sorted(values, key=list(slots).index) if key == "topic" else values:
            rest = query.with_values(key, [other for other in values if other != value])
            slot = slots.get(value) if key == "topic" else None
            found.append(Chip(query.label(key, value), key, value, url(rest), slot))
    for key, name, template, end in (
        ("from", "from_", _("From %(date)s"), query.from_),
        ("to", "to", _("To %(date)s"), query.to),
    ):
        if end:
            label = template % {"date": _spoken(end)}
            found.append(Chip(label, key, end.text, url(query.without(name))))
    if query.certain:
        label = _("Certainly in range")
        found.append(Chip(label, "dates", "possible", url(query.without("certain"))))
    return found
