"""The share panel: loaded when opened, about what is shown, and a page without JavaScript."""

from __future__ import annotations

import io
from typing import Literal

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.asking import answer
from tests.browser.conftest import DESKTOP, Reader
from tests.browser.pages import ANNEXATION, settle, stop_the_clock, wake
from tests.browser.test_accessibility import PHONE, violations, violations_in_both_themes
from tests.browser.test_layout import sticking_out

#: A fake Web Share API, which this browser lacks; it records what was shared.
SYSTEM = """
  window.shared = [];
  navigator.canShare = ({{ url }}) => Boolean(url);
  navigator.share = async (asked) => {{ window.shared.push(asked); {outcome} }};
"""
CLIPBOARD = ["clipboard-read", "clipboard-write"]


def open_panel(page: Page) -> None:
    page.locator("#share summary").click()
    expect(page.locator("#share .sheet")).to_be_visible()


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_axe_finds_nothing_on_the_open_panel(reader: Reader, size: ViewportSize) -> None:
    page = reader.open("/?topic=crimea", viewport=size)
    wake(page)
    open_panel(page)
    assert violations_in_both_themes(page, inside="#share") == []
    assert sticking_out(page, size["width"]) == {}


def test_the_panel_has_as_much_room_below_as_above(reader: Reader) -> None:
    page = reader.open("/", viewport=DESKTOP)
    wake(page)
    open_panel(page)
    panel, first, last = (
        page.locator(one).first.evaluate("one => one.getBoundingClientRect().toJSON()")
        for one in ("#share > div", "#share .sheet", "#share .ways")
    )
    below = panel["bottom"] - last["bottom"]
    assert below == pytest.approx(first["top"] - panel["top"], abs=1)


def test_the_panel_is_about_what_is_shown_now(reader: Reader) -> None:
    page = reader.open("/")
    wake(page)
    open_panel(page)
    expect(page.locator("#share-link")).to_have_value(f"{reader.site.url}/")
    with answer(page):
        page.locator("#topic-crimea").check()
    expect(page.locator("#share .sheet")).to_have_count(0)
    open_panel(page)
    expect(page.locator("#share-link")).to_have_value(f"{reader.site.url}/?topic=crimea")
    assert "/embed/?topic=crimea" in page.locator("#share-embed").input_value()
    page.keyboard.press("Escape")
    expect(page.locator("#share .sheet")).to_be_hidden()


def test_links_of_the_page_itself_are_about_what_is_shown_now(reader: Reader) -> None:
    """In the footer, and in the head, which programs and the browser's own Share menu use."""
    page = reader.open("/")
    wake(page)
    with answer(page):
        page.locator("#topic-crimea").check()
    expect(page.locator("link[rel=canonical]")).to_have_attribute(
        "href", f"{reader.site.url}/?topic=crimea"
    )
    names = ("csv", "json", "ics", "timelinejs.json", "atom", "feed.json")
    addresses = [f"/events.{name}?topic=crimea" for name in names]
    for place in ("#forms a", "link[rel=alternate][id]"):
        found = page.locator(place)
        assert [link.get_attribute("href") for link in found.all()] == addresses
    with answer(page):
        page.locator("#topic-crimea").uncheck()
    expect(page.locator("#forms a").first).to_have_attribute("href", "/events.csv")


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("length", [1, 380], ids=["short", "longest"])
def test_a_camera_reads_the_code_from_the_screen(
    reader: Reader, size: ViewportSize, scheme: Literal["light", "dark"], length: int
) -> None:
    page = reader.open(f"/share/?q={'ж' * length}", viewport=size, color_scheme=scheme)
    shown = page.locator(".qr [role=img]").screenshot()
    # Each of these letters takes six characters of a URL, of the 2,331 that a QR code holds.
    [found] = zxingcpp.read_barcodes(Image.open(io.BytesIO(shown)))
    assert found.text == page.locator("#share-link").input_value()
    assert sticking_out(page, size["width"]) == {}


def test_a_link_that_no_code_holds_has_a_panel_without_one(reader: Reader) -> None:
    page = reader.open(f"/share/?q={'ж' * 500}")
    expect(page.locator("#share-link")).to_be_visible()
    expect(page.locator(".qr")).to_have_count(0)


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_embed_code_is_seen_whole(reader: Reader, size: ViewportSize) -> None:
    page = reader.open("/share/?topic=crimea&from=2014", viewport=size)
    hidden = page.locator("#share-embed").evaluate("e => e.scrollHeight - e.clientHeight")
    assert hidden <= 0


def open_with(script: str, reader: Reader, path: str) -> Page:
    """Open a page in which the script has first run, to fake an API of the browser."""
    page = reader.new_page(alone=True)
    page.add_init_script(script)
    reader.go(page, path)
    return page


