"""TimelineJS itself renders our data, on a page of another origin."""

from __future__ import annotations

import json
import subprocess
import urllib.request
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, Dialog, Page

from tests.browser.conftest import DESKTOP, PATIENCE, ROOT, Site
from timeline.formats.timelinejs import timelinejs_chunks
from timeline.models import Event

PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<link rel="icon" href="data:,">
<title>TimelineJS</title>
<link rel="stylesheet" href="/css/timeline.css">
<div id="embed" style="height: 600px"></div>
<script src="/js/timeline.js"></script>
<script>
  const options = {script_path: location.origin + "/js/", font: null, soundcite: false};
  const data = new URLSearchParams(location.search).get("data");
  window.drawn = new TL.Timeline("embed", data, options);
  window.drawn.on("loaded", () => document.body.dataset.loaded = "yes");
</script>
</html>"""


class _Newsroom(SimpleHTTPRequestHandler):
    """Another site, on this machine: pages from elsewhere may not request local addresses."""

    #: Data that the site has copied from us.
    taken = ""

    def do_GET(self) -> None:
        if self.path == "/taken.json":
            self._answer("application/json", self.taken)
        elif self.path.startswith("/?"):
            self._answer("text/html", PAGE)
        else:
            super().do_GET()

    def _answer(self, kind: str, text: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, format: str, *args: Any) -> None:
        """Suppress the log."""


@pytest.fixture(scope="module")
def timelinejs() -> Iterator[str]:
    """The URL of a separate server with TimelineJS's files."""
    fetch = [f"{ROOT}/tools/fetch_npm", "tests/browser/timelinejs"]
    found = subprocess.run(fetch, stdout=subprocess.PIPE, text=True)  # noqa: S603
    if found.returncode:
        pytest.fail("See above what tools/fetch_npm is missing.")
    folder = Path(found.stdout.strip()) / "@knight-lab/timelinejs/dist"
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Newsroom, directory=folder)) as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def draw(page: Page, timelinejs: str, address: str) -> list[str]:
    """Draw the data of a URL; return the errors and the requests to other hosts."""
    problems: list[str] = []
    page.on("console", lambda said: problems.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("requestfailed", lambda request: problems.append(f"{request.url}: {request.failure}"))
    page.on(
        "request",
        lambda request: (
            None
            if request.url.startswith(("http://127.0.0.1:", "data:"))
            else problems.append(f"leaves this machine: {request.url}")
        ),
    )
    page.goto(f"{timelinejs}/?{urlencode({'data': address})}")
    ended = "body[data-loaded=yes], .tl-message-content:has-text('ERROR')"
    page.locator(ended).wait_for(state="attached", timeout=2 * PATIENCE)
    return problems


def test_timelinejs_draws_every_event_without_an_error(
    browser: Browser, site: Site, timelinejs: str
) -> None:
    # All events; and, on its own, a timeline with centuries, open sides and times of day.
    for address in ("/events.timelinejs.json", "/t/crimea/events.timelinejs.json?sort=newest"):
        with urllib.request.urlopen(f"{site.url}{address}") as answer:  # noqa: S310 - our own
            said = json.load(answer)
        page = browser.new_page(viewport=DESKTOP)
        assert draw(page, timelinejs, f"{site.url}{address}") == []
        assert page.locator(".tl-timemarker").count() == len(said["events"]) > 5
        headlines = page.locator(".tl-slide .tl-headline").all_text_contents()
        expected = [slide["text"]["headline"] for slide in [said["title"], *said["events"]]]
        assert len(headlines) == len(expected)
        assert {text.strip() for text in headlines} == {
            text.replace("&amp;", "&").replace("&lt;", "<") for text in expected
        }
        page.close()


def test_the_test_would_see_an_error(browser: Browser, site: Site, timelinejs: str) -> None:
    page = browser.new_page()
    assert draw(page, timelinejs, f"{site.url}/events.timelinejs.json?topic=nothing")
    page.close()


HOSTILE = "<img src=data:, onerror=alert(1)>"
#: Extra fields that an imported table or file may contain.
BROUGHT = [
    {"media.caption": "c"},
    {"media": "photo from the archive"},
    {"media.url.a": "b", "background.url.a": "b", "media.thumbnail.a": "b"},
    {"media.url": "/a' onload='alert(1)' b='.pdf"},
    {"start_date": json.dumps({"year": 2014, "display_date": HOSTILE})},
    {"start_date": json.dumps({"year": 2014, "format": f"'<''{HOSTILE[1:]}'"})},
    {"__proto__.display_date": HOSTILE},
    {"group": HOSTILE, "unique_id": HOSTILE},
    {"slide.text.headline": HOSTILE},
]


def test_timelinejs_draws_whatever_a_file_has_brought_and_nothing_runs(
    browser: Browser, timelinejs: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    events = [
        Event(title="A", date_edtf="2014", date_text="2014", lane=None, extra=extra)
        for extra in BROUGHT
    ]
    eras = [
        Event(title="Era", date_edtf=edtf, date_text=edtf, lane=None, extra={"type": "era"})
        for edtf in ("1991", "1991/..", "../1991", "1991-03/1991-03-18", "1991-03-18T10:00:00")
    ]
    for number, event in enumerate([*events, *eras]):
        event.public_id = f"event-{number}"
    chunks = timelinejs_chunks(events, eras, {}, cosmological=False)
    monkeypatch.setattr(_Newsroom, "taken", "".join(chunks))
    page = browser.new_page(viewport=DESKTOP)
    ran: list[str] = []

    def run(dialog: Dialog) -> None:
        ran.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", run)
    draw(page, timelinejs, f"{timelinejs}/taken.json")
    assert page.locator(".tl-timemarker").count() == len(events)
    assert page.locator(".tl-timeera").count() == len(eras)
    for _event in events:
        page.locator(".tl-slidenav-next").click()
    page.locator("iframe.doc").wait_for(state="attached")
    assert page.locator("[onload], [onerror]").count() == 0
    assert ran == []
    page.close()
