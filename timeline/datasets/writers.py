"""How each kind of entry of a data set is found in, compared with and written to the database."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from timeline.datasets.files import Entry
from timeline.datasets.reader_notes import (
    PublicText,
    ReaderNoteMissing,
    public_text_of_event,
    public_text_of_source,
)
from timeline.filters import clean_saved_query
from timeline.models import Citation, Document, Event, Person, Place, Post, Timeline, Topic
from timeline.models.citation_diff import CitationDiff
from timeline.models.old_slugs import find_by_slug

#: Field → value, from the file or, in the same shape, from the database.
State = dict[str, Any]


class Writer:
    """Finds, compares and writes one kind of entry."""

    model: type[models.Model]
    kind: str
    fields: tuple[str, ...] = ()

    def loaded_key(self, entry: Entry) -> str:
        return entry.key

    def find(self, entry: Entry) -> Any:
        raise NotImplementedError

    def wanted_state(self, entry: Entry) -> State:
        """Return the values of the file, with the model's defaults for those it omits."""
        return {name: entry.data.get(name, self._default(name)) for name in self.fields}

    def _default(self, name: str) -> Any:
        field: Any = self.model._meta.get_field(name)
        return field.get_default()

    def state(self, instance: Any) -> State:
        """Return the values in the database, in the same shape."""
        return {name: getattr(instance, name) for name in self.fields}

    def write(self, instance: Any, entry: Entry, wanted: State) -> None:
        for name in self.fields:
            setattr(instance, name, wanted[name])
        instance.full_clean()
        instance.save()

    def public_text(self, instance: Any) -> PublicText:
        """Return what readers see of it on the pages of events."""
        return PublicText()


class SourceWriter(Writer):
    def public_text(self, instance: Document | Post) -> PublicText:
        return public_text_of_source(instance)


class DocumentWriter(SourceWriter):
    model, kind = Document, "document"
    fields = (
        "publisher",
        "headline",
        "short_name",
        "url",
        "archive_url",
        "published_on",
        "time_zone",
        "language",
        "summary",
    )

    def find(self, entry: Entry) -> Document | None:
        return Document.objects.filter(public_id=entry.key).first()

    def write(self, instance: Document, entry: Entry, wanted: State) -> None:
        instance.public_id = entry.key
        super().write(instance, entry, wanted)


class PostWriter(SourceWriter):
    model, kind = Post, "post"
    fields = (
        "headline",
        "summary",
        "byline",
        "published_at",
        "posted",
        "anchor",
    )

    def __init__(self, document: str) -> None:
        self.document = document

    def loaded_key(self, entry: Entry) -> str:
        return f"{self.document}-{entry.key}"

    def find(self, entry: Entry) -> Post | None:
        return Post.objects.filter(document__public_id=self.document, number=entry.key).first()

    def write(self, instance: Post, entry: Entry, wanted: State) -> None:
        instance.document = Document.objects.get(public_id=self.document)
        instance.number = entry.data["number"]
        super().write(instance, entry, wanted)


class SlugWriter(Writer):
    """Writes topics, people and places, which data sets share and which are found by their slug."""

    def __init__(self, model: type[Topic | Person | Place], fields: str) -> None:
        self.model, self.kind = model, str(model._meta.model_name)
        self.fields = tuple(fields.split())

    def find(self, entry: Entry) -> Any:
        return self.model._default_manager.filter(slug=entry.key).first()

    def write(self, instance: Any, entry: Entry, wanted: State) -> None:
        instance.slug = entry.key
        super().write(instance, entry, wanted)


class TimelineWriter(SlugWriter):
    kind = "timeline"

    def __init__(self) -> None:
        self.model, self.fields = Timeline, ("title", "standfirst", "query", "position", "state")

    def wanted_state(self, entry: Entry) -> State:
        return {**super().wanted_state(entry), "state": Timeline.State.PUBLISHED.value}

    def write(self, instance: Timeline, entry: Entry, wanted: State) -> None:
        canonical = clean_saved_query(wanted["query"])
        if wanted["query"] != canonical:
            raise ValidationError(f"Write the query as “{canonical}”.")
        super().write(instance, entry, wanted)


