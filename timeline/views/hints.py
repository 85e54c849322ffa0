"""Suggestions for other queries, each with the number of events that it finds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import ngettext, ngettext_lazy

from timeline import queries
from timeline.answers.interface import Answers
from timeline.fields import DateWordsField
from timeline.filters import TimelineFilter

UrlOf = Callable[[TimelineFilter], str]

#: What to suggest for each part of a query, by the number of events without it.
_WITHOUT = {
    "q": ngettext_lazy(
        "Drop the words: %(count)s event", "Drop the words: %(count)s events", "number"
    ),
    "topic": ngettext_lazy(
        "Drop the topics: %(count)s event", "Drop the topics: %(count)s events", "number"
    ),
    "person": ngettext_lazy(
        "Drop the people: %(count)s event", "Drop the people: %(count)s events", "number"
    ),
    "place": ngettext_lazy(
        "Drop the place: %(count)s event", "Drop the place: %(count)s events", "number"
    ),
    "source": ngettext_lazy(
        "Drop the source: %(count)s event", "Drop the source: %(count)s events", "number"
    ),
    "range": ngettext_lazy(
        "Drop the dates: %(count)s event", "Drop the dates: %(count)s events", "number"
    ),
}


@dataclass(frozen=True)
class Hint:
    text: str
    url: str


def date_hint(scope: Answers, query: TimelineFilter, url: UrlOf) -> Hint | None:
    """If the search words are a date, suggest that as the range: readers type years into either.
    None if there is a range, if the reading rests on assumptions, or if no event matches."""
    if query.bounds:
        return None
    reading = DateWordsField().read(query.q)
    if reading is None or reading.assumed:
        return None
    dated = replace(query, q="", from_=reading, to=reading)
    count = scope.counts(dated).events
    if not count:
        return None
    text = ngettext(
        "“%(words)s” as a date: %(count)s event",
        "“%(words)s” as a date: %(count)s events",
        count,
    ) % {"words": query.q, "count": intcomma(count)}
    return Hint(text, url(dated))


def removal_hints(scope: Answers, query: TimelineFilter, url: UrlOf) -> list[Hint]:
    """For a query without results: suggest dropping one part, for each part where that helps."""
    found = []
    for name, count in queries.filters_to_drop(scope, query):
        dropped = ("from_", "to") if name == "range" else (name,)
        text = _WITHOUT[name] % {"number": count, "count": intcomma(count)}
        found.append(Hint(text, url(query.without(*dropped))))
    return found
