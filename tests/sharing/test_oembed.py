"""oEmbed responses: which URLs are ours, the embed code, and XML that always parses."""

from __future__ import annotations

from xml.etree.ElementTree import fromstring

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeline.sharing.oembed import as_xml, discovery_url, iframe, local_address


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("http://127.0.0.1:8000/", "/"),
        ("https://127.0.0.1:8000/t/crimea/?q=x#e-x", "/t/crimea/"),
        ("http://127.0.0.1:8000", ""),
        ("http://127.0.0.1/", None),
        ("http://127.0.0.1:8000.evil.example/", None),
        ("http://evil.example/http://127.0.0.1:8000/", None),
        ("http://user@127.0.0.1:8000/", None),
        ("javascript://127.0.0.1:8000/", None),
        ("//127.0.0.1:8000/", None),
        ("/t/crimea/", None),
        ("http://[", None),
        ("\x00", None),
    ],
)
def test_only_our_own_addresses_are_ours(url: str, path: str | None) -> None:
    found = local_address(url)
    assert (found and found.path) == path


@given(st.text())
def test_any_title_makes_xml(title: str) -> None:
    root = fromstring(as_xml({"title": title, "width": 720}))  # noqa: S314 - our own
    assert root.findtext("width") == "720"


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"])))
def test_any_title_stays_in_its_attribute(title: str) -> None:
    code = iframe("/embed/?q=a&topic=b", title)
    (frame,) = html5lib.parseFragment(code, namespaceHTMLElements=False)
    assert frame.tag == "iframe"
    assert frame.get("src") == "http://127.0.0.1:8000/embed/?q=a&topic=b"
    assert frame.get("title") == title
    assert "allow-top-navigation" not in frame.get("sandbox")


def test_a_page_names_itself_whole() -> None:
    assert discovery_url("http://127.0.0.1:8000/?q=x&topic=y") == (
        "http://127.0.0.1:8000/oembed?url=http%3A%2F%2F127.0.0.1%3A8000%2F%3Fq%3Dx%26topic%3Dy"
    )