class EventWriter(Writer):
    model, kind = Event, "event"
    fields = (
        "title",
        "label",
        "summary",
        "date_text",
        "date_edtf",
        "date_tz",
        "date_calendar",
        "importance",
        "state",
    )

    def __init__(self, document: Entry) -> None:
        self.document = document

    def find(self, entry: Entry) -> Event | None:
        return Event.objects.filter(public_id=entry.key).first()

    def wanted_state(self, entry: Entry) -> State:
        data = entry.data
        return {
            **super().wanted_state(entry),
            "date_edtf": data["edtf"],
            "date_tz": data.get("time_zone", self.document.data["time_zone"]),
            "date_calendar": data.get("calendar", Event.Calendar.GREGORIAN.value),
            "state": data.get("state", Event.State.PUBLISHED.value),
            "place": data.get("place", ""),
            "topics": sorted(data["topics"]),
            "people": sorted(data.get("people", [])),
            "citations": [
                {
                    "post": f"{self.document.key}-{citation['post']}",
                    **{name: citation.get(name, "") for name in Citation.text_fields},
                    "supports": citation["supports"],
                }
                for citation in data["citations"]
            ],
        }

    def state(self, instance: Event) -> State:
        citations = instance.citations.select_related("post__document")
        return {
            **super().state(instance),
            "place": instance.place.slug if instance.place else "",
            "topics": sorted(instance.topics.values_list("slug", flat=True)),
            "people": sorted(instance.people.values_list("slug", flat=True)),
            "citations": [
                {
                    "post": f"{citation.post.document.public_id}-{citation.post.number}",
                    **{name: getattr(citation, name) for name in Citation.text_fields},
                    "supports": citation.supports,
                }
                for citation in citations
            ],
        }

    def public_text(self, instance: Event) -> PublicText:
        return public_text_of_event(instance)

    def write(self, instance: Event, entry: Entry, wanted: State) -> None:
        if instance.has_been_public and instance.state != wanted["state"]:
            raise ReaderNoteMissing(
                "readers have seen it: its state changes at the desk, where they are told why"
            )
        instance.public_id = entry.key
        [place] = _find_all(Place, [wanted["place"]]) if wanted["place"] else [None]
        instance.place = place
        super().write(instance, entry, wanted)
        instance.topics.set(_find_all(Topic, wanted["topics"]))
        instance.people.set(_find_all(Person, wanted["people"]))
        self._save_citations(
            CitationDiff(instance.citations.all(), [*self._wanted_citations(instance, entry)])
        )

    def _wanted_citations(self, event: Event, entry: Entry) -> Iterator[Citation]:
        posts = Post.objects.filter(document__public_id=self.document.key).defer("text")
        numbered = {post.number: post for post in posts}
        for data in entry.data["citations"]:
            if data["post"] not in numbered:  # somebody deleted it at the desk
                raise ValidationError(f"there is no post {data['post']} here any more")
            yield Citation(
                event=event,
                post=numbered[data["post"]],
                supports=data["supports"],
                **{name: data.get(name, "") for name in Citation.text_fields},
            )

    def _save_citations(self, diff: CitationDiff) -> None:
        for citation in diff.removed:
            citation.delete()
        for citation in (*diff.changed, *diff.new):
            citation.full_clean()
            citation.save()


def _find_all(model: type[Any], slugs: list[str]) -> list[Any]:
    """Return the objects that have, or else formerly had, these slugs. Raises ValidationError."""
    objects = [find_by_slug(model.objects.all(), slug) for slug in slugs]
    if None in objects:
        raise ValidationError(
            f"there is no {model._meta.verbose_name} “{slugs[objects.index(None)]}”"
        )
    return objects
