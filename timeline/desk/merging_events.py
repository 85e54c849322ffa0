"""Merging two events that report the same thing: what moves, what stays, and what forbids it.

The other event keeps its row, in the state "merged": its addresses redirect to the event that is
kept, and its versions can still be read. Nothing of it is deleted.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import reversion
from django.contrib.auth.models import User
from django.utils import timezone
from django.utils.translation import gettext as _

from timeline.models import Citation, Correction, Event, Person, Topic
from timeline.models.events import MAX_EVENT_CITATIONS
from timeline.wording import moment


@dataclass(frozen=True)
class Plan:
    """What merging `other` into `kept` moves; `duplicates` are citations that `kept` has."""

    kept: Event
    other: Event
    citations: list[Citation]
    duplicates: list[Citation]
    people: list[Person]
    topics: list[Topic]
    corrections: list[Correction]


def plan_merge(kept: Event, other: Event) -> Plan:
    """Return what `kept` takes over from `other`: everything that it does not have already."""
    passages = {_passage(citation) for citation in kept.citations.all()}
    citations = list(other.citations.select_related("post__document"))
    people, topics = set(kept.people.all()), set(kept.topics.all())
    return Plan(
        kept,
        other,
        [citation for citation in citations if _passage(citation) not in passages],
        [citation for citation in citations if _passage(citation) in passages],
        [person for person in other.people.all() if person not in people],
        [topic for topic in other.topics.all() if topic not in topics],
        list(other.corrections.all()),
    )


def _passage(citation: Citation) -> tuple[int, str, str]:
    """Key that duplicate citations share: the same words of a post, for the same date."""
    return citation.post_id, citation.exact, citation.date_as_written


def refusal_to_merge(kept: Event, other: Event) -> str:
    """Return why `other` can't be merged into `kept`; "" if it can."""
    states = {kept.state, other.state}
    citations = kept.citations.count() + other.citations.count()
    if kept == other:
        return _("These are the same event. Choose two different ones.")
    if Event.State.MERGED in states:
        return _("One of them has already been merged into another event.")
    if Event.State.RETRACTED in states:
        return _("One of them was retracted, and its address has to keep saying why.")
    if citations > MAX_EVENT_CITATIONS:
        return _("Together they have more than %(most)s citations. Delete some first.") % {
            "most": MAX_EVENT_CITATIONS
        }
    if other.has_been_public and not kept.has_been_public:
        return _(
            "Readers know “%(other)s”, and its address can’t lead to an event that they "
            "can’t see yet. Keep that one, or publish “%(kept)s” first."
        ) % {"other": other, "kept": kept}
    if until := _embargo_cut_short(kept, other):
        return _(
            "“%(other)s” is under embargo until %(until)s, and readers would see its "
            "citations in “%(kept)s” before that. Merge them afterwards, or remove the "
            "embargo first."
        ) % {"other": other, "kept": kept, "until": moment(until)}
    return ""


def _embargo_cut_short(kept: Event, other: Event) -> datetime.datetime | None:
    """Return when the other event's embargo ends, if merging would break it; else None.

    The states don't matter: a draft with an embargo is meant to keep it."""
    until = other.publish_at
    if until is None or until <= timezone.now():
        return None
    return until if kept.publish_at is None or kept.publish_at < until else None


def merge(plan: Plan, user: User, comment: str, correction: Correction | None) -> None:
    """Carry out the plan as one revision, inside the transaction that has locked both events."""
    kept, other = plan.kept, plan.other
    with reversion.create_revision():
        reversion.set_user(user)
        text = _("“%(other)s” merged into “%(kept)s”.") % {"other": other, "kept": kept}
        reversion.set_comment(f"{comment} – {text}")
        positions = [citation.position for citation in kept.citations.all()]
        for number, citation in enumerate(plan.citations):
            citation.event = kept
            citation.position = max(positions, default=-1) + 1 + number
            citation.save()
        kept.people.add(*plan.people)
        kept.topics.add(*plan.topics)
        Correction.objects.filter(event=other).move_to(kept)
        # Events merged into `other` earlier point directly to `kept`, without a redirect chain.
        for merged in (other, *other.merged.all()):
            merged.merged_into = kept
            merged.state = Event.State.MERGED
            merged.updated_by = user
            merged.save()
        kept.updated_by = user
        kept.save()
        if correction:
            correction.save()
