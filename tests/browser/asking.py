"""Ways to fill in the filter form, and the URL of each result."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, Response, expect

from tests.browser.pages import settle


@dataclass(frozen=True)
class Question:
    """A query that a reader makes, and the URL of its result."""

    name: str
    address: str
    q: str = ""
    topics: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    start: str = ""
    end: str = ""
    certain: bool = False
    newest: bool = False

    def fill_in(self, page: Page) -> None:
        if self.q:
            page.locator("#q").fill(self.q)
        for topic in self.topics:
            page.locator(f"#topic-{topic}").check()
        for key, values in (
            ("person", self.people),
            ("place", self.places),
            ("source", self.sources),
        ):
            if values:
                page.locator(f"#facet-{key} summary").click()
                for value in values:
                    page.locator(f"#{key}-{value}").check()
                page.locator(f"#facet-{key} summary").click()
        if self.start:
            page.locator("#from").fill(self.start)
        if self.end:
            page.locator("#to").fill(self.end)
        if self.certain:
            page.locator("#dates-certain").check()
        if self.newest:
            page.locator("#sort").select_option("newest")


QUESTIONS = (
    Question("words", "/?q=Putin", q="Putin"),
    Question("words with odd signs", "/?q=%22a%26b%3D%23+%2B%25", q='  "a&b=#   +% '),
    Question("two topics", "/?topic=call&topic=crimea", topics=("crimea", "call")),
    Question(
        "dates as people say them",
        "/?from=18th+century&to=1954",
        start="18th century",
        end="1954",
    ),
    Question(
        "certainly in range",
        "/?from=1944&to=1944&dates=certain",
        start="1944",
        end="1944",
        certain=True,
    ),
    Question("newest first", "/?sort=newest", newest=True),
    Question(
        "an unreadable date",
        "/?q=crimea&from=soonish&to=2014",
        q="crimea",
        start="soonish",
        end="2014",
    ),
    Question("two unreadable dates", "/?from=%3F%3F&to=%E2%98%83", start="??", end="☃"),
    Question("a range that ends first", "/?from=2014&to=1954", start="2014", end="1954"),
    Question("nothing to be found", "/?q=zebra&topic=crimea", q="zebra", topics=("crimea",)),
    Question(
        "everything at once",
        "/?q=putin&topic=call&topic=meetings&person=donald-trump&person=vladimir-putin"
        "&place=hamburg&place=osaka&source=vws8kqc5-3&from=June+2000&to=2025-03-18"
        "&dates=certain&sort=newest",
        q="putin",
        topics=("meetings", "call"),
        people=("vladimir-putin", "donald-trump"),
        places=("osaka", "hamburg"),
        sources=("vws8kqc5-3",),
        start=" June  2000 ",
        end="2025-03-18",
        certain=True,
        newest=True,
    ),
)

every_question = pytest.mark.parametrize(
    "question", [pytest.param(asked, id=asked.name.replace(" ", "-")) for asked in QUESTIONS]
)


@contextmanager
def answer(page: Page) -> Iterator[None]:
    """Wait for the response to the HTMX request made within the block, and for its swap."""

    def is_for_htmx(response: Response) -> bool:
        # A prefetch doesn't send the current URL.
        return "hx-current-url" in response.request.headers

    with page.expect_response(is_for_htmx) as found:
        yield
    assert found.value.status == 200
    settle(page)


def wait_for_address(page: Page, address: str) -> None:
    expect(page).to_have_url(re.compile(rf"^http://[\d.:]+{re.escape(address)}$"))
    page.wait_for_load_state()
    settle(page)
