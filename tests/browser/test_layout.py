"""Every page fits: any width, large text, right to left, on paper, in the dark."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Reader
from tests.browser.pages import PAGE_KINDS, PageKind, every_page_kind, every_page_with_filter

WIDTHS = (320, 360, 640, 768, 1024, 1440, 1600)

# Whether the page can be scrolled sideways, and what sticks out.
STICKS_OUT = """() => {
  const root = document.documentElement;
  if (Math.max(root.scrollWidth, document.body.scrollWidth) <= root.clientWidth) return [];
  return ["sideways", ...[...document.querySelectorAll("body *")]
    .filter((one) => {
      const box = one.getBoundingClientRect();
      return box.width && (box.right > root.clientWidth + 0.5 || box.left < -0.5);
    })
    .slice(0, 5).map((one) => one.outerHTML.slice(0, 100))];
}"""


def sticking_out(page: Page, *widths: int) -> dict[int, list[str]]:
    found = {}
    for width in widths:
        page.set_viewport_size({"width": width, "height": 800})
        if sideways := page.evaluate(STICKS_OUT):
            found[width] = sideways
    return found


@every_page_kind
def test_nothing_scrolls_sideways(reader: Reader, kind: PageKind) -> None:
    page = reader.open(kind.path, status=kind.status)
    assert sticking_out(page, *WIDTHS) == {}
    page.evaluate("document.documentElement.dir = 'rtl'")
    assert sticking_out(page, 360, 1440) == {}, "right to left"
    page.evaluate("document.documentElement.dir = 'ltr'")
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert sticking_out(page, 1280) == {}, "text of twice the size"


def test_nothing_scrolls_sideways_when_the_browser_is_set_to_large_text(reader: Reader) -> None:
    page = reader.new_page()
    sizes = {"fontSizes": {"standard": 32, "fixed": 26}}
    page.context.new_cdp_session(page).send("Page.setFontSizes", sizes)
    for kind in PAGE_KINDS:
        reader.go(page, kind.path, status=kind.status)
        assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "32px"
        assert sticking_out(page, 640, 1280) == {}, kind.name


def test_sticking_out_would_be_noticed(reader: Reader) -> None:
    page = reader.open("/d/")
    page.evaluate("document.querySelector('h1').style.minWidth = '1000px'")
    found = sticking_out(page, 360, 1440)
    assert list(found) == [360]
    assert any("<h1" in text for text in found[360])


@pytest.mark.parametrize("width", [360, 1440])
def test_open_lists_stay_inside_the_window(reader: Reader, width: int) -> None:
    page = reader.open("/")
    for direction in ("ltr", "rtl"):
        page.evaluate("(dir) => { document.documentElement.dir = dir }", direction)
        page.set_viewport_size({"width": width, "height": 800})
        page.locator(".filter .more").evaluate("(one) => { one.open = true }")
        for facet in page.locator(".facet").all():
            facet.locator("summary").click()
            expect(facet.locator("ul")).to_be_visible()
            box = facet.locator("ul").bounding_box()
            assert box
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= width
            assert sticking_out(page, width) == {}
            facet.locator("summary").click()


def test_every_page_has_a_paper_and_an_ink_of_every_theme(reader: Reader) -> None:
    page = reader.new_page()
    read = """() => [getComputedStyle(document.body).backgroundColor,
      getComputedStyle(document.querySelector("h1")).color]"""
    for kind in PAGE_KINDS:
        reader.go(page, kind.path, status=kind.status)
        page.emulate_media(color_scheme="light")
        assert page.evaluate(read) == ["rgb(255, 255, 255)", "rgb(21, 24, 27)"], kind.name
        page.emulate_media(color_scheme="dark")
        assert page.evaluate(read) == ["rgb(16, 19, 21)", "rgb(236, 238, 239)"], kind.name
        page.emulate_media(color_scheme="dark", forced_colors="active", contrast="more")
        assert page.evaluate("matchMedia('(forced-colors: active)').matches")
        assert page.evaluate("matchMedia('(prefers-contrast: more)').matches")
        expect(page.locator("h1")).to_be_visible()
        paper, ink = page.evaluate(read)
        assert paper != ink, kind.name
        page.emulate_media(forced_colors="none", contrast="no-preference")


@every_page_with_filter
def test_on_paper_numbered_notes_take_the_place_of_controls(reader: Reader, kind: PageKind) -> None:
    page = reader.open(kind.path, color_scheme="dark")
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    for hidden in ("#filters", ".mast nav", "#active", ".skip", ".foot ul"):
        for one in page.locator(hidden).all():
            expect(one).to_be_hidden()
    expect(page.locator(":is(button, input, select, summary):visible")).to_have_count(0)
    expect(page.locator("h1")).to_be_visible()
    events = page.locator("#timeline .ev")
    if events.count() == 0:
        return
    notes = page.locator(".notes li")
    assert notes.count() > 0
    addresses = [text.strip() for text in page.locator(".notes .addr").all_inner_texts()]
    assert len(addresses) == notes.count()
    assert all(address.startswith(f"{reader.site.url}/d/") for address in addresses)
    for address in page.locator(".notes .addr").all():
        expect(address).to_be_visible()
    numbers = set(range(1, notes.count() + 1))
    for event in events.all():
        expect(event.locator(".fn").first).to_be_visible()
        cited = [int(text.strip(" ,")) for text in event.locator(".fn").all_inner_texts()]
        assert set(cited) <= numbers
        expect(event.locator(".src")).to_be_hidden()
