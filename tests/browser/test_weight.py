"""A page is light, comes from one origin, and leaves nothing behind."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, Response

from tests.browser.conftest import Reader
from tests.browser.pages import PAGE_KINDS, wake

# The whole shipped data set: as many events as fit one page.
SHIPPED = "/?topic=call&topic=context&topic=crimea&topic=meetings"
# Bytes on the wire, headers included. The scripts are loaded on the reader's first action.
WITHOUT_FONTS, WITH_FONTS, WITH_SCRIPTS = 45_000, 150_000, 20_000
YEAR = 31_536_000


class Scales:
    """Records the bytes on the wire per URL, headers included, of a first visit."""

    def __init__(self, page: Page) -> None:
        self.weights: dict[str, int] = {}
        self._addresses: dict[str, str] = {}
        browser = page.context.new_cdp_session(page)
        browser.send("Network.enable")
        browser.on("Network.requestWillBeSent", self._sent)
        browser.on("Network.loadingFinished", self._loaded)

    def _sent(self, event: dict[str, Any]) -> None:
        self._addresses[event["requestId"]] = event["request"]["url"]

    def _loaded(self, event: dict[str, Any]) -> None:
        address = self._addresses[event["requestId"]]
        self.weights[address] = self.weights.get(address, 0) + int(event["encodedDataLength"])

    def of(self, *kinds: str) -> int:
        return sum(weight for address, weight in self.weights.items() if address.endswith(kinds))

    def count(self, kind: str) -> int:
        return sum(address.endswith(kind) for address in self.weights)


@pytest.mark.parametrize("path", ["/", SHIPPED, "/?q=putin&from=2000", "/t/crimea/"])
def test_a_first_visit_is_light(reader: Reader, path: str) -> None:
    page = reader.new_page(alone=True)
    scales = Scales(page)
    reader.go(page, path)
    page.wait_for_load_state("networkidle")
    assert (scales.count(".css"), scales.count(".js")) == (1, 1), scales.weights
    assert 1 <= scales.count(".woff2") <= 2
    total = scales.of("")
    assert total <= WITH_FONTS, scales.weights
    assert total - scales.of(".woff2") <= WITHOUT_FONTS, scales.weights


def test_scripts_are_loaded_for_who_uses_them(reader: Reader) -> None:
    page = reader.new_page(alone=True)
    scales = Scales(page)
    reader.go(page, "/")
    page.wait_for_load_state("networkidle")
    before = scales.of("")
    wake(page)
    assert scales.count(".js") == 3
    assert 0 < scales.of("") - before <= WITH_SCRIPTS, scales.weights


def answers_of(page: Page) -> list[Response]:
    found: list[Response] = []
    page.on("response", lambda answer: found.append(answer))
    return found


def test_files_are_compressed_and_kept_for_ever(reader: Reader) -> None:
    page = reader.new_page(alone=True)
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
    page = reader.open("/", alone=True)
    wake(page)
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
    # The style sheet of single pages is the only file that a timeline doesn't load.
    files = [url.rsplit("/", 1)[1] for url in sent if url.endswith((".css", ".js"))]
    assert [name.partition(".")[0] for name in files] == ["pages"]


def test_no_page_leaves_a_trace_or_asks_for_more_than_its_few_files(reader: Reader) -> None:
    page = reader.new_page(alone=True)
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
    # HTMX stores the URL of the tab; sessionStorage ends with the tab.
    kept = set(page.evaluate("Object.keys(sessionStorage)"))
    assert kept <= {"htmx-current-path-for-history"}
