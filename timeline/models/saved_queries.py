"""Saved queries follow what they name: a topic with another slug is still the one meant."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.db.models.signals import post_save

from timeline.models.before import before, watch
from timeline.models.subjects import Person, Place, Subject, Topic
from timeline.models.timelines import Timeline

_KEYS: dict[type[Subject], str] = {Topic: "topic", Person: "person", Place: "place"}


def asking_for(subjects: Iterable[Subject]) -> list[Timeline]:
    """The saved timelines whose query names any of some topics, people or places. One statement."""
    pairs = {_pair(subject) for subject in subjects}
    asking = Timeline.objects.exclude(query="")
    return [saved for saved in asking if not pairs.isdisjoint(parse_qsl(saved.query))]


def _pair(subject: Subject) -> tuple[str, str]:
    return _KEYS[type(subject)], subject.slug


def ask_instead(was: Subject, now: Subject) -> None:
    """Have every saved timeline that asks for the one ask for the other."""
    old, new = _pair(was), _pair(now)
    for saved in asking_for([was]):
        pairs = [new if pair == old else pair for pair in parse_qsl(saved.query)]
        # No version of its own: going back with the one must not take the other along.
        query = urlencode(list(dict.fromkeys(pairs)))
        Timeline.objects.filter(pk=saved.pk).update(query=query)


def _saved(sender: type[Subject], instance: Subject, **kwargs: Any) -> None:
    was = before(instance)
    if was and was["slug"] != instance.slug:
        ask_instead(sender(slug=was["slug"]), instance)


def connect() -> None:
    """Called once, when the app is ready."""
    for model, key in _KEYS.items():
        watch(model, "slug")
        post_save.connect(_saved, sender=model, dispatch_uid=f"saved-queries-{key}")
