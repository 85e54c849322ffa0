"""A ready-made citation of an event, to copy and paste."""

from __future__ import annotations

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from timeline.addresses import address
from timeline.models import Event
from timeline.sharing.links import absolute
from timeline.views.rows import bidi_isolated


def citation(event: Event) -> str:
    """Title, date, publisher, URL, and the day of retrieval. The short URL never changes."""
    return _("“%(title)s” (%(date)s). newsdesk. %(address)s. Retrieved %(today)s.") % {
        "title": bidi_isolated(event.title),
        "date": event.in_words,
        "address": absolute(address("event-short", event.public_id)),
        "today": date_format(timezone.localdate(), "j F Y"),
    }
