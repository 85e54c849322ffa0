"""Sitemaps (sitemaps.org, version 0.9) and Google's news sitemap.

Django's sitemap framework takes the host from the request and doesn't support news sitemaps; the
format has only a few elements.
"""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterable
from dataclasses import dataclass
from xml.sax.xmlreader import AttributesImpl

from django.conf import settings
from django.utils.xmlutils import SimplerXMLGenerator

from timeline.formats.json import utc_second
from timeline.sharing.xml import for_xml

CONTENT_TYPE = "application/xml; charset=utf-8"
_XMLNS = {"xmlns": "http://www.sitemaps.org/schemas/sitemap/0.9"}
_NEWS_XMLNS = {**_XMLNS, "xmlns:news": "http://www.google.com/schemas/sitemap-news/0.9"}


@dataclass(frozen=True)
class Location:
    """An absolute URL, and when its content last changed, if known."""

    url: str
    changed_at: datetime.datetime | None = None


@dataclass(frozen=True)
class News:
    url: str
    title: str
    published_at: datetime.datetime


def sitemap_index(locations: Iterable[Location]) -> str:
    """Return an index of sitemaps."""
    return _document("sitemapindex", _XMLNS, "sitemap", map(_location, locations))


def sitemap(locations: Iterable[Location]) -> str:
    """Return a sitemap of pages."""
    return _document("urlset", _XMLNS, "url", map(_location, locations))


def news_sitemap(news: Iterable[News]) -> str:
    """Return a news sitemap of the latest articles."""
    return _document("urlset", _NEWS_XMLNS, "url", map(_news, news))


#: An element's name, with its text or its child elements.
_Element = tuple[str, "str | list[_Element]"]


def _location(location: Location) -> list[_Element]:
    elements: list[_Element] = [("loc", location.url)]
    if location.changed_at:
        elements.append(("lastmod", utc_second(location.changed_at)))
    return elements


def _news(news: News) -> list[_Element]:
    publication: list[_Element] = [
        ("news:name", "newsdesk"),
        ("news:language", settings.LANGUAGE_CODE),
    ]
    article: list[_Element] = [
        ("news:publication", publication),
        ("news:publication_date", utc_second(news.published_at)),
        ("news:title", for_xml(news.title)),
    ]
    return [("loc", news.url), ("news:news", article)]


def _document(
    root: str, names: dict[str, str], element: str, members: Iterable[list[_Element]]
) -> str:
    text = io.StringIO()
    xml = SimplerXMLGenerator(text, "utf-8")
    xml.startDocument()
    xml.startElement(root, AttributesImpl(names))
    for member in members:
        _write(xml, (element, member))
    xml.endElement(root)
    xml.endDocument()
    return text.getvalue()


def _write(xml: SimplerXMLGenerator, element: _Element) -> None:
    name, content = element
    if isinstance(content, str):
        xml.addQuickElement(name, content)
        return
    xml.startElement(name, AttributesImpl({}))
    for inner in content:
        _write(xml, inner)
    xml.endElement(name)
