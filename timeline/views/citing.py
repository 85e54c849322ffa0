"""How to cite an event: ready to paste, in one sentence."""

from __future__ import annotations

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from timeline.addresses import address
from timeline.models import Event
from timeline.sharing.links import absolute
from timeline.views.rows import isolated


def citation(event: Event) -> str:
    """Title, date, publisher, address, and the day of reading; the short address lasts."""
    return _("“%(title)s” (%(date)s). newsdesk. %(address)s. Retrieved %(today)s.") % {
        "title": isolated(event.title),
        "date": event.in_words,
        "address": absolute(address("event-short", event.public_id)),
        "today": date_format(timezone.localdate(), "j F Y"),
    }
