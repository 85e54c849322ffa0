"""The query: one language for pages, fragments and data, with one reader and one writer.

`TimelineForm` is the only reader of a query string; it gives a frozen `TimelineFilter`, which has
three faces: a queryset (`apply`), an address (`to_query`) and a sentence (`describe`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from timeline.cursors import Cursor
from timeline.dates.edtf import EDTF, OPEN_END, OPEN_START
from timeline.dates.reading import Unreadable, read
from timeline.models import Document, Person, Place, Post, Topic
from timeline.querysets import EventQuerySet
from timeline.wording import day_range, say, say_all

#: Longer words than this are cut before they are searched for.
MAX_WORDS = 500
#: Several values of one key, each of them a slug.
LISTS = ("topic", "person", "place", "source")


@dataclass(frozen=True)
class ReadDate:
    """One end of a range: what was typed, and what it was read as."""

    text: str
    date: EDTF
    assumed: tuple[str, ...] = ()


@dataclass(frozen=True)
class TimelineFilter:
    """What a reader asked for. Fields are named after the keys, in their canonical order."""

    q: str = ""
    topic: tuple[str, ...] = ()
    person: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    from_: ReadDate | None = None
    to: ReadDate | None = None
    certain: bool = False
    newest: bool = False
    #: What the values are called, for the sentence: ("topic", "crimea") → "Crimea".
    labels: Mapping[tuple[str, str], str] = field(default_factory=dict, compare=False, hash=False)

    @classmethod
    def from_query(cls, query: str) -> TimelineFilter:
        """Read a saved query leniently: what can't be read is left out."""
        return TimelineForm(QueryDict(query)).filter

    @property
    def bounds(self) -> tuple[int, int] | None:
        """The range in seconds of local wall time, upper exclusive; None when none is set."""
        if self.from_ is None and self.to is None:
            return None
        lower = self.from_.date.lower if self.from_ else OPEN_START
        return lower, self.to.date.upper if self.to else OPEN_END

    def only_possibly(self, lower: int, upper: int) -> bool:
        """Whether a date with these bounds lies in the range with a part of it at most."""
        if self.bounds is None:
            return False
        return lower < self.bounds[0] or upper > self.bounds[1]

    def apply(self, events: EventQuerySet) -> EventQuerySet:
        """The events that answer the query, in no particular order."""
        if self.topic:
            events = events.about(self.topic)
        if self.person:
            events = events.with_people(self.person)
        if self.place:
            events = events.at_places(self.place)
        if self.source:
            events = events.from_sources(self.source)
        if self.bounds:
            narrow = events.wholly_within if self.certain else events.overlapping
            events = narrow(*self.bounds)
        return events.matching(self.q)

    def values(self, key: str) -> tuple[str, ...]:
        """What is chosen of one of the LISTS."""
        chosen: tuple[str, ...] = getattr(self, key)
        return chosen

    def with_values(self, key: str, values: Iterable[str]) -> TimelineFilter:
        """The same query with other values of one of the LISTS."""
        changes: dict[str, Any] = {key: tuple(values)}
        return replace(self, **changes)

    def without(self, *names: str) -> TimelineFilter:
        """The same query with some fields at their defaults."""
        defaults: dict[str, Any] = {name: getattr(EVERYTHING, name) for name in names}
        return replace(self, **defaults)

    def pairs(self) -> list[tuple[str, str]]:
        """Canonical (key, value) pairs: fixed order, sorted values, defaults left out."""
        found = [("q", self.q)] if self.q else []
        found += [(key, value) for key in LISTS for value in sorted(self.values(key))]
        found += [(key, end.text) for key, end in (("from", self.from_), ("to", self.to)) if end]
        if self.certain:
            found.append(("dates", "certain"))
        if self.newest:
            found.append(("sort", "newest"))
        return found

    def to_query(self) -> str:
        """The canonical query string, without "?"; empty for the default view."""
        return urlencode(self.pairs())

    def to_dict(self) -> dict[str, Any]:
        """The canonical query for data: lists stay lists."""
        found: dict[str, Any] = {}
        for key, value in self.pairs():
            if key in LISTS:
                found.setdefault(key, []).append(value)
            else:
                found[key] = value
        return found

    @property
    def narrows(self) -> bool:
        """Whether it leaves anything out (order alone does not)."""
        return self != TimelineFilter(newest=self.newest)

    def label(self, key: str, value: str) -> str:
        return self.labels.get((key, value), value)

    def describe(self) -> str:
        """One sentence that says what the list holds."""
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
        if stretch := self._range():
            template = _("certainly %(range)s") if self.certain else _("possibly %(range)s")
            parts.append(template % {"range": stretch})
        if self.q:
            parts.append(_("with the words “%(words)s”") % {"words": self.q})
        if not parts:
            return _("Everything, newest first.") if self.newest else _("Everything.")
        if self.newest:
            parts.append(_("newest first"))
        return _("Events %(parts)s.") % {"parts": ", ".join(parts)}

    def _range(self) -> str:
        """The days that the range reaches to; "" where it has no limit ("../2014")."""
        first = self.from_ and day_range(self.from_.date)[0]
        last = self.to and day_range(self.to.date)[1]
        if first and last:
            return _("from %(first)s to %(last)s") % {"first": first, "last": last}
        if first:
            return _("from %(first)s onwards") % {"first": first}
        return _("up to %(last)s") % {"last": last} if last else ""


