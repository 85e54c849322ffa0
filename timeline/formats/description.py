"""The one-line description of an event: for page metadata, JSON-LD, its calendar and its feed."""

from __future__ import annotations

from django.utils.translation import gettext as _

from timeline.models import Event


def event_description(event: Event) -> str:
    """Return the event's summary; without one, its date and the source of that. The citations must
    be loaded."""
    if event.summary:
        return event.summary
    date = event.in_words
    for citation in event.loaded_citations[:1]:
        source = citation.post.document.short_name
        return _("%(date)s. Source: %(source)s.") % {"date": date, "source": source}
    return date
