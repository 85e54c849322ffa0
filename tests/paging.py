"""Helpers that page through a list as readers do."""

from __future__ import annotations

from typing import Any
from xml.etree.ElementTree import Element

from django.test import Client

from tests.web import links, metas, parse, text


def walk(reader: Client, start: str) -> list[Any]:
    """Return the responses of all pages from a URL on, following the links to the next page. Assert
    that each page has its own title and canonical URL, and links back."""
    found, trail, names = [], [start], set[str]()
    while len(trail) < 20:
        found.append(reader.get(trail[-1]))
        assert found[-1].status_code == 200
        page = parse(found[-1])
        names.add(text(page.find(".//title")))
        here, _, anchor = trail[-1].partition("#")
        assert links(page, "canonical") == [f"http://127.0.0.1:8000{here}"]
        assert ("noindex" in metas(page, "robots")) == (here != start)
        if here != start:
            before = trail[-2] if len(trail) > 2 else f"{start}#{anchor}"
            assert _to_pages(page, "prev") == [before] * 2, "above the list and below it"
            first = [link.get("href") for link in page.iter("a") if link.get("id") == "first"]
            assert first == [f"{start}#{anchor}"] * (len(trail) > 2)
            assert any(each.get("id") == anchor for each in page.iter())
        if not (following := _to_pages(page, "next")):
            break
        trail += following
    assert len(names) == len(trail), "no page is named like another"
    return found


def _to_pages(page: Element, rel: str) -> list[str]:
    """Return links to pages of the list, without a post's links to its neighbours."""
    return [url for url in links(page, rel) if "#" in url]
