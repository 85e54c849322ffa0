"""The filter bar: the available choices, the active filters, and how typed dates were read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext as _

from timeline import queries
from timeline.answers.interface import Answers, Choice
from timeline.dates import edtf
from timeline.dates.edtf import EDTFError
from timeline.fields import DateWordsField, ReadDate
from timeline.filters import LISTS, TimelineFilter, TimelineForm
from timeline.sharing.links import with_query
from timeline.views.memoizing import memoized_by_language
from timeline.wording import display

#: The date fields.
DATES = ("from", "to")


class FacetValue(NamedTuple):
    id: str
    value: str
    label: str
    left: int
    selected: bool
    slot: int | None

    @property
    def count_label(self) -> str:
        """The count with its digits grouped."""
        return _format_count(self.left) if self.left >= 1000 else str(self.left)


@memoized_by_language(10_000)
def _format_count(count: int) -> str:
    """Cached `intcomma`: it takes longer than the rest of a value, and most counts recur."""
    return intcomma(count)


@dataclass(frozen=True)
class Facet:
    key: str
    label: str
    values: list[FacetValue]


@dataclass(frozen=True)
class DateEcho:
    """A typed date and what it was read as."""

    field: str
    text: str
    read_as: str
    assumed: tuple[str, ...]


class DateOption(NamedTuple):
    """One possible meaning of an ambiguous date, and the URL of the view with that date."""

    words: str
    url: str


@dataclass(frozen=True)
class Chip:
    """One active filter, with the URL of the view without it."""

    label: str
    field: str
    value: str
    remove_url: str
    slot: int | None = None


class FilterBar:
    """The filter bar of the timeline at a path; what templates read twice is cached."""

    def __init__(self, scope: Answers, form: TimelineForm, path: str) -> None:
        self.scope, self.form, self.path = scope, form, path
        self.query = form.filter

    @property
    def fields(self) -> dict[str, str]:
        """The values of the controls: as typed, even if a value could not be read."""
        return {
            **{key: self.form.raw_text(key) for key in ("q", "from", "to")},
            "dates": "certain" if self.query.certain else "possible",
            "sort": "newest" if self.query.newest else "oldest",
        }

    @cached_property
    def facets(self) -> list[Facet]:
        """The lists of choices, topics first."""
        labels = {
            "topic": _("Topics"),
            "person": _("People"),
            "place": _("Place"),
            "source": _("Source"),
        }
        found = queries.facets(self.scope, self.query)
        return [Facet(key, labels[key], self._values(key, found[key])) for key in LISTS]

    def _values(self, key: str, choices: Iterable[Choice]) -> list[FacetValue]:
        chosen = self.form.selected_values(key)
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
        """Errors for pages without the form: those of dates quote what was typed."""
        return [
            _("“%(typed)s”: %(error)s") % {"typed": self.form.raw_text(key), "error": text}
            if key in DATES
            else text
            for key, text in self.errors.items()
        ]

    @property
    def other_errors(self) -> list[str]:
        """Errors of fields other than the dates, shown together below them."""
        return [text for key, text in self.errors.items() if key not in DATES]

    @property
    def unused_dates(self) -> int:
        """How many ends of the range have an error, and so don't limit the result."""
        return sum(key in DATES for key in self.errors)

    @cached_property
    def cut_words(self) -> str:
        """A note with the words searched for, if more were typed than are used; else ""."""
        words = self.query.q
        if not words or words == " ".join(self.form.raw_text("q").split()):
            return ""
        return _("The search is too long; only its beginning was used: “%(words)s”.") % {
            "words": words
        }

    @cached_property
    def echoes(self) -> list[DateEcho]:
        """What each typed end of the range was read as."""
        query, found = self.query, []
        if query.from_:
            found.append(_echo("from", query.from_, _("%(day)s onwards"), query.from_.limits[0]))
        if query.to:
            found.append(_echo("to", query.to, _("up to %(day)s"), query.to.limits[1]))
        return found

    @cached_property
    def date_options(self) -> dict[str, list[DateOption]]:
        """For each date field that is ambiguous, the dates that it may mean."""
        return {key: list(self._date_options(key)) for key in DATES}

    def _date_options(self, key: str) -> Iterator[DateOption]:
        """Fill the field with words if they are read as the same date, otherwise with EDTF."""
        for candidate in self.form.candidates(key):
            date = edtf.parse(candidate)
            words = display(date)
            read = DateWordsField().read(words)
            typed = words if read and read.date == date else candidate
            query = self.form.with_words(key, typed).query()
            yield DateOption(words, with_query(self.path, query))

    # --- what is chosen ---------------------------------------------------------------------------

    @cached_property
    def chips(self) -> list[Chip]:
        """One chip for every part of the query."""
        return list(self._chips())

    def _chips(self) -> Iterator[Chip]:
        query = self.query
        if query.q:
            yield Chip(_("“%(words)s”") % {"words": query.q}, "q", query.q, self._without("q"))
        slots = {value.value: value.slot for value in self.facets[0].values}
        for key in LISTS:
            values = query.values(key)
            # Topics in the order of the bar and the chart; in the query they are sorted by slug.
            for value in sorted(values, key=list(slots).index) if key == "topic" else values:
                rest = query.with_values(key, [other for other in values if other != value])
                slot = slots.get(value) if key == "topic" else None
                yield Chip(query.label(key, value), key, value, self._url(rest), slot)
        for key, name, template, end in (
            ("from", "from_", _("From %(date)s"), query.from_),
            ("to", "to", _("To %(date)s"), query.to),
        ):
            if end:
                yield Chip(
                    template % {"date": _date_label(end)}, key, end.text, self._without(name)
                )
        if query.certain:
            yield Chip(_("Certainly in range"), "dates", "possible", self._without("certain"))

    def _without(self, name: str) -> str:
        return self._url(self.query.without(name))

    def _url(self, query: TimelineFilter) -> str:
        """The URL of another query; dates that can't be read stay in their fields."""
        return with_query(self.path, self.form.query_with(query))


def _echo(key: str, end: ReadDate, template: str, day: str | None) -> DateEcho:
    read_as = template % {"day": day} if day else _("no limit")
    return DateEcho(key, end.text, read_as, end.assumed)


def _date_label(end: ReadDate) -> str:
    """A date as typed, or in words if it is EDTF, which the chart's links contain."""
    try:
        return display(edtf.parse(end.text))
    except EDTFError:
        return end.text
