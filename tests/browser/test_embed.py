"""The embed on a page of another origin: it fits, reports its height, and trusts nobody."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Frame, Page, expect

from tests.browser.conftest import ROOT, Profiles, Reader, Site
from tests.browser.test_accessibility import violations
from tests.browser.test_layout import sticking_out

#: Every kind of embed, with the theme that it must have whatever the reader's; None for either.
EMBEDS = {
    "/embed/": None,
    "/embed/?topic=call&from=soonish&theme=dark": "dark",
    "/t/crimea/embed/?q=zebra&theme=light": "light",
    "/e/586s9bsz/embed/?theme=dark": "dark",
}
PAPER = {"light": "rgb(255, 255, 255)", "dark": "rgb(16, 19, 21)"}


@dataclass
class Elsewhere:
    """A site of another origin, with pages by path."""

    url: str
    pages: dict[str, str] = field(default_factory=dict)


@pytest.fixture
def elsewhere() -> Iterator[Elsewhere]:
    pages: dict[str, str] = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = pages.get(self.path, "<!doctype html><title>Nothing</title>")
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(found.encode())

        def log_message(self, *args: Any) -> None:
            """Suppress the log."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield Elsewhere(f"http://127.0.0.1:{server.server_port}", pages)
        server.shutdown()


@pytest.fixture
def visitor(profiles: Profiles) -> Iterator[BrowserContext]:
    """A profile to visit other sites, whose requests aren't checked."""
    context = profiles.new()
    yield context
    context.close()


def documented(site: Site) -> str:
    """Return the script that docs/addresses.md gives to embedding sites."""
    text = (ROOT / "docs/addresses.md").read_text()
    (script,) = re.findall(r"```js\n(.*?)```", text, re.DOTALL)
    assert len(script.splitlines()) <= 15
    return str(script).replace("https://newsdesk.example", site.url)


def code(site: Site, query: str = "") -> str:
    """Return the iframe that docs/addresses.md shows."""
    text = (ROOT / "docs/addresses.md").read_text()
    (frame,) = re.findall(r"```html\n(.*?)```", text, re.DOTALL)
    frame = frame.replace("https://newsdesk.example", site.url)
    return str(frame).replace("?topic=crimea", query)


def host(body: str, script: str) -> str:
    return f"<!doctype html><title>Host</title><body>{body}<script>{script}</script>"


def embed_in(page: Page, site: Site) -> Frame:
    return next(frame for frame in page.frames if frame.url.startswith(f"{site.url}/embed/"))


def height_of(page: Page) -> int:
    return int(page.locator("iframe").first.evaluate("(one) => one.getBoundingClientRect().height"))


def wait_until_it_fits(page: Page, site: Site) -> None:
    page.wait_for_function("document.querySelector('iframe').height != '560'")
    page.wait_for_timeout(200)
    inside = embed_in(page, site).evaluate(
        "[document.documentElement.scrollHeight, innerHeight, document.body.offsetHeight]"
    )
    assert inside[0] <= inside[1] == height_of(page) or abs(inside[2] - inside[1]) <= 4, inside


def test_a_frame_is_as_high_as_what_is_in_it(
    visitor: BrowserContext, site: Site, elsewhere: Elsewhere
) -> None:
    elsewhere.pages["/"] = host(code(site), documented(site))
    page = visitor.new_page()
    page.goto(elsewhere.url)
    wait_until_it_fits(page, site)
    wide = height_of(page)
    page.set_viewport_size({"width": 320, "height": 800})
    page.wait_for_function("(wide) => document.querySelector('iframe').height > wide", arg=wide)
    wait_until_it_fits(page, site)
    assert visitor.cookies() == []


HOSTILE = """
const target = parent.frames[0];
window.heard = [];
addEventListener("message", (event) => heard.push(event.data));
setInterval(() => {
  parent.postMessage({ type: "newsdesk:height", height: 9000 }, "*");
  target.postMessage({ type: "newsdesk:hello" }, "*");
}, 50);
"""


def test_a_hostile_frame_is_neither_believed_nor_told(
    visitor: BrowserContext, site: Site, elsewhere: Elsewhere
) -> None:
    other = elsewhere.url.replace("127.0.0.1", "localhost")
    elsewhere.pages["/hostile"] = host("", HOSTILE)
    frames = f'{code(site)}<iframe src="{other}/hostile" title="Hostile"></iframe>'
    elsewhere.pages["/"] = host(frames, documented(site))
    page = visitor.new_page()
    page.goto(elsewhere.url)
    wait_until_it_fits(page, site)
    before = height_of(page)
    page.wait_for_timeout(500)
    assert height_of(page) == before
    hostile = next(frame for frame in page.frames if frame.url.endswith("/hostile"))
    assert hostile.evaluate("window.heard") == []


