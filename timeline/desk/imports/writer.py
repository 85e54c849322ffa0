"""Writes a plan to the database: every event as its own save would write it, but in bulk."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import User
from django.db import models

from timeline.desk.imports.plans import Kind, NewObjects, Outcome
from timeline.desk.imports.sources import only_needed, posts_of
from timeline.models import (
    Citation,
    Correction,
    Document,
    Event,
    Person,
    Place,
    Post,
    Topic,
    bulk,
    citation_diff,
)
from timeline.models.batches import batches
from timeline.models.versions import keep_versions


class Writer:
    """Writes rows of one plan. `correction` is the kind of correction that readers get for each
    change of what they have seen; "" if no meaning changes."""

    def __init__(
        self, new: NewObjects, user: User | None, comment: str, correction: str = ""
    ) -> None:
        self.new, self.user, self.comment, self.correction = new, user, comment, correction
        self.topics: dict[str, Topic] = {}
        self.people: dict[str, Person] = {}
        self.places: dict[str, Place] = {}
        self.posts: dict[tuple[str, int], Post] = {}

    def write(self, outcomes: list[Outcome]) -> list[models.Model]:
        """Write these rows inside the caller's transaction.

        Returns what was written: the events, and their new names and sources."""
        created = [*self._subjects(outcomes), *self._sources(outcomes)]
        keep_versions(created, self.comment, self.user)
        self._events(outcomes)
        self._links(outcomes, Event.topics.through, "topic", self.topics)
        self._links(outcomes, Event.people.through, "person", self.people)
        self._citations(outcomes)
        if self.correction:
            public_outcomes = [outcome for outcome in outcomes if outcome.is_public_change]
            Correction.objects.bulk_create(map(self._correction, public_outcomes))
        events = [_event(outcome) for outcome in outcomes]
        bulk.refresh_derived([event.pk for event in events], self.comment, self.user)
        return [*created, *events]

    # --- names and sources ------------------------------------------------------------------------

    def _subjects(self, outcomes: list[Outcome]) -> list[models.Model]:
        topics = {slug for each in outcomes for slug in each.topics or ()}
        people = {slug for each in outcomes for slug in each.people or ()}
        places = {each.place for each in outcomes if each.place}
        return [
            *_load_or_create(Topic, topics, self.topics, self.new.topics),
            *_load_or_create(Person, people, self.people, self.new.people),
            *_load_or_create(Place, places, self.places, self.new.places),
        ]

    def _sources(self, outcomes: list[Outcome]) -> list[Document | Post]:
        cited = {(c[0], c[1]) for each in outcomes for c in each.citations or ()}
        unknown = cited - self.posts.keys()
        created = only_needed(
            (source for source in self.new.sources if source._state.adding), unknown
        )
        for source in created:
            source.save()
        for batch in batches({document for document, _number in unknown}):
            self.posts |= posts_of(batch)
        return created

    # --- the events -------------------------------------------------------------------------------

    def _events(self, outcomes: list[Outcome]) -> None:
        for outcome in outcomes:
            event = _event(outcome)
            if outcome.place is not None:
                event.place = self.places[outcome.place] if outcome.place else None
            event.updated_by = self.user
            if outcome.kind is Kind.NEW:
                event.created_by = self.user
        bulk.add([_event(each) for each in outcomes if each.kind is Kind.NEW])
        bulk.change([_event(each) for each in outcomes if each.kind is Kind.CHANGED])

    def _links(
        self, outcomes: list[Outcome], through: Any, name: str, objects: dict[str, Any]
    ) -> None:
        """Replace the topics or people of the events that change them."""
        field = {"topic": "topics", "person": "people"}[name]
        wanted = {
            _event(outcome).pk: getattr(outcome, field)
            for outcome in outcomes
            if getattr(outcome, field) is not None
        }
        through.objects.filter(event__in=list(wanted)).delete()
        through.objects.bulk_create(
            through(event_id=event, **{f"{name}_id": objects[slug].pk})
            for event, slugs in wanted.items()
            for slug in sorted(slugs)
        )

    def _citations(self, outcomes: list[Outcome]) -> None:
        citation_diff.write(
            [self._citation_diff(each) for each in outcomes if each.citations is not None]
        )

    def _citation_diff(self, outcome: Outcome) -> citation_diff.CitationDiff:
        event = _event(outcome)
        wanted = [
            Citation(event=event, post=self.posts[document, number], **fields)
            for document, number, fields in outcome.citations or ()
        ]
        stored = [] if outcome.kind is Kind.NEW else event.loaded_citations
        return citation_diff.CitationDiff(stored, wanted)

    def _correction(self, outcome: Outcome) -> Correction:
        """Return the correction that tells readers what has changed."""
        changes = (
            (change.label, change.before, change.after)
            for change in outcome.changes
            if change.is_public_change
        )
        return Correction.of_changes(_event(outcome), self.correction, changes, self.user)


def _event(outcome: Outcome) -> Event:
    if outcome.event is None:
        raise TypeError("Only what is new or changed is written.")
    return outcome.event


def _load_or_create(
    model: type[models.Model], slugs: set[str], loaded: dict[str, Any], new: dict[str, Any]
) -> list[models.Model]:
    """Add the objects with these slugs to `loaded`, and return those that had to be created."""
    unknown = slugs - loaded.keys()
    created = [new[slug] for slug in sorted(unknown & new.keys())]
    model._default_manager.bulk_create(created)
    loaded |= {each.slug: each for each in created}
    for batch in batches(unknown - new.keys()):
        for obj in model._default_manager.filter(slug__in=batch):
            loaded[obj.slug] = obj  # type: ignore[attr-defined]
    return created
