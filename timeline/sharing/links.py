"""Addresses for others: absolute ones of ours, and links into a source's page at the words."""

from __future__ import annotations

from urllib.parse import quote

from django.conf import settings

from timeline.models import Citation


def absolute(path: str) -> str:
    """A path of this site as an absolute address."""
    return f"{settings.SITE_URL}{path}"


def with_query(path: str, query: str) -> str:
    return f"{path}?{query}" if query else path


#: Other forms of a timeline, by the end of their addresses.
DATA = {
    "CSV": "events.csv",
    "JSON": "events.json",
    "ICS": "events.ics",
    "TimelineJS": "events.timelinejs.json",
}
FEEDS = {"Atom": "events.atom", "JSON Feed": "events.feed.json"}


def original(citation: Citation) -> str:
    """The source's page, at the passage: a text fragment made of the citation's selector.

    Source: WICG URL Fragment Text Directives, `text=[prefix-,]start[,-suffix]`.
    """
    parts = [_part(citation.exact)]
    if citation.prefix:
        parts.insert(0, f"{_part(citation.prefix)}-")
    if citation.suffix:
        parts.append(f"-{_part(citation.suffix)}")
    post = citation.post
    return f"{post.document.url}#{post.anchor}:~:text={','.join(parts)}"


def _part(words: str) -> str:
    # Dashes and commas have a meaning in the directive; quote() leaves dashes alone.
    return quote(words, safe="").replace("-", "%2D")
