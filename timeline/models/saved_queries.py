"""Update the queries of saved timelines when the slug of a topic, person or place changes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.db.models.signals import post_save

from timeline.models.stored_values import previous_values, watch
from timeline.models.subjects import Person, Place, Subject, Topic
from timeline.models.timelines import Timeline

_KEYS: dict[type[Subject], str] = {Topic: "topic", Person: "person", Place: "place"}


def timelines_naming(subjects: Iterable[Subject]) -> list[Timeline]:
    """Return the saved timelines whose query names any of these subjects. Costs one query."""
    pairs = {_pair(subject) for subject in subjects}
    queried = Timeline.objects.exclude(query="")
    return [saved for saved in queried if not pairs.isdisjoint(parse_qsl(saved.query))]


def _pair(subject: Subject) -> tuple[str, str]:
    return _KEYS[type(subject)], subject.slug


def replace_subject(old_subject: Subject, new_subject: Subject) -> None:
    """Replace one subject by the other in the queries of all saved timelines."""
    old, new = _pair(old_subject), _pair(new_subject)
    for saved in timelines_naming([old_subject]):
        pairs = [new if pair == old else pair for pair in parse_qsl(saved.query)]
        # update() creates no version: reverting the subject must not revert the timeline, too.
        query = urlencode(list(dict.fromkeys(pairs)))
        Timeline.objects.filter(pk=saved.pk).update(query=query)


def _saved(sender: type[Subject], instance: Subject, **kwargs: Any) -> None:
    previous = previous_values(instance)
    if previous and previous["slug"] != instance.slug:
        replace_subject(sender(slug=previous["slug"]), instance)


def connect() -> None:
    """Connect the signal handlers; called once, from `AppConfig.ready`."""
    for model, key in _KEYS.items():
        watch(model, "slug")
        post_save.connect(_saved, sender=model, dispatch_uid=f"saved-queries-{key}")
