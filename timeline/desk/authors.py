"""Who wrote an event, according to its versions: anyone who changed its content, not its status."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.contrib.auth.models import User
from reversion.models import Version

from timeline.models import Citation, Event
from timeline.models.versions import WAS_PUBLISHED, fields_in

#: Fields of an event's status and bookkeeping, as opposed to its content.
STATUS_FIELDS = (
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
#: Nor is the lane content: it is derived from the topics and changes when they are reordered.
_NOT_CONTENT = {*STATUS_FIELDS, "lane"}


def changed_by(user: User, keys: Iterable[int]) -> set[int]:
    """Return the keys of those events whose content the user changed while they were unpublished.

    That is, the user saved an unpublished version that differs in content from the one before it.
    Costs three queries.
    """
    versions = Version.objects.get_for_model(Event)
    own = versions.filter(object_id__in=[str(key) for key in keys], revision__user=user)
    saved = {*own.exclude(WAS_PUBLISHED).values_list("object_id", flat=True)}
    if not saved:  # the usual case for someone who approves
        return set()
    history = versions.filter(object_id__in=saved).order_by("object_id", "pk")
    citations = _citation_fields(history.order_by().values("revision"))
    names = ("object_id", "revision", "revision__user", "serialized_data")
    changed = set[int]()
    for key, rows in groupby(history.values_list(*names), key=lambda row: row[0]):
        previous: dict[str, Any] | None = None
        for _key, revision, author_key, data in rows:
            fields = fields_in(data)
            content = {**fields, "citations": citations[revision, int(key)]}
            is_own = author_key == user.pk and fields["state"] != Event.State.PUBLISHED
            if is_own and (previous is None or not _has_same_content(previous, content)):
                changed.add(int(key))
            previous = content
    return changed


def _citation_fields(revisions: Any) -> dict[tuple[int, int], dict[str, Any]]:
    """Return the fields of the citations in these revisions, keyed by revision and event."""
    fields_by_event: dict[tuple[int, int], dict[str, Any]] = defaultdict(dict)
    versions = Version.objects.get_for_model(Citation).filter(revision__in=revisions)
    for revision, key, data in versions.values_list("revision", "object_id", "serialized_data"):
        fields = fields_in(data)
        fields_by_event[revision, fields["event"]][key] = fields
    return fields_by_event


def _has_same_content(before: dict[str, Any], after: dict[str, Any]) -> bool:
    """Compare the fields that both versions have; others were added or removed by an update."""
    names = (before.keys() & after.keys()) - _NOT_CONTENT
    return all(_comparable(before[name]) == _comparable(after[name]) for name in names)


def _comparable(value: Any) -> Any:
    """Sort lists: versions hold people and topics ordered by name, and names change."""
    return sorted(value) if isinstance(value, list) else value
