"""The query: one language for pages, fragments and data, with one parser and one serializer.

`TimelineForm` is the only parser of query strings. It returns a frozen `TimelineFilter`, which can
be turned into a queryset (`apply`), a query string (`to_query`) and a sentence (`describe`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from timeline.characters import sanitize
from timeline.cursors import Cursor
from timeline.dates.edtf import OPEN_END, OPEN_START
from timeline.fields import (
    CursorField,
    DateWordsField,
    KnownValues,
    KnownValuesField,
    ReadDate,
    WordsField,
    known_values,
    read_source,
)
from timeline.querysets import EventQuerySet
from timeline.wording import days_between

#: The keys that take several values, each of them a slug or a source.
LISTS = ("topic", "person", "place", "source")


@dataclass(frozen=True)
class TimelineFilter:
    """A parsed query. Fields are named after the keys, in their canonical order."""

    q: str = ""
    topic: tuple[str, ...] = ()
    person: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    from_: ReadDate | None = None
    to: ReadDate | None = None
    certain: bool = False
    newest: bool = False
    #: Labels of the values, for `describe`: ("topic", "crimea") → "Crimea".
    labels: Mapping[tuple[str, str], str] = field(default_factory=dict, compare=False, hash=False)

    @classmethod
    def from_query(cls, query: str) -> TimelineFilter:
        """Parse a saved query as of today, without any SQL query. Its values are not validated, so
        one that doesn't exist matches nothing. A date that can't be read is left out."""
        return TimelineForm(QueryDict(query), known=_accept_any).filter

    @property
    def bounds(self) -> tuple[int, int] | None:
        """The range in seconds of local wall time, upper exclusive; None when none is set."""
        if self.from_ is None and self.to is None:
            return None
        lower = self.from_.date.lower if self.from_ else OPEN_START
        return lower, self.to.upper if self.to else OPEN_END

    def only_possibly(self, lower: int, upper: int) -> bool:
        """Whether a date with these bounds lies partly or wholly outside the range, if any."""
        if self.bounds is None:
            return False
        return lower < self.bounds[0] or upper > self.bounds[1]

    def apply(self, events: EventQuerySet) -> EventQuerySet:
        """Return the events that match the query, in no particular order."""
        if self.topic:
            events = events.with_topics(self.topic)
        if self.person:
            events = events.with_people(self.person)
        if self.place:
            events = events.at_places(self.place)
        if self.source:
            events = events.from_sources(filter(None, map(read_source, self.source)))
        if self.bounds:
            narrow = events.wholly_within if self.certain else events.overlapping
            events = narrow(*self.bounds)
        return events.matching(self.q)

    def values(self, key: str) -> tuple[str, ...]:
        """Return the chosen values of one of the LISTS."""
        chosen: tuple[str, ...] = getattr(self, key)
        return chosen

    def with_values(self, key: str, values: Iterable[str]) -> TimelineFilter:
        """Return the query with other values of one of the LISTS."""
        changes: dict[str, Any] = {key: tuple(values)}
        return replace(self, **changes)

    def without(self, *names: str) -> TimelineFilter:
        """Return the query with these fields at their defaults."""
        defaults: dict[str, Any] = {name: getattr(EVERYTHING, name) for name in names}
        return replace(self, **defaults)

    def absolute(self) -> TimelineFilter:
        """Return the query with relative dates replaced by what they are today."""
        ends = {"from_": self.from_, "to": self.to}
        dates: dict[str, Any] = {
            name: end.absolute for name, end in ends.items() if end and end.counts_from_today
        }
        return replace(self, **dates) if dates else self

    def pairs(self) -> list[tuple[str, str]]:
        """Return canonical (key, value) pairs: fixed order, sorted values, defaults left out."""
        pairs = [("q", self.q)] if self.q else []
        pairs += [(key, value) for key in LISTS for value in sorted(self.values(key))]
        pairs += [(key, end.text) for key, end in (("from", self.from_), ("to", self.to)) if end]
        if self.certain:
            pairs.append(("dates", "certain"))
        if self.newest:
            pairs.append(("sort", "newest"))
        return pairs

    def to_query(self, after: Cursor | None = None) -> str:
        """Return the canonical query string, without "?"; empty for the default view. The list
        begins after the cursor `after`."""
        return urlencode([*self.pairs(), *_cursor_pairs(after)])

    def to_dict(self) -> dict[str, Any]:
        """Return the canonical query as JSON-like data, with lists as lists."""
        data: dict[str, Any] = {}
        for key, value in self.pairs():
            if key in LISTS:
                data.setdefault(key, []).append(value)
            else:
                data[key] = value
        return data

    @property
    def has_filters(self) -> bool:
        """Whether it leaves anything out (order alone does not)."""
        return self != TimelineFilter(newest=self.newest)

    def label(self, key: str, value: str) -> str:
        return self.labels.get((key, value), value)

    def describe(self) -> str:
        """Return a sentence that says which events the list contains."""
        parts = []
        for key, template in (
            ("topic", _("about %(names)s")),
            ("person", _("with %(names)s")),
            ("place", _("at %(names)s")),
            ("source", _("from %(names)s")),
        ):
            if values := self.values(key):
                names = [self.label(key, value) for value in sorted(values)]
                parts.append(template % {"names": get_text_list(names, _("or"))})
        if range_text := self._range():
            template = _("certainly %(range)s") if self.certain else _("possibly %(range)s")
            parts.append(template % {"range": range_text})
        if self.q:
            parts.append(_("with the words “%(words)s”") % {"words": self.q})
        if not parts:
            return _("Everything, newest first.") if self.newest else _("Everything.")
        if self.newest:
            parts.append(_("newest first"))
        return _("Events %(parts)s.") % {"parts": ", ".join(parts)}

    def _range(self) -> str:
        """Return the first and last day of the range in words; "" without any limit."""
        first = self.from_ and self.from_.limits[0]
        last = self.to and self.to.limits[1]
        if first and first == last:
            return _("on %(day)s") % {"day": first}
        if self.from_ and self.to and first and last:
            ends = _("from %(first)s to %(last)s") % {"first": first, "last": last}
            return days_between(self.from_.date, self.to.date) or ends
        if first:
            return _("from %(first)s onwards") % {"first": first}
        return _("up to %(last)s") % {"last": last} if last else ""


EVERYTHING = TimelineFilter()


class TimelineForm(forms.Form):
    """Parses a query string. An invalid field has an error and is left out of `filter`; the form
    still shows what was typed."""

    def __init__(
        self, data: QueryDict, known: KnownValues = known_values, *, of_changes: bool = False
    ) -> None:
        """`known` looks up the values of LISTS, by default in the database. `of_changes` means that
        the page is a feed of changes and not a list of events."""
        super().__init__(sanitize(data))
        self.known = known
        self.fields = {
            "q": WordsField(required=False),
            **{key: KnownValuesField(key, known) for key in LISTS},
            "from": DateWordsField(),
            "to": DateWordsField(),
            "dates": _choice("possible", "certain"),
            "sort": _choice("oldest", "newest"),
            "after": CursorField(of_changes=of_changes),
        }

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        start, end = cleaned.get("from"), cleaned.get("to")
        if start and end and start.date.lower >= end.upper:
            self.add_error(
                "to",
                _("This range ends before it begins: %(to)s is earlier than %(from)s.")
                % {"to": end.text, "from": start.text},
            )
        return cleaned

    @cached_property
    def filter(self) -> TimelineFilter:
        """The query, as far as it is valid."""
        self.is_valid()
        cleaned = self.cleaned_data
        chosen = {key: cleaned.get(key) or {} for key in LISTS}
        return TimelineFilter(
            q=cleaned.get("q", ""),
            topic=tuple(chosen["topic"]),
            person=tuple(chosen["person"]),
            place=tuple(chosen["place"]),
            source=tuple(chosen["source"]),
            from_=cleaned.get("from"),
            to=cleaned.get("to"),
            certain=cleaned.get("dates") == "certain",
            newest=cleaned.get("sort") == "newest",
            labels={(key, value): label for key in LISTS for value, label in chosen[key].items()},
        )

    @property
    def cursor(self) -> Cursor | None:
        self.is_valid()
        return self.cleaned_data.get("after")

    def raw_text(self, key: str) -> str:
        """Return the text of a field as it was sent, for showing it again."""
        data: QueryDict = self.data  # type: ignore[assignment]
        return data.get(key) or ""

    def selected_values(self, key: str) -> Collection[str]:
        """Return the chosen values of a list, or those that were sent if one is invalid."""
        data: QueryDict = self.data  # type: ignore[assignment]
        return data.getlist(key) if key in self.errors else self.filter.values(key)

    def query(self) -> str:
        """Return the canonical query string of this view, with invalid fields kept as typed."""
        data: QueryDict = self.data  # type: ignore[assignment]
        pairs = [pair for pair in self.filter.pairs() if pair[0] not in self.errors]
        pairs += [
            (key, str(value))
            for key in self.errors
            if key != "after"
            for value in data.getlist(key)
        ]
        return self._in_order([*pairs, *_cursor_pairs(self.cursor)])

    def query_with(self, query: TimelineFilter) -> str:
        """Return the query string of another query, with invalid dates kept as typed."""
        invalid = [(key, self.raw_text(key)) for key in ("from", "to") if key in self.errors]
        return self._in_order(query.pairs() + invalid)

    def _in_order(self, pairs: list[tuple[str, str]]) -> str:
        order: list[str | bytes] = list(self.fields)
        return urlencode(sorted(pairs, key=lambda pair: order.index(pair[0])))

    def candidates(self, key: str) -> list[str]:
        """Return the EDTF of the dates that an invalid text of a date field may mean."""
        errors = self.errors.as_data().get(key, ())
        return [candidate for error in errors for candidate in getattr(error, "candidates", ())]

    def with_words(self, key: str, words: str) -> TimelineForm:
        """Return a form with other text in one field."""
        data: QueryDict = self.data.copy()  # type: ignore[attr-defined]
        data[key] = words
        data.pop("after", None)  # the cursor belongs to another list
        return TimelineForm(data, self.known)

    def messages(self, key: str) -> list[str]:
        """Return the error messages of a field."""
        return [str(message) for message in self.errors.get(key, ())]


def _cursor_pairs(after: Cursor | None) -> list[tuple[str, str]]:
    return [("after", after.encode())] if after else []


def _accept_any(_key: str, values: Sequence[str]) -> dict[str, tuple[str, str]]:
    return {value: (value, value) for value in values}


def clean_saved_query(query: str) -> str:
    """Return the canonical form of a query for saving. It may name objects that only drafts refer
    to so far. Raises ValidationError with everything that is invalid or can't be saved."""
    form = TimelineForm(QueryDict(query), known=partial(known_values, at_desk=True))
    messages = [message for key in form.errors for message in form.messages(key)]
    unknown = sorted(set(form.data) - set(form.fields) | set(form.data) & {"after"})
    if unknown:
        messages.append(
            _("Unknown keys in the query: %(keys)s. Remove them.") % {"keys": ", ".join(unknown)}
        )
    if form.filter.newest:
        messages.append(
            _(
                "A saved timeline begins with its oldest event, and readers can reverse the order. "
                "Leave out “sort”."
            )
        )
    if messages:
        raise forms.ValidationError(messages)
    return form.filter.to_query()


def _choice(*values: str) -> forms.ChoiceField:
    message = _("“%(value)s” is not an option here. Use %(options)s.")
    return forms.ChoiceField(
        required=False,
        choices=[(value, value) for value in values],
        error_messages={
            "invalid_choice": message.replace("%(options)s", get_text_list(list(values), _("or")))
        },
    )
