"""An event in one line, for whoever has no room for more."""

from __future__ import annotations

from django.utils.translation import gettext as _

from timeline.models import Event


def described(event: Event) -> str:
    """Its summary; of one that has none its date, and where that is from. Its citations are
    loaded."""
    if event.summary:
        return event.summary
    date = event.in_words
    for citation in event.loaded_citations[:1]:
        source = citation.post.document.short_name
        return _("%(date)s. Source: %(source)s.") % {"date": date, "source": source}
    return date
