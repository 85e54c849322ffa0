"""Every kind of page, opened once and given all the checks that apply to every page."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, Reader
from tests.browser.pages import PAGE_KINDS, PageKind, every_page_kind
from tests.browser.test_accessibility import PHONE, small_targets, violations_in_both_themes
from tests.browser.test_layout import WIDTHS, sticking_out

PAPER_AND_INK = """() => [getComputedStyle(document.body).backgroundColor,
  getComputedStyle(document.querySelector("h1")).color]"""


@every_page_kind
def test_every_page_is_for_everybody(reader: Reader, kind: PageKind) -> None:
    page = reader.open(kind.path, status=kind.status)
    assert_it_opens(page)
    assert_every_theme_has_a_paper_and_an_ink(page)
    for size in (DESKTOP, PHONE):
        page.set_viewport_size(size)
        assert violations_in_both_themes(page) == [], size
    page.emulate_media(color_scheme="light")
    assert_nothing_scrolls_sideways(page)
    for size in (DESKTOP, PHONE):
        page.set_viewport_size(size)
        assert small_targets(page) == [], size


def test_every_page_opens_without_scripts(reader: Reader) -> None:
    page = reader.new_page(java_script_enabled=False)
    for kind in PAGE_KINDS:
        reader.go(page, kind.path, status=kind.status)
        assert_it_opens(page)
        assert reader.problems == [], kind.name


def assert_it_opens(page: Page) -> None:
    """Assert that the page has one heading, its parts, its name and its font."""
    expect(page.locator("h1")).to_have_count(1)
    expect(page.locator("h1")).not_to_be_empty()
    expect(page.locator("header.mast")).to_be_visible()
    expect(page.locator("main")).to_be_visible()
    assert page.title().strip().endswith("· newsdesk"), page.url
    family = page.evaluate("getComputedStyle(document.body).fontFamily")
    assert family.startswith('"Public Sans"'), page.url


def assert_every_theme_has_a_paper_and_an_ink(page: Page) -> None:
    page.emulate_media(color_scheme="light")
    assert page.evaluate(PAPER_AND_INK) == ["rgb(255, 255, 255)", "rgb(21, 24, 27)"]
    page.emulate_media(color_scheme="dark")
    assert page.evaluate(PAPER_AND_INK) == ["rgb(16, 19, 21)", "rgb(236, 238, 239)"]
    page.emulate_media(color_scheme="dark", forced_colors="active", contrast="more")
    assert page.evaluate("matchMedia('(forced-colors: active)').matches")
    assert page.evaluate("matchMedia('(prefers-contrast: more)').matches")
    expect(page.locator("h1")).to_be_visible()
    paper, ink = page.evaluate(PAPER_AND_INK)
    assert paper != ink
    page.emulate_media(forced_colors="none", contrast="no-preference")


def assert_nothing_scrolls_sideways(page: Page) -> None:
    assert sticking_out(page, *WIDTHS) == {}
    page.evaluate("document.documentElement.dir = 'rtl'")
    assert sticking_out(page, 360, 1440) == {}, "right to left"
    page.evaluate("document.documentElement.dir = 'ltr'")
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert sticking_out(page, 1280) == {}, "text of twice the size"
    page.evaluate("document.documentElement.style.fontSize = ''")
    devtools = page.context.new_cdp_session(page)
    devtools.send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 26}})
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "32px"
    assert sticking_out(page, 640, 1280) == {}, "a browser that is set to large text"
    devtools.send("Page.setFontSizes", {"fontSizes": {"standard": 16, "fixed": 13}})
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "16px"
