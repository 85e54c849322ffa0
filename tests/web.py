"""Helpers that parse responses and find elements in them."""

from __future__ import annotations

import json
from typing import Any, Protocol
from xml.etree.ElementTree import Element

import html5lib


class Response(Protocol):
    """A response of the test client."""

    @property
    def content(self) -> bytes: ...


SVG = "{http://www.w3.org/2000/svg}"


def parse(response: Response) -> Element:
    """Parse a page; raise html5lib's ParseError at the first HTML error."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    tree: Element = parser.parse(response.content.decode())
    return tree


def parse_fragment(response: Response) -> Element:
    """Parse a response to HTMX, just as strictly."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    tree: Element = parser.parseFragment(response.content.decode())
    return tree


def text(element: Element | None) -> str:
    """Return the text of an element with whitespace collapsed; "" for None."""
    return "" if element is None else " ".join("".join(element.itertext()).split())


def by_id(tree: Element, name: str) -> Element:
    found = [element for element in tree.iter() if element.get("id") == name]
    assert len(found) == 1, f"{len(found)} elements have the id {name}"
    return found[0]


def titles(tree: Element) -> list[str]:
    """Return the titles of the listed events, in order."""
    return [text(row.find(".//h3")) for row in rows(tree)]


def rows(tree: Element) -> list[Element]:
    return [li for li in tree.iter("li") if "ev" in (li.get("class") or "").split()]


def links(tree: Element, rel: str) -> list[str]:
    return [link.get("href", "") for link in tree.iter() if link.get("rel") == rel]


def metas(tree: Element, name: str) -> list[str]:
    return [meta.get("content", "") for meta in tree.iter("meta") if meta.get("name") == name]


def json_ld(tree: Element) -> list[Any]:
    """Return every JSON-LD block of a page, parsed."""
    found = [s for s in tree.iter("script") if s.get("type") == "application/ld+json"]
    return [json.loads(script.text or "") for script in found]
