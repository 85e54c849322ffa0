"""Atom feeds (RFC 4287)."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from timeline.models import Correction
from timeline.sharing.links import absolute


def corrections_feed(corrections: Iterable[Correction], path: str, feed_path: str) -> str:
    """The corrections, their events loaded, newest first; `path` is the page that lists them."""
    feed = Atom1Feed(
        title=_("Corrections"),
        link=absolute(path),
        description="",
        subtitle=_("What we had wrong, and what it says now."),
        feed_url=absolute(feed_path),
        language=settings.LANGUAGE_CODE,
    )
    for correction in corrections:
        feed.add_item(
            title=f"{correction.get_kind_display()}: {correction.event.title}",
            link=f"{absolute(correction.event.get_absolute_url())}#corrections",
            description=_("It said: %(was)s It now says: %(now)s")
            % {"was": correction.was, "now": correction.now_says},
            unique_id=_tag(correction),
            pubdate=correction.at,
            updateddate=correction.at,
        )
    return str(feed.writeString("utf-8"))


def _tag(correction: Correction) -> str:
    """An id for ever (RFC 4151), whatever becomes of the event's address."""
    host = urlsplit(settings.SITE_URL).hostname
    return f"tag:{host},{correction.at:%Y-%m-%d}:correction/{correction.pk}"
