"""What fits: lists that are open, and pages on paper. Every page at every width: test_pages.py."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Reader
from tests.browser.pages import PageKind, every_page_with_filter

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


@pytest.mark.parametrize(("width", "beside"), [(768, "h1"), (1440, ".meta")])
def test_share_takes_no_row_of_its_own_where_there_is_room(
    reader: Reader, width: int, beside: str
) -> None:
    page = reader.open("/", viewport={"width": width, "height": 800})
    share, other, title = (
        page.locator(f".head {one}").evaluate("e => e.getBoundingClientRect().toJSON()")
        for one in ("#share", beside, "h1")
    )
    assert share["top"] < other["bottom"]
    assert other["top"] < share["bottom"]
    # Nothing stands above the title.
    assert title["top"] == page.evaluate(
        "document.querySelector('.hd').getBoundingClientRect().top"
    )


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
