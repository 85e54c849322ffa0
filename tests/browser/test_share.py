"""The share panel: there when asked for, about what is shown, and a page without JavaScript."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.asking import answer
from tests.browser.conftest import DESKTOP, Reader
from tests.browser.pages import ANNEXATION, wake
from tests.browser.test_accessibility import PHONE, violations, violations_in_both_themes
from tests.browser.test_layout import sticking_out

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


def test_a_panel_opened_before_the_scripts_are_there_is_filled_when_they_are(
    reader: Reader,
) -> None:
    page = reader.open("/?topic=call")
    open_panel(page)
    expect(page.locator("#share-link")).to_have_value(f"{reader.site.url}/?topic=call")


def test_what_is_to_be_copied_is_copied(reader: Reader) -> None:
    page = reader.open("/share/?topic=crimea", alone=True, permissions=CLIPBOARD)
    page.locator("#copy-share-embed").click()
    expect(page.get_by_role("status")).to_have_text("Copied.")
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
    page.get_by_role("link", name="Link, QR code, picture").click()
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