@pytest.mark.parametrize(
    "data",
    [
        '{type: "newsdesk:height", height: 1e9}',
        '{type: "newsdesk:height", height: -5}',
        '{type: "newsdesk:height", height: "<b>"}',
        '{type: "newsdesk:height"}',
        '{type: "other", height: 700}',
        '"height"',
        "null",
    ],
)
def test_a_host_takes_nothing_but_a_height(
    visitor: BrowserContext, site: Site, elsewhere: Elsewhere, data: str
) -> None:
    elsewhere.pages["/"] = host(code(site), documented(site))
    page = visitor.new_page()
    page.goto(elsewhere.url)
    wait_until_it_fits(page, site)
    before = height_of(page)
    say = f"""(origin) => dispatchEvent(new MessageEvent("message", {{
      data: {data}, origin, source: document.querySelector("iframe").contentWindow }}))"""
    page.evaluate(say, site.url)
    assert height_of(page) == before
    assert page.locator("iframe").get_attribute("src") == f"{site.url}/embed/"


def test_the_frame_tells_its_height_and_nothing_else(
    visitor: BrowserContext, site: Site, elsewhere: Elsewhere
) -> None:
    listen = "window.heard = []; addEventListener('message', ({data}) => heard.push(data));"
    elsewhere.pages["/"] = host(code(site), listen + documented(site))
    page = visitor.new_page()
    page.goto(elsewhere.url)
    wait_until_it_fits(page, site)
    for message in page.evaluate("window.heard"):
        assert set(message) == {"type", "height"}
        assert message["type"] == "newsdesk:height"
        assert isinstance(message["height"], int)


def test_without_scripts_it_has_the_height_it_was_given(
    profiles: Profiles, site: Site, elsewhere: Elsewhere
) -> None:
    elsewhere.pages["/"] = host(code(site), "")
    context = profiles.new(java_script_enabled=False)
    page = context.new_page()
    page.goto(elsewhere.url)
    expect(page.frame_locator("iframe").locator("h1")).to_be_visible()
    box = page.locator("iframe").bounding_box()
    assert box
    assert 560 <= box["height"] <= 564
    context.close()


def test_a_frame_that_has_no_origin_is_styled_and_runs_too(
    visitor: BrowserContext, site: Site, elsewhere: Elsewhere
) -> None:
    frame = code(site).replace(" allow-same-origin", "")
    assert frame != code(site)
    elsewhere.pages["/"] = host(frame, "")
    page = visitor.new_page()
    refused: list[str] = []
    page.on("requestfailed", lambda request: refused.append(request.url))
    page.goto(elsewhere.url)
    page.wait_for_load_state("networkidle")
    assert refused == []
    assert page.frame_locator("iframe").locator("svg").first.evaluate(
        "(one) => getComputedStyle(one).fontFamily"
    ) == embed_in(page, site).evaluate("getComputedStyle(document.body).fontFamily")


def test_nothing_but_the_embed_may_stand_in_a_frame(
    visitor: BrowserContext, site: Site, elsewhere: Elsewhere
) -> None:
    refused = ("/", "/share/", "/t/crimea/", "/e/x78bwbdb/", "/admin/login/")
    frames = "".join(f'<iframe src="{site.url}{path}" title="x"></iframe>' for path in refused)
    elsewhere.pages["/"] = host(code(site) + frames, "")
    page = visitor.new_page()
    page.goto(elsewhere.url)
    page.wait_for_load_state("networkidle")
    shown = [frame.url for frame in page.frames[1:]]
    assert shown.count("chrome-error://chromewebdata/") == len(refused)
    assert f"{site.url}/embed/" in shown


def test_links_open_the_whole_view_in_a_tab_that_is_free(
    visitor: BrowserContext, site: Site, elsewhere: Elsewhere
) -> None:
    elsewhere.pages["/"] = host(code(site, "?topic=crimea"), "")
    page = visitor.new_page()
    page.goto(elsewhere.url)
    with visitor.expect_page() as opened:
        page.frame_locator("iframe").locator("h1 a").click()
    tab = opened.value
    assert tab.url == f"{site.url}/?topic=crimea"
    assert tab.evaluate("window.opener") is None
    tab.locator("#q").fill("annexes")
    tab.get_by_role("button", name="Apply").click()
    tab.wait_for_url(f"{site.url}/?q=annexes&topic=crimea")
    assert visitor.cookies() == []


@pytest.mark.parametrize("path", EMBEDS)
def test_it_fits_any_width_in_the_theme_that_was_asked_for(reader: Reader, path: str) -> None:
    page = reader.open(path)
    assert sticking_out(page, 280, 320, 480, 720, 1200) == {}
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        expected = PAPER[EMBEDS[path] or scheme]
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == expected
        for width in (280, 720):
            page.set_viewport_size({"width": width, "height": 800})
            assert violations(page) == [], (scheme, width)
