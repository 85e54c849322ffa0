"""Querysets of events and timelines; everything a reader sees starts with `published()`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db import connections
from django.db.models import Count, Max, Min, OuterRef, Prefetch, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from timeline.dates.edtf import OPEN_END, OPEN_START
from timeline.search.matching import matching_ids
from timeline.search.words import search_terms

#: The order of events in time and its reverse; there is an index in this order.
CHRONOLOGICAL = ("date_sort", "date_upper", "id")
REVERSE_CHRONOLOGICAL = tuple(f"-{column}" for column in CHRONOLOGICAL)


def prefetch_to_list(name: str, queryset: QuerySet[Any] | None = None) -> Prefetch[Any, Any, Any]:
    """Prefetch a relation into the list `loaded_<name>`. This is faster than filling the related
    manager, for which Django clones a queryset per object, and once more at each access."""
    return Prefetch(name, queryset, to_attr=f"loaded_{name}")


class EventQuerySet(QuerySet[Any]):
    def _all(self, name: str) -> QuerySet[Any]:
        """All objects of a related model, found by relation as these models import this module."""
        objects: QuerySet[Any] = getattr(self.model, name).rel.related_model.objects.all()
        return objects

    def published(self) -> EventQuerySet:
        """The only events that readers get: published and no longer under embargo."""
        return self.filter(
            Q(publish_at__isnull=True) | Q(publish_at__lte=timezone.now()), state="published"
        )

    def unpublished(self) -> EventQuerySet:
        """The complement of `published()`, for whatever reason."""
        return self.filter(~Q(state="published") | Q(publish_at__gt=timezone.now()))

    def retracted(self) -> EventQuerySet:
        """Events that were public and are withdrawn: their URLs answer 410 instead of 404."""
        return self.filter(state="retracted", published_at__lte=timezone.now())

    def not_merged(self) -> EventQuerySet:
        """Events that are not merged into another: those that the desk counts and works on."""
        return self.filter(merged_into__isnull=True)

    def successor_of(self, public_id: str) -> EventQuerySet:
        """The event that the one with this id was merged into and that its URLs redirect to, if
        readers may know of it."""
        public: EventQuerySet = self.published() | self.retracted()
        return public.filter(merged__public_id=public_id)

    def overlapping(self, lower: int, upper: int) -> EventQuerySet:
        """Events that may have happened within the bounds (seconds of local wall time, upper
        exclusive): any part of an uncertain date lies inside."""
        return self.filter(date_lower__lt=upper, date_upper__gt=lower)

    def wholly_within(self, lower: int, upper: int) -> EventQuerySet:
        """Events that certainly happened within the bounds: the whole date lies inside."""
        return self.filter(date_lower__gte=lower, date_upper__lte=upper)

    def bounded(self) -> EventQuerySet:
        """Events whose date has a beginning and an end, however far apart."""
        return self.filter(date_lower__gt=OPEN_START, date_upper__lt=OPEN_END)

    def locked(self) -> EventQuerySet:
        """The same events, with row locks until the end of the transaction. They are always locked
        in primary key order, as otherwise two transactions could deadlock on PostgreSQL."""
        return self.select_for_update().order_by("pk")

    def chronological(self) -> EventQuerySet:
        """The same events, oldest first."""
        return self.order_by(*CHRONOLOGICAL)

    def reverse_chronological(self) -> EventQuerySet:
        """The same events, newest first."""
        return self.order_by(*REVERSE_CHRONOLOGICAL)

    def with_topics(self, slugs: Iterable[str]) -> EventQuerySet:
        """Events of any of these topics."""
        links = self.model.topics.through.objects.filter(topic__slug__in=list(slugs))
        return self.filter(pk__in=links.values("event_id"))

    def with_people(self, slugs: Iterable[str]) -> EventQuerySet:
        """Events with any of these people."""
        links = self.model.people.through.objects.filter(person__slug__in=list(slugs))
        return self.filter(pk__in=links.values("event_id"))

    def at_places(self, slugs: Iterable[str]) -> EventQuerySet:
        """Events at any of these places."""
        return self.filter(place__slug__in=list(slugs))

    def from_sources(self, sources: Iterable[tuple[str, int | None]]) -> EventQuerySet:
        """Events that cite any of these posts, given as (public id of the document, number); None
        as the number stands for all posts of the document."""
        whole, posts = set[str](), defaultdict[str, set[int]](set)
        for document, number in sources:
            if number is None:
                whole.add(document)
            else:
                posts[document].add(number)
        wanted = Q(post__document__public_id__in=whole)
        for document, numbers in posts.items():
            wanted |= Q(post__document__public_id=document, post__number__in=numbers)
        citations = self._all("citations").filter(wanted)
        return self.filter(pk__in=citations.values("event_id"))

    def citing(self, source: Any) -> EventQuerySet:
        """Events that cite this post, or any post of this document."""
        path = {"post": "post", "document": "post__document"}[source._meta.model_name]
        citations = self._all("citations").filter(**{path: source})
        return self.filter(pk__in=citations.values("event_id"))

    def matching(self, text: str) -> EventQuerySet:
        """Events whose title, summary, people or place contain all the words; the last word may be
        a prefix. Text without a letter or a digit filters nothing."""
        terms = search_terms(text)
        if not terms:
            return self
        return self.filter(pk__in=matching_ids(connections[self.db].vendor, terms))

    def with_material(self) -> EventQuerySet:
        """Load everything that an event is made of, in a constant number of queries."""
        events: EventQuerySet = self.with_citations().select_related("place")
        return events.prefetch_related(prefetch_to_list("topics"), prefetch_to_list("people"))

    def with_citations(self) -> EventQuerySet:
        """Load lanes, and citations with one additional query."""
        citations = self._all("citations").select_related("post__document")
        events: EventQuerySet = self.select_related("lane").prefetch_related(
            prefetch_to_list("citations", citations)
        )
        return events

    def with_sources(self) -> EventQuerySet:
        """Load everything that one row of the list shows, in a constant number of queries."""
        # Correlated subqueries: a join would have to be grouped before the first row is returned,
        # so that every portion of a long result would cost as much as all the rest of it.
        corrections = self._all("corrections")
        of_event = corrections.filter(event=OuterRef("pk")).order_by().values("event")
        count = Subquery(of_event.values(n=Count("pk")))
        of_one_kind = of_event.annotate(kind_of_all=Min("kind")).filter(kind_of_all=Max("kind"))
        events: EventQuerySet = self.with_material().annotate(
            correction_count=Coalesce(count, 0),
            correction_kind=Coalesce(Subquery(of_one_kind.values("kind_of_all")), Value("")),
        )
        return events.with_changed_at()

    def with_changed_at(self) -> EventQuerySet:
        """Annotate `changed_at`, when readers last saw something new: the publication, an edit or
        a correction."""
        corrections = self._all("corrections")
        newest = corrections.filter(event=OuterRef("pk")).order_by("-at").values("at")[:1]
        # On SQLite, Greatest is null if any argument is.
        events: EventQuerySet = self.annotate(
            changed_at=Greatest(
                "updated_at",
                Coalesce("published_at", "updated_at"),
                Coalesce(Subquery(newest), "updated_at"),
            )
        )
        return events


class TimelineQuerySet(QuerySet[Any]):
    def published(self) -> TimelineQuerySet:
        return self.filter(state="published")