def test_the_system_shares_what_is_shown(reader: Reader) -> None:
    page = open_with(SYSTEM.format(outcome=""), reader, "/")
    wake(page)
    with answer(page):
        page.locator("#topic-crimea").check()
    open_panel(page)
    title = page.locator("h1").inner_text()
    page.locator("#share-system").click()
    asked = {"url": f"{reader.site.url}/?topic=crimea", "title": title.replace("\n", " ")}
    assert page.evaluate("window.shared") == [asked]
    expect(page.locator("#share [role=status]")).to_be_empty()


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        ("throw new DOMException('closed', 'AbortError')", ""),
        ("throw new DOMException('not now', 'NotAllowedError')", "Copy the link instead."),
        ("throw new DOMException('what?', 'DataError')", "Copy the link instead."),
    ],
    ids=["closed", "not allowed", "bad data"],
)
def test_who_closes_the_systems_sheet_hears_nothing_and_a_failure_is_said(
    reader: Reader, outcome: str, said: str
) -> None:
    page = open_with(SYSTEM.format(outcome=outcome), reader, "/share/x78bwbdb/")
    page.locator("#share-system").click()
    assert page.evaluate("window.shared.length") == 1
    status = page.get_by_role("status")
    expect(status).to_contain_text(said) if said else expect(status).to_be_empty()


@pytest.mark.parametrize(
    "script", ["", "navigator.share = () => {}; navigator.canShare = () => false"]
)
def test_without_a_systems_sheet_there_is_no_button_for_it(reader: Reader, script: str) -> None:
    page = open_with(script, reader, "/share/")
    expect(page.locator("#copy-share-link")).to_be_visible()
    expect(page.locator("#share-system")).to_be_hidden()


def test_a_panel_opened_before_the_scripts_are_there_is_filled_when_they_are(
    reader: Reader,
) -> None:
    page = reader.open("/?topic=call")
    open_panel(page)
    expect(page.locator("#share-link")).to_have_value(f"{reader.site.url}/?topic=call")


def test_a_panel_that_did_not_come_is_asked_for_again(reader: Reader) -> None:
    page = reader.open("/?topic=call")
    wake(page)
    reader.expected.add(("xhr", 503))
    page.route("**/share/**", lambda route: route.fulfill(status=503, body=""))
    summary = page.locator("#share summary")
    with page.expect_response("**/share/**"):
        summary.click()
    settle(page)
    page.unroute("**/share/**")
    summary.click()
    summary.click()
    expect(page.locator("#share-link")).to_have_value(f"{reader.site.url}/?topic=call")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    summary.click()
    summary.click()
    page.wait_for_timeout(100)
    assert asked == []
    assert [one for one in reader.problems if "503" not in one] == []
    reader.problems.clear()


def test_what_is_to_be_copied_is_copied(reader: Reader) -> None:
    page = reader.open("/share/?topic=crimea", alone=True, permissions=CLIPBOARD)
    stop_the_clock(page)
    page.locator("#copy-share-embed").click()
    expect(page.get_by_role("status")).to_have_text("Copied.")
    page.clock.run_for(1_000)
    expect(page.locator("#copy-share-embed")).to_have_text("Copied")
    page.clock.run_for(2_000)
    expect(page.locator("#copy-share-embed")).to_have_text("Copy")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.locator("#share-embed").input_value()
    assert copied.startswith(f'<iframe src="{reader.site.url}/embed/?topic=crimea"')


def test_where_copying_is_forbidden_it_is_selected_at_least(reader: Reader) -> None:
    page = reader.open("/share/", alone=True, permissions=["clipboard-read"])
    page.locator("#copy-share-link").click()
    expect(page.get_by_role("status")).to_contain_text("Selected")
    assert page.evaluate("getSelection().toString()") == f"{reader.site.url}/"


def test_a_field_is_selected_whole_when_it_is_touched(reader: Reader) -> None:
    page = reader.open("/share/")
    page.locator("#share-link").focus()
    assert page.evaluate("getSelection().toString()") == f"{reader.site.url}/"


def test_without_scripts_it_is_a_page_of_its_own(reader: Reader) -> None:
    page = reader.open("/?topic=crimea", java_script_enabled=False)
    page.locator("#share summary").click()
    page.locator("#share a").click()
    page.wait_for_url("**/share/?topic=crimea")
    expect(page.locator("#share-link")).to_have_value(f"{reader.site.url}/?topic=crimea")
    expect(page.locator("button:visible")).to_have_count(0)
    expect(page.get_by_role("img", name="QR code of the link")).to_be_visible()


def test_an_event_is_shared_from_its_page(reader: Reader) -> None:
    page = reader.open(ANNEXATION)
    page.get_by_role("link", name="Link, embed, data, picture").click()
    page.wait_for_url("**/share/x78bwbdb/")
    expect(page.locator("#share-link")).to_have_value(f"{reader.site.url}/e/x78bwbdb/")
    assert violations(page) == []


def test_a_printed_view_names_its_filter_and_its_address(reader: Reader) -> None:
    page = reader.open("/?topic=crimea&from=1900")
    named = page.locator("#timeline > .addr")
    expect(named).to_be_hidden()
    page.emulate_media(media="print")
    expect(named).to_be_visible()
    expect(named).to_contain_text("Events about Crimea, possibly from 1 January 1900 onwards.")
    expect(named).to_contain_text(f"{reader.site.url}/?topic=crimea&from=1900")
    expect(page.locator("#share")).to_be_hidden()
