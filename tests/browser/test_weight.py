"""A page is light, comes from one origin, and leaves nothing behind."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, Response

from tests.browser.conftest import Reader
from tests.browser.pages import PAGE_KINDS

# The whole data set that we ship: as many events as one page can hold.
SHIPPED = "/?topic=call&topic=context&topic=crimea&topic=meetings"
# Bytes on the wire, headers included: 45 kB for a page, and what the chart may add to it with its
# markup, script and styles.
PAGE, CHART = 45_000, 13_000
WITH_FONTS, WITHOUT_FONTS = 150_000, PAGE + CHART
YEAR = 31_536_000


def load_and_weigh(reader: Reader, path: str) -> dict[str, int]:
    """Address → bytes on the wire, headers included, for a first visit."""
    page = reader.new_page()
    browser = page.context.new_cdp_session(page)
    browser.send("Network.enable")
    addresses: dict[str, str] = {}
    weights: dict[str, int] = {}

    def sent(event: dict[str, Any]) -> None:
        addresses[event["requestId"]] = event["request"]["url"]

    def loaded(event: dict[str, Any]) -> None:
        address = addresses[event["requestId"]]
        weights[address] = weights.get(address, 0) + int(event["encodedDataLength"])

    browser.on("Network.requestWillBeSent", sent)
    browser.on("Network.loadingFinished", loaded)
    reader.go(page, path)
    page.wait_for_load_state("networkidle")
    return weights


@pytest.mark.parametrize("path", ["/", SHIPPED, "/?q=putin&from=2000", "/t/crimea/"])
def test_a_first_visit_is_light(reader: Reader, path: str) -> None:
    weights = load_and_weigh(reader, path)
    kinds = {kind: [a for a in weights if a.endswith(kind)] for kind in (".css", ".js", ".woff2")}
    assert kinds[".css"]
    assert kinds[".js"]
    assert 1 <= len(kinds[".woff2"]) <= 2
    assert len(weights) >= 5
    fonts = sum(weights[address] for address in kinds[".woff2"])
    total = sum(weights.values())
    assert total <= WITH_FONTS, weights
    assert total - fonts <= WITHOUT_FONTS, weights


def answers_of(page: Page) -> list[Response]:
    found: list[Response] = []
    page.on("response", lambda answer: found.append(answer))
    return found


def test_files_are_compressed_and_kept_for_ever(reader: Reader) -> None:
    page = reader.new_page()
    answers = answers_of(page)
    reader.go(page, "/")
    page.wait_for_load_state("networkidle")
    files = [answer for answer in answers if "/static/" in answer.url]
    assert {answer.url.rsplit(".", 1)[1] for answer in files} >= {"css", "js", "woff2"}
    for file in files:
        headers = file.all_headers()
        assert headers["cache-control"] == f"max-age={10 * YEAR}, public, immutable", file.url
        assert "set-cookie" not in headers
        if file.url.endswith((".css", ".js")):
            assert headers["content-encoding"] in {"br", "gzip"}, file.url
            assert "accept-encoding" in headers["vary"].lower()
        if file.request.resource_type == "font":
            assert file.url.endswith(".woff2")
            assert headers["content-type"] == "font/woff2"
    document = answers[0].all_headers()
    assert document["content-encoding"] == "br"


def test_a_second_page_asks_for_no_file_again(reader: Reader) -> None:
    page = reader.open("/")
    page.wait_for_load_state("networkidle")
    sent: list[str] = []
    page.on(
        "requestfinished",
        lambda request: (
            sent.append(request.url) if request.sizes()["responseBodySize"] > 0 else None
        ),
    )
    page.locator("#timeline h3 a").first.click()
    page.wait_for_load_state("networkidle")
    assert page.url in sent
    assert [url for url in sent if url.endswith((".css", ".js"))] == []


def test_no_page_leaves_a_trace_or_asks_for_more_than_its_few_files(reader: Reader) -> None:
    page = reader.new_page()
    answers = answers_of(page)
    for kind in PAGE_KINDS:
        before = len(answers)
        reader.go(page, kind.path, status=kind.status)
        new = [answer.url for answer in answers[before:]]
        assert all(url.startswith(f"{reader.site.url}/") for url in new)
        assert len([url for url in new if "/static/" in url]) <= 7, new
    assert len(answers) > len(PAGE_KINDS)
    assert [answer.url for answer in answers if answer.header_value("set-cookie")] == []
    assert page.context.cookies() == []
    assert page.evaluate("[...Object.keys(localStorage), document.cookie]") == [""]
    # HTMX keeps the address of the tab; it goes with the tab.
    kept = set(page.evaluate("Object.keys(sessionStorage)"))
    assert kept <= {"htmx-current-path-for-history"}
