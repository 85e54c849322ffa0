"""Text-fragment links into a source's page: the browser finds the passage or stays at the top."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from timeline.models import Citation, Document, Post
from timeline.sharing.links import passage_url

SOURCE = "https://paper.example/live"
PASSAGE = """
<!doctype html><meta charset="utf-8"><title>Live</title><div style="height: 5000px"></div>
<p>Russia, after a vote that most states rejected, annexed the well-known peninsula.</p>
<p>It was on “March 18, 2014” – a Tuesday.</p><div style="height: 5000px"></div>
"""


@pytest.fixture
def visitor(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    context.route(f"{SOURCE}*", lambda route: route.fulfill(body=PASSAGE, content_type="text/html"))
    yield context.new_page()
    context.close()


@pytest.mark.parametrize(
    ("fields", "is_there"),
    [
        ({"exact": "annexed the well-known peninsula"}, True),
        ({"exact": "Russia … annexed the well-known"}, True),
        ({"exact": "Russia ... most states [...] March 18, 2014"}, True),
        ({"exact": "… the well-known peninsula", "prefix": "Russia"}, True),
        ({"exact": "annexed", "prefix": "Russia … rejected,", "suffix": "the … a Tuesday"}, True),
        ({"exact": "Crimea … annexed"}, False),
    ],
)
def test_a_link_scrolls_to_its_passage(
    visitor: Page, fields: dict[str, str], is_there: bool
) -> None:
    post = Post(document=Document(url=SOURCE))
    visitor.goto(passage_url(Citation(post=post, **fields)))
    visitor.wait_for_timeout(500)  # the browser searches for the text after the page has loaded
    assert (visitor.evaluate("scrollY") > 3000) is is_there
