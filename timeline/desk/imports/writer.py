"""A plan → the database: every event as its own save would write it, many at a time."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib.auth.models import User
from django.db import models

from timeline.desk.imports.plans import CHUNK, Kind, Outcome, Plan
from timeline.models import Citation, Correction, Event, Person, Place, Post, Topic, many
from timeline.models.batches import batches
from timeline.models.versions import keep_versions


def write(plan: Plan, user: User | None, comment: str, correction: str = "") -> None:
    """Do what a plan says, inside the caller's transaction. `correction` is the kind of the note
    that readers get of each change of what they have seen; "" where it changes no meaning."""
    with _plan_is_no_garbage():
        _Writer(plan, user, comment, correction).write(plan.of(Kind.NEW, Kind.CHANGED))


@contextmanager
def _plan_is_no_garbage() -> Iterator[None]:
    """A plan of ten thousand rows is a great many things, none of them garbage; Python would look
    through them all again and again for circles, a quarter of the time that others wait.

    To freeze them would not do: there is one `gc.unfreeze` for all, and it would wake the columns
    that `timeline.answers.keeper` froze.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


class _Writer:
    def __init__(self, plan: Plan, user: User | None, comment: str, correction: str) -> None:
        self.plan, self.user, self.comment, self.correction = plan, user, comment, correction
        self.topics: dict[str, Topic] = {}
        self.people: dict[str, Person] = {}
        self.places: dict[str, Place] = {}
        self.posts: dict[tuple[str, int], Post] = {}

    def write(self, outcomes: list[Outcome]) -> None:
        self._subjects(outcomes)
        self._sources(outcomes)
        for chunk in batches(outcomes, CHUNK):
            self._events(chunk)
            self._links(chunk, Event.topics.through, "topic", self.topics)
            self._links(chunk, Event.people.through, "person", self.people)
            self._citations(chunk)
            if self.correction:
                told = [outcome for outcome in chunk if outcome.is_told]
                Correction.objects.bulk_create(map(self._correction, told))
            many.settle([_event(outcome).pk for outcome in chunk], self.comment, self.user)

    # --- what events name -------------------------------------------------------------------------

    def _subjects(self, outcomes: list[Outcome]) -> None:
        new = self.plan.new
        topics = {slug for each in outcomes for slug in each.topics or ()}
        people = {slug for each in outcomes for slug in each.people or ()}
        places = {each.place for each in outcomes if each.place}
        self.topics = self._created(new.topics.values()) | _found(Topic, topics - new.topics.keys())
        self.people = self._created(new.people.values()) | _found(
            Person, people - new.people.keys()
        )
        self.places = self._created(new.places.values()) | _found(Place, places - new.places.keys())

    def _created(self, made: Iterable[Any]) -> dict[str, Any]:
        """Saved, with a version each."""
        subjects = list(made)
        if subjects:
            type(subjects[0])._default_manager.bulk_create(subjects)
        keep_versions(subjects, self.comment, self.user)
        return {subject.slug: subject for subject in subjects}

    def _sources(self, outcomes: list[Outcome]) -> None:
        for made in self.plan.new.sources:
            made.save()
        keep_versions(self.plan.new.sources, self.comment, self.user)
        cited = {(c[0], c[1]) for each in outcomes for c in each.citations or ()}
        for ids in batches(sorted({document for document, _number in cited}), CHUNK):
            posts = Post.objects.filter(document__public_id__in=ids).select_related("document")
            for post in posts.defer("text"):
                self.posts[post.document.public_id, post.number] = post

    # --- the events -------------------------------------------------------------------------------

    def _events(self, chunk: list[Outcome]) -> None:
        for outcome in chunk:
            event = _event(outcome)
            if outcome.place is not None:
                event.place = self.places[outcome.place] if outcome.place else None
            event.updated_by = self.user
            if outcome.kind is Kind.NEW:
                event.created_by = self.user
        many.add([_event(each) for each in chunk if each.kind is Kind.NEW])
        many.change([_event(each) for each in chunk if each.kind is Kind.CHANGED])

    def _links(self, chunk: list[Outcome], through: Any, name: str, known: dict[str, Any]) -> None:
        """The topics or people of the events that change them."""
        field = {"topic": "topics", "person": "people"}[name]
        wanted = {
            _event(outcome).pk: getattr(outcome, field)
            for outcome in chunk
            if getattr(outcome, field) is not None
        }
        through.objects.filter(event__in=list(wanted)).delete()
        through.objects.bulk_create(
            through(event_id=event, **{f"{name}_id": known[slug].pk})
            for event, slugs in wanted.items()
            for slug in sorted(slugs)
        )

    def _citations(self, chunk: list[Outcome]) -> None:
        changed = [outcome for outcome in chunk if outcome.citations is not None]
        Citation.objects.filter(event__in=[_event(outcome).pk for outcome in changed]).delete()
        Citation.objects.bulk_create(
            Citation(
                event=_event(outcome),
                post=self.posts[document, number],
                position=position,
                **fields,
            )
            for outcome in changed
            for position, (document, number, fields) in enumerate(outcome.citations or ())
        )

    def _correction(self, outcome: Outcome) -> Correction:
        """What readers are told."""
        told = (
            (change.label, change.before, change.after)
            for change in outcome.changes
            if change.is_told
        )
        return Correction.of_changes(_event(outcome), self.correction, told, self.user)


def _event(outcome: Outcome) -> Event:
    if outcome.event is None:
        raise TypeError("Only what is new or changed is written.")
    return outcome.event


def _found(model: type[models.Model], slugs: set[str]) -> dict[str, Any]:
    found = {}
    for some in batches(sorted(slugs), CHUNK):
        for subject in model._default_manager.filter(slug__in=some):
            found[str(subject.slug)] = subject  # type: ignore[attr-defined]
    return found
