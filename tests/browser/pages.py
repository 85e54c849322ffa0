"""Every kind of page for readers, and helpers to read and wait for its content."""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Page, expect

EDITOR, PASSWORD = "editor", "a long password for a test"
CORRECTED_ID, RETRACTED_ID, DRAFT_ID = "bt9xvh8j", "gxxxxxx2", "dxxxxxx2"
DRAFT_TITLE = "A draft that nobody may see"
BRIEFINGS = 40
ANNEXATION = "/e/x78bwbdb/russia-formally-annexes-crimea/"
DOCUMENT = "/d/vws8kqc5/"
POST = "/d/vws8kqc5/18/"


@dataclass(frozen=True)
class PageKind:
    name: str
    path: str
    status: int = 200

    @property
    def has_filter(self) -> bool:
        return self.path.startswith(("/?", "/t/crimea")) or self.path == "/"


PAGE_KINDS = (
    PageKind("everything", "/"),
    PageKind("filtered", "/?q=putin&topic=call&topic=meetings&from=2000&to=2025-03-18&sort=newest"),
    PageKind("empty result", "/?q=zebra&topic=crimea&from=2010"),
    PageKind("unreadable dates", "/?q=crimea&from=soonish&to=whenever"),
    PageKind("further page", "/?topic=crimea&after=MC4wLjE"),
    PageKind("timelines", "/t/"),
    PageKind("timeline", "/t/crimea/"),
    PageKind("event", ANNEXATION),
    PageKind("corrected event", f"/e/{CORRECTED_ID}/"),
    PageKind("event of an uncertain date", "/e/586s9bsz/"),
    PageKind("event at an hour", "/e/vnf96tmx/"),
    PageKind("post", POST),
    PageKind("post without events", "/d/vws8kqc5/17/"),
    PageKind("document", DOCUMENT),
    PageKind("documents", "/d/"),
    PageKind("corrections", "/corrections/"),
    PageKind("share", "/share/?topic=crimea&from=2014"),
    PageKind("share what can't be read", "/share/?from=soonish&to=whenever"),
    PageKind("share an event", "/share/x78bwbdb/"),
    PageKind("missing page", "/e/nothing/here/", 404),
    PageKind("retracted event", f"/e/{RETRACTED_ID}/", 410),
)

every_page_kind = pytest.mark.parametrize(
    "kind", [pytest.param(kind, id=kind.name.replace(" ", "-")) for kind in PAGE_KINDS]
)
every_page_with_filter = pytest.mark.parametrize(
    "kind",
    [pytest.param(k, id=k.name.replace(" ", "-")) for k in PAGE_KINDS if k.has_filter],
)


@dataclass(frozen=True)
class View:
    """Everything on a timeline page that depends on the query."""

    address: str
    title: str
    status: str
    controls: list[list[str]]
    chips: list[list[str]]
    events: list[str]
    sections: list[str]
    counts: list[str]
    echoes: list[str]
    further: list[str]
    forms: list[str]
    notes: list[str]

    @classmethod
    def of(cls, page: Page) -> View:
        # The URL changes before the rest of the page is there.
        page.wait_for_load_state()
        found: dict[str, Any] = page.evaluate(_READ_VIEW)
        return cls(**found)


_READ_VIEW = """() => {
  const text = (node) => (node?.textContent ?? "-").replace(/\\s+/g, " ").trim();
  const all = (selector, read) => [...document.querySelectorAll(selector)].map(read);
  return {
    address: location.pathname + location.search,
    title: text(document.querySelector("title")),
    status: text(document.querySelector("#status")),
    controls: [...new FormData(document.querySelector("#filters"))]
      .map(([name, value]) => [name, value.replace(/\\s+/g, " ").trim()]),
    chips: all("#active a", (link) => [text(link), link.getAttribute("href")]),
    events: all("#timeline .ev", (row) => row.id),
    sections: all("#timeline h2", text),
    counts: all("#filters [id^=n-]", (count) => `${count.id} ${text(count)}`),
    echoes: all("#echo-from, #echo-to, #problems", text),
    further: all(".pager a", (link) => link.getAttribute("href")),
    forms: all("head link[rel=canonical], head link[rel=alternate]:not([type*=oembed]), #forms a",
      (link) => link.href.replace(location.origin, "")),
    notes: all("#timeline .notes li", text),
  };
}"""


def wake(page: Page) -> None:
    """Move the mouse, so that the page loads its scripts, and wait for them."""
    with page.expect_event("requestfinished", lambda request: "/chart." in request.url):
        move_the_mouse(page)
    wait_for_htmx(page)


def move_the_mouse(page: Page) -> None:
    """Move the mouse twice: its first event in a page has no distance, like that of one at rest."""
    page.mouse.move(1, 1)
    page.mouse.move(2, 2)


def settle(page: Page) -> None:
    """Wait until HTMX is idle."""
    busy = ".htmx-request, .htmx-swapping, .htmx-settling, .htmx-added"
    expect(page.locator(busy)).to_have_count(0)


def wait_until(page: Page, is_so: Callable[[], bool], otherwise: str) -> None:
    """Poll from Python: Playwright's waiting inside the page evaluates strings, which our CSP
    forbids."""
    deadline = time.monotonic() + 10
    while not is_so():
        assert time.monotonic() < deadline, otherwise
        page.wait_for_timeout(20)


def wait_for_htmx(page: Page) -> None:
    wait_until(page, lambda: bool(page.evaluate("Boolean(window.htmx)")), "HTMX has not arrived")


def stop_the_clock(page: Page) -> None:
    """Pause the clock of the page; its timers wait until the clock is resumed."""
    page.clock.install()
    page.clock.pause_at(datetime.datetime.now(datetime.UTC) + datetime.timedelta(hours=1))
