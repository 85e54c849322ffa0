"""The contents of the social images of timelines and events."""

from __future__ import annotations

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from timeline.addresses import address
from timeline.drawing import Marks
from timeline.models import Event
from timeline.sharing.card import Card
from timeline.sharing.links import host
from timeline.sharing.picture import Content
from timeline.views.pages import Page


def timeline_card(page: Page) -> Card:
    """The card of a timeline page; with a query, of the part that it selects."""
    count_label = ngettext("%(n)s event", "%(n)s events", page.count) % {"n": intcomma(page.count)}
    posts = page.facts.posts
    sources = ngettext("%(n)s source post", "%(n)s source posts", posts) % {"n": intcomma(posts)}
    if page.is_filtered:
        headline, lines = count_label, [_("of %(total)s") % {"total": intcomma(page.facts.events)}]
    else:
        headline, lines = page.span or count_label, [count_label] if page.span else []
        lines += [_("from %(sources)s") % {"sources": sources}]
    return Card(
        path=page.urls.path("card"),
        content=Content(
            site=host(),
            title=page.title,
            headline=headline,
            lines=tuple(lines),
            note=page.description if page.is_filtered else "",
        ),
        chart_data=page.chart_data,
    )


def event_card(event: Event, marks: Marks) -> Card:
    """The card of an event loaded `with_sources()`: its date, the words that the date was read
    from, and its position among other events."""
    date_citation = next((each for each in event.loaded_citations if each.date_as_written), None)
    lines = []
    if date_citation:
        post = date_citation.post
        # Without bidi isolates (`source_label` has them), which fonts have no glyph for.
        label = _("%(document)s, post %(number)s")
        lines = [label % {"document": post.document.short_name, "number": post.number}]
    return Card(
        path=address("event-card", event.public_id),
        content=Content(
            site=host(),
            title=event.title,
            headline=event.in_words,
            lines=tuple(lines),
            quote=date_citation.date_as_written if date_citation else "",
        ),
        chart_data=marks,
    )
