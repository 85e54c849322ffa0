"""The fields of the query: one value each, read and explained."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from timeline.cursors import Cursor
from timeline.dates.edtf import EDTF
from timeline.dates.reading import Reading, Unreadable, read
from timeline.models import Document, Event, Person, Place, Post, Topic
from timeline.models.ids import PATTERN as PUBLIC_ID
from timeline.querysets import EventQuerySet
from timeline.search.words import beginning, question
from timeline.wording import day_range, say, say_all

#: Search words beyond this many characters are not looked for.
MAX_WORDS = 500
#: Values of one key that can be asked for at once.
MOST_VALUES = 50


#: A time of the day to the second.
_SECONDS = re.compile(r"\d:\d\d:\d\d")
#: One to the minute, as EDTF has it.
_WHOLE_MINUTE = re.compile(r"(T\d\d:\d\d):00")
#: Key, what was typed → (canonical value, label) for the values that exist.
KnownValues = Callable[[str, Sequence[str]], dict[str, tuple[str, str]]]


@dataclass(frozen=True)
class ReadDate:
    """One end of a range: what was typed, and what it was read as, which is another date another
    day where it counts from today."""

    text: str
    date: EDTF
    assumed: tuple[str, ...] = ()
    counts_from_today: bool = False

    @property
    def limits(self) -> tuple[str | None, str | None]:
        """The first and the last day, or minute, in words; None for an open side. Without a zone:
        events are compared with it by their own clocks."""
        return day_range(self.date.on_the_spot)

    @property
    def upper(self) -> int:
        """Where it ends, in seconds, exclusive. A time that names no second lasts its minute, of
        which its date, as EDTF has it, is the first second."""
        return self.date.upper + 59 if self._is_minute else self.date.upper

    @property
    def settled(self) -> ReadDate:
        """The same date in words that another day reads so, too."""
        text = str(self.date)
        return ReadDate(_WHOLE_MINUTE.sub(r"\1", text) if self._is_minute else text, self.date)

    @property
    def _is_minute(self) -> bool:
        return self.date.upper % 60 == 1 and not _SECONDS.search(self.text)


class NoDate(forms.ValidationError):
    """Words that are not read as a date, and the EDTF of what they may mean."""

    def __init__(self, problem: Unreadable) -> None:
        super().__init__(say(problem.message), code="unreadable")
        self.candidates = problem.candidates


class WordsField(forms.Field):
    """Search words: whatever is typed is a question, never an error; without any word it asks
    nothing. What is too much to ask is left out, of what is shown, too."""

    def clean(self, value: Any) -> str:
        asked = beginning(" ".join((value or "").split())[:MAX_WORDS].strip())
        return asked if question(asked) else ""


class DateWordsField(forms.Field):
    """Any date that the date reader understands, read against today."""

    def __init__(self) -> None:
        super().__init__(required=False)
        self.today = timezone.localdate()

    def clean(self, value: Any) -> ReadDate | None:
        text = " ".join((value or "").split())
        if not text:
            return None
        reading = _reading(text, self.today)
        if isinstance(reading, Unreadable):
            raise NoDate(reading)
        notes = say_all(reading.assumed)
        if reading.date.approximate:
            notes += (_("“About” does not widen the range."),)
        if reading.date.on_the_spot != reading.date:
            notes += (_("compared by the local clock of each event."),)
        return ReadDate(text, reading.date, notes, reading.relative)

    def read(self, words: str) -> ReadDate | None:
        """The date that some words are, if they are one."""
        try:
            return self.clean(words)
        except forms.ValidationError:
            return None


# Each page of a view asks for the same, and each word that is looked for may be a date.
@lru_cache(maxsize=300)
def _reading(text: str, today: datetime.date) -> Reading | Unreadable:
    try:
        return read(text, today=today)
    except Unreadable as error:
        return Unreadable(error.message, error.candidates)  # without all that led to it


class KnownValuesField(forms.Field):
    """Several slugs, each of which must exist; gives slug → label, sorted. Every link of a page
    repeats them: of thousands it would be megabytes."""

    widget = forms.SelectMultiple

    def __init__(self, key: str, known: KnownValues) -> None:
        super().__init__(required=False)
        self.key, self.known = key, known

    def clean(self, value: Any) -> dict[str, str]:
        typed = sorted({text.strip() for text in value or () if text.strip()})
        if not typed:
            return {}
        if len(typed) > MOST_VALUES:
            raise forms.ValidationError(
                _("These are %(number)s values; at most %(most)s can be asked for at once."),
                code="many",
                params={"number": len(typed), "most": MOST_VALUES},
            )
        known = self.known(self.key, typed)
        unknown = [text for text in typed if text not in known]
        if unknown:
            raise forms.ValidationError(
                _UNKNOWN[self.key],
                code="unknown",
                params={"value": get_text_list(unknown, _("or"))},
            )
        return dict(sorted(known[text] for text in typed))


_UNKNOWN = {
    "topic": gettext_lazy("There is no topic “%(value)s” here."),
    "person": gettext_lazy("There is no person “%(value)s” here."),
    "place": gettext_lazy("There is no place “%(value)s” here."),
    "source": gettext_lazy("There is no source “%(value)s” here."),
}


_SUBJECTS: dict[str, tuple[type[Person | Place | Topic], str]] = {
    "topic": (Topic, "topics"),
    "person": (Person, "people"),
    "place": (Place, "place"),
}


def known_values(
    key: str, typed: Sequence[str], *, at_desk: bool = False
) -> dict[str, tuple[str, str]]:
    """What was typed → (canonical value, label), for the values that exist. One statement, for
    sources two, and one more where nothing has a slug: something may have had it before."""
    typed = [text for text in typed if text.isprintable()]  # PostgreSQL looks for no NUL
    if key == "source":
        return _known_sources(typed, at_desk)
    model, field = _SUBJECTS[key]
    subjects = model._default_manager.all()
    if not at_desk:
        subjects = subjects.filter(_is_known(Event.objects.filter(**{field: OuterRef("pk")})))
    current = subjects.filter(slug__in=typed).values_list("slug", "name")
    known = {slug: (slug, name) for slug, name in current}
    if missing := [text for text in typed if text not in known]:
        renamed = subjects.filter(old_slugs__slug__in=missing)
        for old, slug, name in renamed.values_list("old_slugs__slug", "slug", "name"):
            known[old] = slug, name
    return known


def description(key: str, slug: str) -> str:
    """What the desk says of a topic, a person or a place. One statement."""
    model, _field = _SUBJECTS[key]
    said = model._default_manager.filter(slug=slug).values_list("description", flat=True)
    return said.first() or ""


def _is_known(its_events: EventQuerySet) -> Q:
    """May readers know what has these events? Who stands in drafts alone is nobody else's business
    yet; of what was taken back others may have the address."""
    seen = Q(Exists(its_events.published())) | Q(Exists(its_events.retracted()))
    return seen | ~Q(Exists(its_events))


_SOURCE = re.compile(rf"({PUBLIC_ID})(?:-([1-9][0-9]{{0,8}}))?")


def read_source(text: str) -> tuple[str, int | None] | None:
    """The id of a document, and the number of a post in it or None ("k3v9x2mt-6", "k3v9x2mt"); None
    for any other text."""
    if match := _SOURCE.fullmatch(text):
        return match[1], int(match[2]) if match[2] else None
    return None


def _known_sources(typed: Sequence[str], at_desk: bool) -> dict[str, tuple[str, str]]:
    """Sources are documents ("k3v9x2mt", or the slug of their address) or posts ("k3v9x2mt-6"). An
    id comes before a slug that is the same; of the documents of one slug the latest is meant."""
    named = set(filter(None, map(read_source, typed)))
    documents = Document.objects.filter(public_id__in=[document for document, _number in named])
    documents |= Document.objects.filter(slug__in=typed)
    if not at_desk:
        citing = Event.objects.filter(citations__post__document=OuterRef("pk"))
        documents = documents.filter(_is_known(citing))
    columns = documents.order_by("published_on", "-id").values_list(
        "public_id", "slug", "short_name"
    )
    known = {slug: (public_id, name) for public_id, slug, name in columns}
    known |= {public_id: (public_id, name) for public_id, _slug, name in columns}
    asked = {(document, number) for document, number in named if number and document in known}
    posts = Post.objects.filter(
        document__public_id__in=[document for document, _number in asked],
        number__in=[number for _document, number in asked],
    ).select_related("document")
    for post in posts if asked else ():
        if (post.document.public_id, post.number) in asked:
            known[post.source] = (post.source, post_label(post.number, post.headline))
    return known


def post_label(number: int, headline: str) -> str:
    return post_labels()(number, headline)


def post_labels() -> Callable[[int, str], str]:
    """The labels of many, in the language of now: to look up the words for each takes longest."""
    label = _("Post %(number)s: %(headline)s")
    return lambda number, headline: label % {"number": number, "headline": headline}


#: What a page says of an `after` that it never gave.
DAMAGED = gettext_lazy("This link to a further page is damaged. It begins without “after”.")


class CursorField(forms.Field):
    """Where the page before this one ended: in a list of events by their dates, or in a feed of
    changes. A place in the one is none in the other."""

    def __init__(self, *, of_changes: bool) -> None:
        super().__init__(required=False)
        self.of_changes = of_changes

    def clean(self, value: Any) -> Cursor | None:
        if not value:
            return None
        try:
            cursor = Cursor.decode(value)
        except ValueError as error:
            raise forms.ValidationError(DAMAGED, code="cursor") from error
        if cursor.is_of_changes != self.of_changes:
            raise forms.ValidationError(
                _("This leads to a further page of another address."), code="cursor"
            )
        return cursor
