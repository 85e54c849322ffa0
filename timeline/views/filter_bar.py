"""The filter bar: what can be chosen, what is chosen, and how typed dates were read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext as _

from timeline import queries
from timeline.answers.answers import Answers, Choice
from timeline.dates import edtf
from timeline.dates.edtf import EDTFError
from timeline.fields import DateWordsField, ReadDate
from timeline.filters import LISTS, TimelineFilter, TimelineForm
from timeline.sharing.links import with_query
from timeline.views.keeping import kept_by_language
from timeline.wording import display

#: The fields that a date is typed into.
DATES = ("from", "to")


class FacetValue(NamedTuple):
    id: str
    value: str
    label: str
    left: int
    selected: bool
    slot: int | None

    @property
    def shown(self) -> str:
        """The count as readers see it."""
        return _grouped(self.left) if self.left >= 1000 else str(self.left)


@kept_by_language(10_000)
def _grouped(count: int) -> str:
    """Grouping digits takes longer than all else about a value, and most counts stay."""
    return intcomma(count)


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


class Meaning(NamedTuple):
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


class FilterBar:
    """The bar of the timeline at a path; what its templates ask for twice is worked out once."""

    def __init__(self, scope: Answers, form: TimelineForm, path: str) -> None:
        self.scope, self.form, self.path = scope, form, path
        self.query = form.filter

    @property
    def fields(self) -> dict[str, str]:
        """What stands in the controls: what was typed, even where it could not be read."""
        return {
            **{key: self.form.typed(key) for key in ("q", "from", "to")},
            "dates": "certain" if self.query.certain else "possible",
            "sort": "newest" if self.query.newest else "oldest",
        }

    @cached_property
    def facets(self) -> list[Facet]:
        """The lists of the bar, topics first."""
        labels = {
            "topic": _("Topics"),
            "person": _("People"),
            "place": _("Place"),
            "source": _("Source"),
        }
        found = queries.facets(self.scope, self.query)
        return [Facet(key, labels[key], self._values(key, found[key])) for key in LISTS]

    def _values(self, key: str, choices: Iterable[Choice]) -> list[FacetValue]:
        chosen = self.form.ticked(key)
        return [
            FacetValue(f"{key}-{value}", value, label, left, value in chosen, slot)
            for value, label, _total, left, slot in choices
        ]

    # --- what was typed ---------------------------------------------------------------------------

    @cached_property
    def errors(self) -> dict[str, str]:
        return {key: " ".join(self.form.messages(key)) for key in self.form.errors}

    @property
    def named_errors(self) -> list[str]:
        """Where no field stands beside them: with what was typed as a date."""
        return [
            _("“%(typed)s”: %(error)s") % {"typed": self.form.typed(key), "error": text}
            if key in DATES
            else text
            for key, text in self.errors.items()
        ]

    @property
    def other_errors(self) -> list[str]:
        """Errors of fields that nobody types into; shown with the result count."""
        return [text for key, text in self.errors.items() if key not in DATES]

    @property
    def unused_dates(self) -> int:
        """How many ends of the range were typed, and are not part of what is counted."""
        return sum(key in DATES for key in self.errors)

    @cached_property
    def cut_words(self) -> str:
        """Of more words than are looked for, those that are."""
        asked = self.query.q
        if not asked or asked == " ".join(self.form.typed("q").split()):
            return ""
        return _("Only the beginning is looked for: “%(words)s”.") % {"words": asked}

    @cached_property
    def echoes(self) -> list[Echo]:
        """What the typed ends of the range were read as."""
        query, found = self.query, []
        if query.from_:
            found.append(_echo("from", query.from_, _("%(day)s onwards"), query.from_.limits[0]))
        if query.to:
            found.append(_echo("to", query.to, _("up to %(day)s"), query.to.limits[1]))
        return found

    @cached_property
    def ways_out(self) -> dict[str, list[Meaning]]:
        """For a date that can't be read: each that it may be."""
        return {key: list(self._meanings(key)) for key in DATES}

    def _meanings(self, key: str) -> Iterator[Meaning]:
        """In words where they are read as it."""
        for candidate in self.form.candidates(key):
            date = edtf.parse(candidate)
            words = display(date)
            read = DateWordsField().read(words)
            typed = words if read and read.date == date else candidate
            query = self.form.with_words(key, typed).query()
            yield Meaning(words, with_query(self.path, query))

    # --- what is chosen ---------------------------------------------------------------------------

    @cached_property
    def chips(self) -> list[Chip]:
        """One for every part of the query."""
        return list(self._chips())

    def _chips(self) -> Iterator[Chip]:
        query = self.query
        if query.q:
            yield Chip(_("“%(words)s”") % {"words": query.q}, "q", query.q, self._without("q"))
        slots = {value.value: value.slot for value in self.facets[0].values}
        for key in LISTS:
            values = query.values(key)
            # Topics as they stand in the bar and in the chart; in an address their order is none.
            for value in sorted(values, key=list(slots).index) if key == "topic" else values:
                rest = query.with_values(key, [other for other in values if other != value])
                slot = slots.get(value) if key == "topic" else None
                yield Chip(query.label(key, value), key, value, self._url(rest), slot)
        for key, name, template, end in (
            ("from", "from_", _("From %(date)s"), query.from_),
            ("to", "to", _("To %(date)s"), query.to),
        ):
            if end:
                yield Chip(template % {"date": _spoken(end)}, key, end.text, self._without(name))
        if query.certain:
            yield Chip(_("Certainly in range"), "dates", "possible", self._without("certain"))

    def _without(self, name: str) -> str:
        return self._url(self.query.without(name))

    def _url(self, query: TimelineFilter) -> str:
        """As the form asks: a date that can't be read stays in its field."""
        return with_query(self.path, self.form.query_with(query))


def _echo(key: str, end: ReadDate, template: str, day: str | None) -> Echo:
    read_as = template % {"day": day} if day else _("no limit")
    return Echo(key, end.text, read_as, end.assumed)


def _spoken(end: ReadDate) -> str:
    """As it was typed; what only programs write, as the chart does, in words."""
    try:
        return display(edtf.parse(end.text))
    except EDTFError:
        return end.text
