"""The form fields of the query: each parses one value and explains what is wrong with it."""

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
from timeline.search.words import search_terms, truncate_search
from timeline.wording import day_range, say, say_all

#: Search text beyond this many characters is ignored.
MAX_SEARCH_LENGTH = 500
#: The maximum number of values of one key.
MAX_VALUES = 50


#: A time of day to the second.
_SECONDS = re.compile(r"\d:\d\d:\d\d")
#: A time of day to the minute, as written in EDTF.
_WHOLE_MINUTE = re.compile(r"(T\d\d:\d\d):00")
#: Looks up what was typed for a key: typed text → (canonical value, label), if the value exists.
KnownValues = Callable[[str, Sequence[str]], dict[str, tuple[str, str]]]


@dataclass(frozen=True)
class ReadDate:
    """One end of a range: the text as typed and the date it was read as. A relative date such as
    "yesterday" is read as a different date on another day."""

    text: str
    date: EDTF
    assumed: tuple[str, ...] = ()
    counts_from_today: bool = False

    @property
    def limits(self) -> tuple[str | None, str | None]:
        """The first and the last day, or minute, in words; None for an open side. No zone is named,
        as each event is compared by its own local time."""
        return day_range(self.date.in_local_time)

    @property
    def upper(self) -> int:
        """The exclusive upper bound in seconds of local wall time. A time without seconds means the
        whole minute, although EDTF writes it as its first second."""
        return self.date.upper + 59 if self._is_minute else self.date.upper

    @property
    def absolute(self) -> ReadDate:
        """The same date in EDTF, which is read the same on any day."""
        text = str(self.date)
        return ReadDate(_WHOLE_MINUTE.sub(r"\1", text) if self._is_minute else text, self.date)

    @property
    def _is_minute(self) -> bool:
        return self.date.upper % 60 == 1 and not _SECONDS.search(self.text)


class UnreadableDateError(forms.ValidationError):
    """The error for text that can't be read as a date, with the EDTF of what it may mean."""

    def __init__(self, problem: Unreadable) -> None:
        super().__init__(say(problem.message), code="unreadable")
        self.candidates = problem.candidates


class WordsField(forms.Field):
    """Search words, which are never invalid; "" if the text contains no word. Text beyond the
    limits is cut off, also in what is shown."""

    def clean(self, value: Any) -> str:
        search = truncate_search(" ".join((value or "").split())[:MAX_SEARCH_LENGTH].strip())
        return search if search_terms(search) else ""


class DateWordsField(forms.Field):
    """Any date that the date reader understands, relative to today."""

    def __init__(self) -> None:
        super().__init__(required=False)
        self.today = timezone.localdate()

    def clean(self, value: Any) -> ReadDate | None:
        text = " ".join((value or "").split())
        if not text:
            return None
        reading = _reading(text, self.today)
        if isinstance(reading, Unreadable):
            raise UnreadableDateError(reading)
        notes = say_all(reading.assumptions)
        if reading.date.approximate:
            notes += (_("“About” does not widen the range."),)
        if reading.date.in_local_time != reading.date:
            notes += (_("Compared with each event’s local time."),)
        return ReadDate(text, reading.date, notes, reading.is_relative)

    def read(self, words: str) -> ReadDate | None:
        """Return the date that the words denote, or None."""
        try:
            return self.clean(words)
        except forms.ValidationError:
            return None


# Each page of a view reads the same dates again, and searched words are tried as dates, too.
@lru_cache(maxsize=300)
def _reading(text: str, today: datetime.date) -> Reading | Unreadable:
    try:
        return read(text, today=today)
    except Unreadable as error:
        return Unreadable(error.message, error.candidates)  # a copy without the traceback


