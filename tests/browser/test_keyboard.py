"""A reader who uses only the keyboard."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.asking import answer, wait_for_address
from tests.browser.conftest import Reader
from tests.browser.pages import ANNEXATION, POST, View, wake

FEW = "/?q=annexes&topic=crimea&from=2014"

# The focused element, whether its focus is visible, and whether anything covers it.
FOCUSED = """() => {
  const one = document.activeElement;
  if (one === document.body) return null;
  const shown = one.closest(".chip, .seg label") ?? one;
  const style = getComputedStyle(shown);
  const boxes = [...shown.getClientRects()].filter((box) => box.width && box.height);
  const places = boxes.flatMap((box) => [[.5, .5], [.5, .1], [.5, .9], [.1, .5], [.9, .5]]
    .map(([x, y]) => [box.x + x * box.width, box.y + y * box.height]));
  const seen = places.some(([x, y]) => {
    const at = document.elementFromPoint(x, y);
    return at && (shown.contains(at) || at.contains(shown));
  });
  return {
    name: one.id || one.getAttribute("href") || one.textContent.trim(),
    outline: style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth),
    seen,
    index: [...document.querySelectorAll("*")].indexOf(one),
  };
}"""

# One tab stop for each visible link and control; in a group of radio buttons, the checked one.
TAB_STOPS = """() => [...document.querySelectorAll("a[href], button, input, select, summary")]
  .filter((one) => one.tabIndex >= 0)
  .filter((one) => one.checkVisibility({visibilityProperty: true, contentVisibilityAuto: true}))
  .filter((one) => one.type !== "radio" || one.checked)
  .map((one) => one.id || one.getAttribute("href") || one.textContent.trim())"""


def tab_through(page: Page, key: str = "Tab", limit: int = 400) -> list[dict[str, Any]]:
    """Press Tab until focus leaves the page or starts over, and return the stops."""
    stops: list[dict[str, Any]] = []
    while len(stops) < limit:
        page.keyboard.press(key)
        focused = page.evaluate(FOCUSED)
        if focused is None or focused in stops[:1]:
            return stops
        stops.append(focused)
    raise AssertionError("Tab never leaves the page")


def focused_id(page: Page) -> str:
    return str(page.evaluate("document.activeElement.id"))


def test_every_control_is_reached_in_order_and_shows_its_focus(reader: Reader) -> None:
    page = reader.open(FEW)
    for path in (FEW, ANNEXATION, POST, "/d/", "/corrections/"):
        reader.go(page, path)
        stops = tab_through(page)
        assert [stop["name"] for stop in stops] == page.evaluate(TAB_STOPS), path
        order = [stop["index"] for stop in stops]
        assert order == sorted(order), path
        for stop in stops:
            assert stop["outline"] >= 2, (path, stop)
            assert stop["seen"], (path, stop)


def test_controls_folded_away_on_a_phone_are_reached_when_opened(reader: Reader) -> None:
    page = reader.open(FEW, viewport={"width": 360, "height": 740})
    folded = [stop["name"] for stop in tab_through(page)]
    assert "sort" not in folded
    summary = page.locator(".filter .more > summary")
    summary.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert focused_id(page) in {"dates-possible", "sort"}
    page.locator("a.skip").first.focus()
    opened = tab_through(page)
    assert {"sort", "dates-possible"} <= {stop["name"] for stop in opened}
    assert all(stop["outline"] >= 2 and stop["seen"] for stop in opened), opened


@pytest.mark.parametrize("link", ["#plot .pz >> nth=2", "#plot .cl >> nth=0"])
def test_after_a_zoom_the_chart_is_gone_on_with(reader: Reader, link: str) -> None:
    page = reader.open("/")
    wake(page)
    page.locator(link).focus()
    with answer(page):
        page.keyboard.press("Enter")
    assert focused_id(page) == "plot"
    page.keyboard.press("Tab")
    assert page.evaluate("!!document.activeElement.closest('#plot')")


def test_going_backwards_no_sticky_heading_covers_what_has_focus(reader: Reader) -> None:
    page = reader.open("/?topic=crimea", viewport={"width": 1280, "height": 500})
    page.locator("#timeline a").last.focus()
    stops = tab_through(page, "Shift+Tab")
    assert len(stops) > 60
    assert [stop for stop in stops if not stop["seen"]] == []


def test_the_first_tab_stop_leads_past_the_filter(reader: Reader) -> None:
    page = reader.open("/?topic=crimea")
    page.keyboard.press("Tab")
    skip = page.locator("a.skip").first
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport(ratio=1)
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert focused_id(page) == page.locator("#timeline a").first.get_attribute("id")

    reader.go(page, ANNEXATION)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


@pytest.mark.parametrize("width", [360, 1440])
def test_the_second_leads_past_the_chart(reader: Reader, width: int) -> None:
    page = reader.open("/", viewport={"width": width, "height": 740})
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.locator("a.skip").last).to_be_in_viewport(ratio=1)
    page.keyboard.press("Enter")
    expect(page.locator("#q")).to_be_focused()


def test_space_toggles_a_topic_and_keeps_the_focus(reader: Reader) -> None:
    page = reader.open("/")
    page.locator("#topic-crimea").focus()
    with answer(page):
        page.keyboard.press("Space")
    wait_for_address(page, "/?topic=crimea")
    expect(page.locator("#topic-crimea")).to_be_focused()
    with answer(page):
        page.keyboard.press("Space")
    wait_for_address(page, "/")
    expect(page.locator("#topic-crimea")).to_be_focused()


def test_enter_in_the_search_box_and_in_a_date_asks_at_once(reader: Reader) -> None:
    page = reader.open("/")
    wake(page)
    page.locator("#q").focus()
    with answer(page):
        page.keyboard.type("crimea")
        page.keyboard.press("Enter")
    wait_for_address(page, "/?q=crimea")
    expect(page.locator("#q")).to_be_focused()
    page.locator("#to").focus()
    with answer(page):
        page.keyboard.type("1954")
        page.keyboard.press("Enter")
    wait_for_address(page, "/?q=crimea&to=1954")
    expect(page.locator("#to")).to_be_focused()


def test_arrows_choose_certainty_and_order(reader: Reader) -> None:
    page = reader.open("/?from=2014")
    page.locator("#dates-possible").focus()
    with answer(page):
        page.keyboard.press("ArrowRight")
    wait_for_address(page, "/?from=2014&dates=certain")
    expect(page.locator("#dates-certain")).to_be_focused()
    page.locator("#sort").focus()
    with answer(page):
        page.keyboard.press("n")
        page.keyboard.press("Tab")
    wait_for_address(page, "/?from=2014&dates=certain&sort=newest")


def test_a_list_opens_with_enter_and_closes_with_escape(reader: Reader) -> None:
    page = reader.open("/")
    facet = page.locator("#facet-person")
    summary = facet.locator("summary")
    summary.focus()
    page.keyboard.press("Enter")
    expect(facet).to_have_attribute("open", "")
    page.keyboard.press("Tab")
    first = facet.locator("input").first
    expect(first).to_be_focused()
    with answer(page):
        page.keyboard.press("Space")
    expect(first).to_be_focused()
    expect(facet).to_have_attribute("open", "")
    page.keyboard.press("Escape")
    expect(facet).not_to_have_attribute("open", "")
    expect(summary).to_be_focused()
    page.keyboard.press("Enter")
    expect(facet).to_have_attribute("open", "")
    page.keyboard.press("Enter")
    expect(facet).not_to_have_attribute("open", "")


def test_a_list_closes_when_something_else_is_clicked(reader: Reader) -> None:
    page = reader.open("/")
    page.locator("#facet-person summary").click()
    page.locator("#facet-place summary").click()
    expect(page.locator("#facet-person")).not_to_have_attribute("open", "")
    page.locator("h1").click()
    expect(page.locator(".facet[open]")).to_have_count(0)


def test_after_a_chip_is_taken_off_the_focus_is_on_the_result(reader: Reader) -> None:
    page = reader.open("/?q=crimea&topic=crimea")
    page.locator('#active a[data-field="topic"]').focus()
    with answer(page):
        page.keyboard.press("Enter")
    wait_for_address(page, "/?q=crimea")
    expect(page.locator("#status")).to_be_focused()
    # The next stop is the remaining chip.
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.dataset.field") == "q"


def test_focus_inside_the_list_outlives_an_answer(reader: Reader) -> None:
    page = reader.open("/?topic=crimea")
    page.locator("#q").fill("annexes")
    link = page.locator("#a-x78bwbdb")
    with answer(page):
        link.focus()
    wait_for_address(page, "/?q=annexes&topic=crimea")
    expect(page.locator("#a-x78bwbdb")).to_be_focused()


def test_the_result_is_announced_by_a_live_region_that_stays_in_place(reader: Reader) -> None:
    page = reader.open("/")
    status = page.get_by_role("status")
    expect(status).to_have_count(1)
    before = status.inner_text()
    page.evaluate("window.known = document.querySelectorAll('[role=status], [aria-live=polite]')")
    assert page.evaluate("window.known.length") == 2
    with answer(page):
        page.locator("#q").fill("stalin")
    expect(status).to_contain_text("1 of ")
    assert status.inner_text() != before
    with answer(page):
        page.locator("#from").fill("whenever")
        page.keyboard.press("Enter")
    expect(page.locator("[aria-live] #echo-from .err")).to_be_visible()
    assert page.evaluate("[...window.known].every((one) => one.isConnected)")
    assert View.of(page).status == " ".join(status.inner_text().split())


def test_how_a_date_was_read_is_told_once(reader: Reader) -> None:
    page = reader.open("/?from=2000&to=whenever")
    told = "window.told = [...document.querySelectorAll('[aria-live=polite] :is(q, .err)')]"
    page.evaluate(told)
    assert page.evaluate("window.told.length") == 2
    with answer(page):
        page.locator("#topic-crimea").check()
    assert page.evaluate("window.told.every((one) => one.isConnected)")
    with answer(page):
        page.locator("#from").fill("2001")
        page.keyboard.press("Enter")
    expect(page.locator("#echo-from")).to_contain_text("1 January 2001")
    # The hint must not be announced when it reappears.
    expect(page.locator("#hint")).to_have_attribute("aria-live", "off")


def test_a_date_that_could_not_be_read_says_so_when_the_focus_returns(reader: Reader) -> None:
    page = reader.open("/")
    start = page.locator("#from")
    with answer(page):
        start.fill("whenever")
        page.keyboard.press("Tab")
    start.focus()
    expect(start).to_have_attribute("aria-invalid", "true")
    with answer(page):
        start.fill("2014")
        page.keyboard.press("Tab")
    start.focus()
    expect(start).to_have_attribute("aria-invalid", "false")
