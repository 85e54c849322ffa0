"""Merging two people, places or topics that are the same: what moves, and what forbids it.

The other one is deleted, and a version of it is kept; whatever named it names the one that is kept,
and its slugs lead there. Readers get no correction: naming somebody differently does not change an
event.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext as _

from timeline.desk.bulk import change_events
from timeline.desk.four_eyes import first_approved, refusal_to_change
from timeline.desk.recoverable import MAX_AT_ONCE
from timeline.models import Event, Known, Person, Place, Timeline, Topic
from timeline.models.changes import key_of
from timeline.models.old_slugs import transfer_slugs
from timeline.models.saved_queries import replace_subject, timelines_naming
from timeline.models.versions import keep_version
from timeline.models.visibility import is_known_to_readers
from timeline.querysets import EventQuerySet

Subject = Person | Place | Topic

#: Fields taken over from the other if the kept one lacks them; those in one tuple go together.
_FILLED_FIELDS: dict[type[Subject], tuple[tuple[str, ...], ...]] = {
    Person: (("description",), ("wikidata_id",)),
    Place: (("description",), ("wikidata_id",), ("latitude", "longitude")),
    Topic: (("description",),),
}


@dataclass(frozen=True)
class Plan:
    """What merging `other` into `kept` changes."""

    kept: Subject
    other: Subject
    #: How many events name `other`.
    event_count: int
    #: Fields that `kept` lacks and takes over.
    taken_over: list[str]
    #: Saved timelines whose query names `other`.
    timelines: list[Timeline]

    @property
    def labels(self) -> list[str]:
        """Verbose names of the fields that are taken over."""
        return [_label(self.kept, name) for name in self.taken_over]


def events_naming(subject: Subject) -> EventQuerySet:
    """Return the events that name it, in any state, merged ones included."""
    events: EventQuerySet = Event.objects.filter(pk__in=subject.events.order_by().values("pk"))
    return events


def plan_merge(kept: Any, other: Any) -> Plan:
    """Return what a merger would change. Costs two queries."""
    lacking = [
        names
        for names in _FILLED_FIELDS[type(kept)]
        if all(getattr(kept, name) in ("", None) for name in names)
        and any(getattr(other, name) not in ("", None) for name in names)
    ]
    taken_over = [name for names in lacking for name in names]
    return Plan(kept, other, events_naming(other).count(), taken_over, timelines_naming([other]))


def refusal_to_merge(plan: Plan) -> str:
    """Return why the plan can't be carried out; "" if it can."""
    kept, other = plan.kept, plan.other
    names = {"kept": kept, "other": other}
    ids = [getattr(each, "wikidata_id", "") for each in (kept, other)]
    if all(ids) and ids[0] != ids[1]:
        return _(
            "They have different Wikidata ids: “%(kept)s” is %(kept_id)s, “%(other)s” is "
            "%(other_id)s. If they are the same, correct or clear one of the ids first."
        ) % {**names, "kept_id": ids[0], "other_id": ids[1]}
    if plan.event_count > MAX_AT_ONCE:
        return _(
            "%(count)s events name “%(other)s”, but at most %(most)s can be changed at "
            "once. Keep that one instead."
        ) % {**names, "count": intcomma(plan.event_count), "most": intcomma(MAX_AT_ONCE)}
    if approved := first_approved(events_naming(other)):
        text = _("“%(event)s” names “%(other)s”. %(reason)s")
        return text % {**names, "event": approved, "reason": refusal_to_change(approved)}
    return ""


def merge(plan: Plan, events: list[Event], user: User, reason: str) -> None:
    """Carry out the plan, inside the transaction that has locked both and the `events` that name
    `plan.other`."""
    kept, other = plan.kept, plan.other
    text = _("“%(other)s” merged into “%(kept)s”.") % {"other": other, "kept": kept}
    comment = f"{reason} – {text}"
    if is_known_to_readers(
        other
    ):  # others may have its addresses, which lead to `kept` from now on
        Known.objects.get_or_create(key=key_of(kept))
    keep_version(other, comment, user)
    change_events(events, _name_changer(kept, other), user, comment)
    transfer_slugs(other, kept)
    replace_subject(other, kept)
    for name in plan.taken_over:
        setattr(kept, name, getattr(other, name))
    if plan.taken_over:
        kept.save()
    keep_version(kept, comment, user)
    other.delete()


def _name_changer(kept: Any, other: Any) -> Callable[[list[Event]], None]:
    """Return a function that makes events name `kept` instead of `other`."""

    def set_place(events: list[Event]) -> None:
        for event in events:
            event.place = kept

    def replace_links(events: list[Event]) -> None:
        links: Any = Event.people.through if isinstance(kept, Person) else Event.topics.through
        name = kept._meta.model_name
        links.objects.bulk_create(
            (links(event=event, **{name: kept}) for event in events), ignore_conflicts=True
        )
        links.objects.filter(event__in=events, **{name: other}).delete()

    return set_place if isinstance(kept, Place) else replace_links


def _label(subject: Subject, name: str) -> str:
    return str(subject._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