class KnownValuesField(forms.Field):
    """Several slugs, each of which must exist; cleans to a sorted dict, slug → label. Their number
    is limited, as every link of a page repeats them: thousands would make megabytes."""

    widget = forms.SelectMultiple

    def __init__(self, key: str, known: KnownValues) -> None:
        super().__init__(required=False)
        self.key, self.known = key, known

    def clean(self, value: Any) -> dict[str, str]:
        typed = sorted({text.strip() for text in value or () if text.strip()})
        if not typed:
            return {}
        if len(typed) > MAX_VALUES:
            raise forms.ValidationError(
                _(
                    "There are %(number)s values, but at most %(most)s can be used at once. "
                    "Remove some."
                ),
                code="many",
                params={"number": len(typed), "most": MAX_VALUES},
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
    """Return what was typed → (canonical value, label), for the values that exist. Costs one query,
    and a second one for posts, or if a text is not a current slug and may be a former one."""
    typed = [text for text in typed if text.isprintable()]  # PostgreSQL rejects NUL
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
    """Return the description of a topic, a person or a place. Costs one query."""
    model, _field = _SUBJECTS[key]
    descriptions = model._default_manager.filter(slug=slug).values_list("description", flat=True)
    return descriptions.first() or ""


def _is_known(events: EventQuerySet) -> Q:
    """The condition that readers may know the object with these events. One that only drafts refer
    to stays private; one of retracted events is known, as people may have its URL."""
    has_been_public = Q(Exists(events.published())) | Q(Exists(events.retracted()))
    return has_been_public | ~Q(Exists(events))


_SOURCE = re.compile(rf"({PUBLIC_ID})(?:-([1-9][0-9]{{0,8}}))?")


def read_source(text: str) -> tuple[str, int | None] | None:
    """Parse a source, "k3v9x2mt-6" or "k3v9x2mt", into the document's public id and the post's
    number, if any. Returns None for any other text."""
    if match := _SOURCE.fullmatch(text):
        return match[1], int(match[2]) if match[2] else None
    return None


def _known_sources(typed: Sequence[str], at_desk: bool) -> dict[str, tuple[str, str]]:
    """The same for sources: documents ("k3v9x2mt", or the slug of their URL) or posts
    ("k3v9x2mt-6"). An id takes precedence over an equal slug, and the latest document over others
    with its slug."""
    sources = set(filter(None, map(read_source, typed)))
    documents = Document.objects.filter(public_id__in=[document for document, _number in sources])
    documents |= Document.objects.filter(slug__in=typed)
    if not at_desk:
        citing = Event.objects.filter(citations__post__document=OuterRef("pk"))
        documents = documents.filter(_is_known(citing))
    columns = documents.order_by("published_on", "-id").values_list(
        "public_id", "slug", "short_name"
    )
    known = {slug: (public_id, name) for public_id, slug, name in columns}
    known |= {public_id: (public_id, name) for public_id, _slug, name in columns}
    wanted = {(document, number) for document, number in sources if number and document in known}
    posts = Post.objects.filter(
        document__public_id__in=[document for document, _number in wanted],
        number__in=[number for _document, number in wanted],
    ).select_related("document")
    for post in posts if wanted else ():
        if (post.document.public_id, post.number) in wanted:
            known[post.source] = (post.source, post_label(post.number, post.headline))
    return known


def post_label(number: int, headline: str) -> str:
    return post_labels()(number, headline)


def post_labels() -> Callable[[int, str], str]:
    """Return `post_label` for the current language, with the translation looked up only once, as
    that takes longest."""
    label = _("Post %(number)s: %(headline)s")
    return lambda number, headline: label % {"number": number, "headline": headline}


#: The error for an `after` that no page of ours has issued.
DAMAGED_CURSOR = gettext_lazy(
    "This link to a further page is damaged. Remove “after” from it to start from the first page."
)


class CursorField(forms.Field):
    """The cursor at which the previous page ended, in a list of events by date or in a feed of
    changes. A cursor of one is invalid in the other."""

    def __init__(self, *, of_changes: bool) -> None:
        super().__init__(required=False)
        self.of_changes = of_changes

    def clean(self, value: Any) -> Cursor | None:
        if not value:
            return None
        try:
            cursor = Cursor.decode(value)
        except ValueError as error:
            raise forms.ValidationError(DAMAGED_CURSOR, code="cursor") from error
        if cursor.is_of_changes != self.of_changes:
            raise forms.ValidationError(
                _(
                    "This is a link to a further page of another list. Remove “after” from it to "
                    "start from the first page."
                ),
                code="cursor",
            )
        return cursor
