"""Baseline views: pages of fifty events, written in the most straightforward way."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, F, Q
from django.http import HttpRequest, HttpResponse
from django.template import Context, Engine

from bench.cards import CARDS, TEMPLATE, draw
from timeline.chart.units import year_start
from timeline.models import Event, Person, Place, Topic

#: Choices in each `<select>` of the naive page.
CHOICES = 30
_DECADE = 10 * 31_556_952
_NAIVE = Engine().from_string(
    """<!doctype html><title>Naive</title><p>{{ count }} events</p>
<form>{% for choices in lists %}<select>{% for choice in choices %}
<option value="{{ choice.slug }}">{{ choice.name }} ({{ choice.n }})</option>{% endfor %}
</select>{% endfor %}</form>
<svg>{% for bar in bars %}<rect x="{{ bar.decade }}" height="{{ bar.n }}"/>{% endfor %}</svg>"""
    + TEMPLATE
)


def bare(request: HttpRequest) -> HttpResponse:
    """Render fifty cards from a list in memory."""
    return HttpResponse(draw())


def constant(request: HttpRequest) -> HttpResponse:
    """Return the same page, rendered only once."""
    return HttpResponse(_cached_page())


_cached_page = cache(draw)


def naive(request: HttpRequest) -> HttpResponse:
    """Answer newsdesk's query in the most obvious way with the ORM: the first fifty cards, choices
    with counts, and bars by decade. It lacks the filter by source, the cursor, a separate count of
    half-open dates, and the events that certainly lie within a range."""
    params = request.GET
    events = Event.objects.published()
    for key, field in (("topic", "topics"), ("person", "people"), ("place", "place")):
        if params.getlist(key):
            events = events.filter(**{f"{field}__slug__in": params.getlist(key)})
    if params.get("from"):
        events = events.filter(date_upper__gt=year_start(int(params["from"])))
    if params.get("to"):
        events = events.filter(date_lower__lt=year_start(int(params["to"]) + 1))
    if text := params.get("q"):
        events = events.filter(Q(title__icontains=text) | Q(summary__icontains=text))
    events = events.distinct()
    rows = events.select_related("place").prefetch_related(
        "topics", "people", "citations__post__document"
    )
    order = "-date_sort" if params.get("sort") == "newest" else "date_sort"
    pages = Paginator(rows.order_by(order, "id"), CARDS)
    inside = events.values("pk")
    lists = [
        model._default_manager.filter(events__in=inside)
        .annotate(n=Count("events"))
        .order_by("-n")[:CHOICES]
        for model in (Topic, Person, Place)
    ]
    bars = events.order_by().values(decade=F("date_sort") / _DECADE)
    context = {
        "count": pages.count,
        "lists": lists,
        "bars": bars.annotate(n=Count("pk", distinct=True)).order_by("decade"),
        "cards": [_card(event) for event in pages.page(1)],
    }
    return HttpResponse(_NAIVE.render(Context(context)))


def _card(event: Any) -> dict[str, Any]:
    cited = [citation.post for citation in event.citations.all()]
    return {
        "id": event.public_id,
        "title": event.title,
        "date": event.date_edtf,
        "place": event.place.name if event.place else "",
        "summary": event.summary,
        "people": [person.name for person in event.people.all()],
        "topics": [topic.name for topic in event.topics.all()],
        "sources": [
            {"name": post.document.short_name, "url": post.get_absolute_url()} for post in cited
        ],
    }