EVERYTHING = TimelineFilter()


class WordsField(forms.Field):
    """Search words: whatever is typed is a question, never an error."""

    def clean(self, value: Any) -> str:
        text = re.sub(r"[\x00-\x1f\x7f\ud800-\udfff]", " ", value or "")
        return " ".join(text.split())[:MAX_WORDS].strip()


class DateWordsField(forms.Field):
    """Any date that the date reader understands, read against today."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.today = timezone.localdate()

    def clean(self, value: Any) -> ReadDate | None:
        text = " ".join((value or "").replace("\x00", " ").split())
        if not text:
            return None
        try:
            reading = read(text, today=self.today)
        except Unreadable as error:
            raise forms.ValidationError(say(error.message), code="unreadable") from error
        return ReadDate(text, reading.date, say_all(reading.assumed))


class KnownValuesField(forms.Field):
    """Several slugs, each of which must exist; gives slug → label, sorted."""

    widget = forms.SelectMultiple

    def __init__(self, key: str) -> None:
        super().__init__(required=False)
        self.key = key

    def clean(self, value: Any) -> dict[str, str]:
        typed = sorted({text.strip() for text in value or () if text.strip()})
        if not typed:
            return {}
        known = known_values(self.key, typed)
        unknown = [text for text in typed if text not in known]
        if unknown:
            raise forms.ValidationError(
                _UNKNOWN[self.key],
                code="unknown",
                params={"value": get_text_list(unknown, _("or"))},
            )
        return {known[text][0]: known[text][1] for text in typed}


_UNKNOWN = {
    "topic": gettext_lazy("There is no topic “%(value)s” here."),
    "person": gettext_lazy("There is no person “%(value)s” here."),
    "place": gettext_lazy("There is no place “%(value)s” here."),
    "source": gettext_lazy("There is no source “%(value)s” here."),
}


def known_values(key: str, typed: Sequence[str]) -> dict[str, tuple[str, str]]:
    """What was typed → (canonical value, label), for the values that exist."""
    typed = [text for text in typed if "\x00" not in text and text.isprintable()]
    if key == "source":
        return _known_sources(typed)
    model = {"topic": Topic, "person": Person, "place": Place}[key]
    rows = model.objects.filter(slug__in=typed).values_list("slug", "name")  # type: ignore[attr-defined]
    return {slug: (slug, name) for slug, name in rows}


def _known_sources(typed: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Sources are documents ("k3v9x2mt", or the slug of their address) or posts ("k3v9x2mt-6")."""
    known = {}
    documents = Document.objects.filter(public_id__in=[text[:8] for text in typed])
    documents |= Document.objects.filter(slug__in=typed)
    for public_id, slug, name in documents.values_list("public_id", "slug", "short_name"):
        known[public_id] = known[slug] = (public_id, name)
    numbers: dict[tuple[str, int], str] = {}
    for text in typed:
        if match := re.fullmatch(r"([a-z0-9]{8})-([1-9][0-9]{0,8})", text):
            numbers[match[1], int(match[2])] = text
    posts = Post.objects.filter(
        document__public_id__in=[document for document, _number in numbers],
        number__in=[number for _document, number in numbers],
    ).select_related("document")
    for post in posts if numbers else ():
        source = f"{post.document.public_id}-{post.number}"
        if source in numbers.values():
            known[source] = (source, post_label(post.number, post.headline))
    return known


