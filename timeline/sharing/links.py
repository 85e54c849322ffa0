"""Addresses for others: absolute ones of ours, and links into a source's page at the words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import quote, urldefrag, urlsplit

from django.conf import settings

from timeline.addresses import address
from timeline.models import Citation, Post, Timeline
from timeline.search.quoting import around_left_out


def absolute(path: str) -> str:
    """A path of this site as an absolute address."""
    return f"{settings.SITE_URL}{path}"


def host() -> str:
    """Whose address it is, in words."""
    return urlsplit(settings.SITE_URL).hostname or ""


def with_query(path: str, query: str) -> str:
    return f"{path}?{query}" if query else path


#: Forms of a timeline: name in `timeline.urls`, name for readers, media type.
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


class Way(NamedTuple):
    form: str
    name: str
    type: str
    url: str


@dataclass(frozen=True)
class Forms:
    """A query on a saved timeline, or on everything, in each form that has an address."""

    slug: str | None
    query: str = ""

    @classmethod
    def of(cls, saved: Timeline | None, query: str = "") -> Forms:
        """Those of a query on this timeline; on everything without one."""
        return cls(saved.slug if saved else None, query)

    @property
    def page(self) -> str:
        """For people."""
        return self.path("timeline" if self.slug else "index")

    def path(self, name: str) -> str:
        """Of the form that `timeline.urls` calls so: "embed"."""
        found = address(name, *([self.slug] if self.slug else []))
        return with_query(found, self.query)

    @property
    def data(self) -> list[Way]:
        return [Way(*form, self.path(form[0])) for form in DATA]

    @property
    def feeds(self) -> list[Way]:
        return [Way(*form, self.path(form[0])) for form in FEEDS]


@dataclass(frozen=True)
class EventForms:
    """An event in each form that has an address."""

    public_id: str

    def path(self, name: str) -> str:
        """Of the form that `timeline.urls` calls so after "event-": "embed"."""
        return address(f"event-{name}", self.public_id)

    @property
    def data(self) -> list[Way]:
        """For programs, and for a calendar."""
        return [
            Way("event-json", "JSON", "application/json", self.path("json")),
            Way("event-ics", "ICS", "text/calendar", self.path("ics")),
        ]

    @property
    def feeds(self) -> list[Way]:
        return [Way("event-atom", "Atom", "application/atom+xml", self.path("atom"))]


def original(citation: Citation) -> str:
    """The source's page, at the passage: a text fragment made of the citation's selector.

    Source: WICG URL Fragment Text Directives, `text=[prefix-,]start[,end][,-suffix]`. A browser
    looks for each part as it stands there, and for prefix and suffix right beside the others: a
    passage that leaves words out goes from its first part to its last.
    """
    said = around_left_out(citation.exact)
    kept = [part for part in said if part] or [citation.exact]
    parts = [_part(part) for part in (kept[0], *kept[1:][-1:])]
    if said[0] and (before := around_left_out(citation.prefix)[-1]):
        parts.insert(0, f"{_part(before)}-")
    if said[-1] and (after := around_left_out(citation.suffix)[0]):
        parts.append(f"-{_part(after)}")
    return at_post(citation.post, f":~:text={','.join(parts)}")


def at_post(post: Post, directive: str = "") -> str:
    """The source's page, at a post. Our fragment takes the place of one that the page's own address
    has; without any, that one stays."""
    page, fragment = post.document.url, post.anchor + directive
    return f"{urldefrag(page).url}#{fragment}" if fragment else page


def _part(words: str) -> str:
    # Dashes and commas have a meaning in the directive; quote() leaves dashes alone.
    return quote(words, safe="").replace("-", "%2D")
