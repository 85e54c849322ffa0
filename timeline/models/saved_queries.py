"""Update the queries of saved timelines when the slug of a topic, person or place changes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.db.models.signals import post_save

from timeline.models.stored_values import before, watch
from timeline.models.subjects import Person, Place, Subject, Topic
from timeline.models.timelines import Timeline

_KEYS: dict[type[Subject], str] = {Topic: "topic", Person: "person", Place: "place"}


def asking_for(subjects: Iterable[Subject]) -> list[Timeline]:
    """Return the saved timelines whose query names any of these subjects. Costs one query."""
    pairs = {_pair(subject) for subject in subjects}
    asking = Timeline.objects.exclude(query="")
    return [saved for saved in asking if not pairs.isdisjoint(parse_qsl(saved.query))]


def _pair(subject: Subject) -> tuple[str, str]:
    return _KEYS[type(subject)], subject.slug


def ask_instead(was: Subject, now: Subject) -> None:
    """Replace one subject by the other in the queries of all saved timelines."""
    old, new = _pair(was), _pair(now)
    for saved in asking_for([was]):
        pairs = [new if pair == old else pair for pair in parse_qsl(saved.query)]
        # update() creates no version: reverting the subject must not revert the timeline, too.
        query = urlencode(list(dict.fromkeys(pairs)))
        Timeline.objects.filter(pk=saved.pk).update(query=query)


def _saved(sender: type[Subject], instance: Subject, **kwargs: Any) -> None:
    was = before(instance)
    if was and was["slug"] != instance.slug:
        ask_instead(sender(slug=was["slug"]), instance)


def connect() -> None:
    """Connect the signal handlers; called once, from `AppConfig.ready`."""
    for model, key in _KEYS.items():
        watch(model, "slug")
        post_save.connect(_saved, sender=model, dispatch_uid=f"saved-queries-{key}")
