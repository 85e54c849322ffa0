"""Atom feeds (RFC 4287), with links from page to page (RFC 5005)."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.xmlutils import SimplerXMLGenerator

from timeline.formats.entries import Entry, Feed, tag_uri
from timeline.models import Correction
from timeline.sharing.links import absolute
from timeline.sharing.xml import for_xml

CONTENT_TYPE = "application/atom+xml; charset=utf-8"
AUTHOR = "newsdesk"
_NEVER = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)


def events_feed(feed: Feed, entries: Iterable[Entry]) -> str:
    """Return the entries of a query, the latest change first, as an Atom document."""
    atom = _feed(feed)
    for entry in entries:
        atom.add_item(
            title=for_xml(entry.title),
            link=entry.url,
            description=for_xml(entry.html),
            unique_id=entry.id,
            pubdate=entry.published,
            updateddate=entry.updated,
            categories=[for_xml(tag) for tag in entry.tags],
        )
    return _text(atom)


def corrections_feed(feed: Feed, corrections: Iterable[Correction]) -> str:
    """Return corrections, newest first and with their events loaded, as an Atom document."""
    atom = _feed(feed)
    for correction in corrections:
        atom.add_item(
            title=for_xml(f"{correction.get_kind_display()}: {correction.event.title}"),
            link=f"{absolute(correction.event.get_absolute_url())}#corrections",
            description=for_xml(escape(correction.in_words)),  # sent as type="html"
            unique_id=tag_uri(f"correction/{correction.pk}", correction.at),
            pubdate=correction.at,
            updateddate=correction.at,
        )
    return _text(atom)


class _PagedFeed(Atom1Feed):
    """A feed with a link to the page of older entries. If it is empty, its date is fixed: with
    Django's, the current time, the document would change at every request."""

    def latest_post_date(self) -> datetime.datetime:
        return super().latest_post_date() if self.items else _NEVER

    def add_root_elements(self, handler: SimplerXMLGenerator) -> None:
        super().add_root_elements(handler)
        if self.feed["next"]:
            handler.addQuickElement("link", "", {"rel": "next", "href": self.feed["next"]})


def _feed(feed: Feed) -> _PagedFeed:
    options: dict[str, Any] = {"next": feed.next}
    return _PagedFeed(
        title=for_xml(feed.title),
        link=feed.page,
        description="",
        subtitle=for_xml(feed.subtitle),
        feed_url=feed.here or feed.address,
        feed_guid=feed.address,
        language=settings.LANGUAGE_CODE,
        author_name=AUTHOR,
        **options,
    )


def _text(feed: _PagedFeed) -> str:
    return str(feed.writeString("utf-8"))
