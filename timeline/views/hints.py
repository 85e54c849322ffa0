"""Suggestions for other queries, each with the number of events that it finds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from timeline import queries
from timeline.answers.answers import Answers
from timeline.fields import DateWordsField
from timeline.filters import TimelineFilter

Address = Callable[[TimelineFilter], str]


@dataclass(frozen=True)
class Hint:
    text: str
    url: str


def as_a_date(scope: Answers, query: TimelineFilter, url: Address) -> Hint | None:
    """If the search words are a date, suggest that as the range: readers type years into either.
    None if there is a range, if the reading rests on assumptions, or if no event matches."""
    if query.bounds:
        return None
    said = DateWordsField().read(query.q)
    if said is None or said.assumed:
        return None
    dated = replace(query, q="", from_=said, to=said)
    count = scope.counted(dated).events
    if not count:
        return None
    text = ngettext(
        "“%(words)s” as a date: %(count)s event",
        "“%(words)s” as a date: %(count)s events",
        count,
    ) % {"words": query.q, "count": intcomma(count)}
    return Hint(text, url(dated))


def without_a_part(scope: Answers, query: TimelineFilter, url: Address) -> list[Hint]:
    """For a query without results: suggest dropping one part, for each part where that helps."""
    names = {
        "q": _("the words"),
        "topic": _("the topics"),
        "person": _("the people"),
        "place": _("the place"),
        "source": _("the source"),
        "range": _("the dates"),
    }
    found = []
    for name, count in queries.narrowest(scope, query):
        dropped = ("from_", "to") if name == "range" else (name,)
        text = ngettext(
            "Drop %(what)s: %(count)s event", "Drop %(what)s: %(count)s events", count
        ) % {"what": names[name], "count": intcomma(count)}
        found.append(Hint(text, url(query.without(*dropped))))
    return found