def post_label(number: int, headline: str) -> str:
    return _("Post %(number)s: %(headline)s") % {"number": number, "headline": headline}


class CursorField(forms.Field):
    """Where the page before this one ended."""

    def __init__(self) -> None:
        super().__init__(required=False)

    def clean(self, value: Any) -> Cursor | None:
        if not value:
            return None
        try:
            return Cursor.decode(value)
        except ValueError as error:
            raise forms.ValidationError(
                _("This link to a further page is damaged; here is the first page."), code="cursor"
            ) from error


class TimelineForm(forms.Form):
    """Reads a query string. A field that can't be read has an error and is left out of `filter`;
    what was typed stays in the form."""

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        self.fields = {
            "q": WordsField(required=False),
            **{key: KnownValuesField(key) for key in LISTS},
            "from": DateWordsField(),
            "to": DateWordsField(),
            "dates": _choice("possible", "certain"),
            "sort": _choice("oldest", "newest"),
            "after": CursorField(),
        }

    def clean(self) -> dict[str, Any]:
        found = self.cleaned_data
        start, end = found.get("from"), found.get("to")
        if start and end and start.date.lower >= end.date.upper:
            self.add_error(
                "to",
                _("This range ends before it begins: %(to)s is earlier than %(from)s.")
                % {"to": end.text, "from": start.text},
            )
        return found

    @property
    def filter(self) -> TimelineFilter:
        """What could be read of the query."""
        self.is_valid()
        found = self.cleaned_data
        chosen = {key: found.get(key) or {} for key in LISTS}
        return TimelineFilter(
            q=found.get("q", ""),
            topic=tuple(chosen["topic"]),
            person=tuple(chosen["person"]),
            place=tuple(chosen["place"]),
            source=tuple(chosen["source"]),
            from_=found.get("from"),
            to=found.get("to"),
            certain=found.get("dates") == "certain",
            newest=found.get("sort") == "newest",
            labels={(key, value): label for key in LISTS for value, label in chosen[key].items()},
        )

    @property
    def cursor(self) -> Cursor | None:
        self.is_valid()
        return self.cleaned_data.get("after")

    def typed(self, key: str) -> str:
        """The text of a field as it was sent, for showing it again."""
        data: QueryDict = self.data  # type: ignore[assignment]
        return data.get(key) or ""

    def query(self) -> str:
        """The canonical address of this view, with what could not be read kept as typed."""
        data: QueryDict = self.data  # type: ignore[assignment]
        readable = dict.fromkeys(key for key in self.fields if key not in self.errors)
        pairs = [pair for pair in self.filter.pairs() if pair[0] in readable]
        pairs += [
            (key, str(value))
            for key in self.errors
            if key != "after"
            for value in data.getlist(key)
        ]
        order: list[str | bytes] = list(self.fields)
        return urlencode(sorted(pairs, key=lambda pair: order.index(pair[0])))

    def messages(self, key: str) -> list[str]:
        """What is wrong with a field, in words."""
        return [str(message) for message in self.errors.get(key, ())]


def query_errors(query: str) -> list[str]:
    """What can't be read in a query that someone wants to save."""
    form = TimelineForm(QueryDict(query))
    messages = [message for key in form.errors for message in form.messages(key)]
    unknown = sorted(set(form.data) - set(form.fields) | set(form.data) & {"after"})
    if unknown:
        messages.append(
            _("Not part of the query language: %(keys)s.") % {"keys": ", ".join(unknown)}
        )
    return messages


def _choice(*values: str) -> forms.ChoiceField:
    message = _("“%(value)s” is not an option here. Use %(options)s.")
    return forms.ChoiceField(
        required=False,
        choices=[(value, value) for value in values],
        error_messages={
            "invalid_choice": message.replace("%(options)s", get_text_list(list(values), _("or")))
        },
    )
