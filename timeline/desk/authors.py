"""Who wrote an event, as its versions tell: whoever changed what it says, not where it stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.contrib.auth.models import User
from reversion.models import Version

from timeline.models import Citation, Event
from timeline.models.versions import WAS_PUBLISHED, fields_in

#: Where an event stands, as against what it says.
WHERE_IT_STANDS = (
    "public_id",
    "state",
    "publish_at",
    "published_at",
    "merged_into",
    "preview_token",
    "edit_token",
    "created_at",
    "created_by",
    "updated_at",
    "updated_by",
)
#: Nor does its lane say anything that its topics don't: it changes with their order, too.
_SAYS_NOTHING = {*WHERE_IT_STANDS, "lane"}


def changed_by(user: User, keys: Iterable[int]) -> set[int]:
    """The keys of those of these events of which this user saved a version, not as published, that
    says something else than the one before it. Three statements."""
    of_events = Version.objects.get_for_model(Event)
    own = of_events.filter(object_id__in=[str(key) for key in keys], revision__user=user)
    saved = {*own.exclude(WAS_PUBLISHED).values_list("object_id", flat=True)}
    if not saved:  # as of most who approve
        return set()
    versions = of_events.filter(object_id__in=saved).order_by("object_id", "pk")
    cited = _cited(versions.order_by().values("revision"))
    names = ("object_id", "revision", "revision__user", "serialized_data")
    found = set[int]()
    for key, some in groupby(versions.values_list(*names), key=lambda row: row[0]):
        before: dict[str, Any] | None = None
        for _key, revision, by, data in some:
            fields = fields_in(data)
            said = {**fields, "citations": cited[revision, int(key)]}
            is_own = by == user.pk and fields["state"] != Event.State.PUBLISHED
            if is_own and (before is None or not _say_the_same(before, said)):
                found.add(int(key))
            before = said
    return found


def _cited(revisions: Any) -> dict[tuple[int, int], dict[str, Any]]:
    """The citations of events in these revisions, by revision and event."""
    found: dict[tuple[int, int], dict[str, Any]] = defaultdict(dict)
    versions = Version.objects.get_for_model(Citation).filter(revision__in=revisions)
    for revision, key, data in versions.values_list("revision", "object_id", "serialized_data"):
        fields = fields_in(data)
        found[revision, fields["event"]][key] = fields
    return found


def _say_the_same(before: dict[str, Any], after: dict[str, Any]) -> bool:
    """A field that only one of them has was added or removed by an update of newsdesk."""
    names = (before.keys() & after.keys()) - _SAYS_NOTHING
    return all(_as_one(before[name]) == _as_one(after[name]) for name in names)


def _as_one(value: Any) -> Any:
    """People and topics are kept in the order of their names, which change."""
    return sorted(value) if isinstance(value, list) else value
