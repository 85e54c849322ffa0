"""URLs to hand out: our own absolute ones, and deep links to a passage in a source's page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import quote, urldefrag, urlsplit

from django.conf import settings

from timeline.addresses import address
from timeline.models import Citation, Post, Timeline
from timeline.search.quoting import split_at_ellipses


def absolute(path: str) -> str:
    """A path of this site as an absolute URL."""
    return f"{settings.SITE_URL}{path}"


def host() -> str:
    """The host name of this site, to display."""
    return urlsplit(settings.SITE_URL).hostname or ""


def with_query(path: str, query: str) -> str:
    return f"{path}?{query}" if query else path


#: Formats of a timeline: name in `timeline.urls`, name for readers, media type.
DATA = (
    ("events-csv", "CSV", "text/csv"),
    ("events-json", "JSON", "application/json"),
    ("events-ics", "ICS", "text/calendar"),
    ("events-timelinejs", "TimelineJS", "application/json"),
)
FEEDS = (
    ("events-atom", "Atom", "application/atom+xml"),
    ("events-feed-json", "JSON Feed", "application/feed+json"),
)


class Format(NamedTuple):
    url_name: str
    name: str
    media_type: str
    url: str


@dataclass(frozen=True)
class TimelineUrls:
    """The URLs of a query on a saved timeline (or on everything), one for each format."""

    slug: str | None
    query: str = ""

    @classmethod
    def of(cls, saved: Timeline | None, query: str = "") -> TimelineUrls:
        """The URLs of a query on `saved`, or on everything if that is None."""
        return cls(saved.slug if saved else None, query)

    @property
    def page(self) -> str:
        """The HTML page."""
        return self.path("timeline" if self.slug else "index")

    def path(self, name: str) -> str:
        """The path and query of a format by its name in `timeline.urls`, e.g. "embed"."""
        path = address(name, *([self.slug] if self.slug else []))
        return with_query(path, self.query)

    @property
    def data(self) -> list[Format]:
        return [Format(*each, self.path(each[0])) for each in DATA]

    @property
    def feeds(self) -> list[Format]:
        return [Format(*each, self.path(each[0])) for each in FEEDS]


@dataclass(frozen=True)
class EventUrls:
    """The URLs of an event, one for each format."""

    public_id: str

    def path(self, name: str) -> str:
        """The path of a format by its name in `timeline.urls` without "event-", e.g. "embed"."""
        return address(f"event-{name}", self.public_id)

    @property
    def data(self) -> list[Format]:
        """The formats for programs and calendars."""
        return [
            Format("event-json", "JSON", "application/json", self.path("json")),
            Format("event-ics", "ICS", "text/calendar", self.path("ics")),
        ]

    @property
    def feeds(self) -> list[Format]:
        return [Format("event-atom", "Atom", "application/atom+xml", self.path("atom"))]


def passage_url(citation: Citation) -> str:
    """The URL of the quoted passage in the source's page, as a text fragment.

    WICG URL Fragment Text Directives: `text=[prefix-,]start[,end][,-suffix]`. Browsers match each
    part literally, with prefix and suffix directly adjacent to the match. A quote with omissions
    is therefore linked as a range, from its first part to its last.
    """
    pieces = split_at_ellipses(citation.exact)
    quoted = [part for part in pieces if part] or [citation.exact]
    parts = [_encoded(part) for part in (quoted[0], *quoted[1:][-1:])]
    if pieces[0] and (before := split_at_ellipses(citation.prefix)[-1]):
        parts.insert(0, f"{_encoded(before)}-")
    if pieces[-1] and (after := split_at_ellipses(citation.suffix)[0]):
        parts.append(f"-{_encoded(after)}")
    return post_url(citation.post, f":~:text={','.join(parts)}")


def post_url(post: Post, directive: str = "") -> str:
    """The URL of a post in the source's page. Our fragment, if any, replaces the one that the
    document's URL has."""
    page, fragment = post.document.url, post.anchor + directive
    return f"{urldefrag(page).url}#{fragment}" if fragment else page


def _encoded(words: str) -> str:
    # "-" and "," are syntax in the directive; quote() does not escape "-".
    return quote(words, safe="").replace("-", "%2D")
