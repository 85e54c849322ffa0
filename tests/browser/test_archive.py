"""A chart of more events than can be drawn, as readers see it and zoom through it."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.asking import answer, wait_for_address
from tests.browser.conftest import Reader
from tests.browser.pages import wait_until, wake
from tests.browser.test_accessibility import violations_in_both_themes
from tests.browser.test_chart import expect_clear_texts

DECADE = "/?from=2010&to=2019"
VIEWS = ("/", DECADE, "/?from=2003-07-15&to=2012-02-10&sort=newest")
BIN = "#plot a.bin:not(.aside)"
#: A bin's name, which is its title until it is first hovered or focused.
NAME = "(link) => link.getAttribute('aria-label') ?? link.querySelector('title').textContent"
NAMES = f"(links) => links.map({NAME})"


@dataclass(frozen=True)
class Counted:
    """The parts of a bin's name."""

    lane: str
    period: str
    events: int

    @classmethod
    def of(cls, link: Locator) -> Counted:
        return cls.said(link.evaluate(NAME))

    @classmethod
    def said(cls, name: str) -> Counted:
        found = re.fullmatch(r"(.+?), (.+): ([\d,]+) events?", name)
        assert found, name
        return cls(found[1], found[2], int(found[3].replace(",", "")))


def counted(page: Page, selector: str = "#plot a.bin") -> list[Counted]:
    """Read all bins with one call: a call for each of the hundreds would take half a minute."""
    return [Counted.said(name) for name in page.locator(selector).evaluate_all(NAMES)]


def listed(page: Page) -> int:
    return int(page.locator("#status b").inner_text().replace(",", ""))


@pytest.mark.parametrize("path", VIEWS)
def test_the_bins_hold_what_the_list_holds(archivist: Reader, path: str) -> None:
    page = archivist.open(path)
    assert sum(each.events for each in counted(page)) == listed(page)


@pytest.mark.parametrize("path", VIEWS)
def test_no_number_covers_another_or_leaves_the_plot(archivist: Reader, path: str) -> None:
    expect_clear_texts(archivist.open(path), 10)


def test_axe_finds_nothing_on_a_chart_of_counts_in_either_theme(archivist: Reader) -> None:
    page = archivist.open(DECADE)
    assert page.locator("#plot a.aside").count() >= 2
    assert violations_in_both_themes(page) == []


def test_a_bin_opens_a_chart_of_exactly_what_it_counted(archivist: Reader) -> None:
    """Its lane has as many; earlier and half-open events are counted beside it. And back again."""
    page = archivist.open("/")
    wake(page)
    bins = counted(page, BIN)
    before = max(bins, key=lambda each: each.events)
    link = page.locator(BIN).nth(bins.index(before))
    address = link.get_attribute("href") or ""
    with answer(page):
        link.locator(".hit").click()
    wait_for_address(page, address)
    inner = [each for each in counted(page, BIN) if each.lane == before.lane]
    assert sum(each.events for each in inner) == before.events
    assert sum(each.events for each in counted(page)) == listed(page) > before.events
    page.go_back()
    wait_for_address(page, "/")
    assert sum(each.events for each in counted(page)) == listed(page)


def test_what_a_bin_holds_is_read_out_and_opened_by_keyboard(archivist: Reader) -> None:
    page = archivist.open(DECADE)
    wake(page)
    link = page.locator(BIN).first
    link.focus()
    said = Counted.of(link)
    expect(page.locator("#readout")).to_contain_text(f"{said.lane}, {said.period}")
    address = link.get_attribute("href") or ""
    with answer(page):
        page.keyboard.press("Enter")
    wait_for_address(page, address)


@pytest.mark.parametrize("java_script_enabled", [True, False])
def test_what_began_earlier_leads_to_its_place_in_the_list(
    archivist: Reader, java_script_enabled: bool
) -> None:
    page = archivist.open(f"{DECADE}&sort=newest", java_script_enabled=java_script_enabled)
    earlier = page.locator("#plot a.aside", has_text="begun before 2010").first
    count = Counted.of(earlier)
    page.goto(earlier.get_attribute("href") or "")
    assert "#s-0" in page.url
    row = page.locator(".dense .ev .when").first.inner_text()
    assert re.search(r"\b(1\d{3}|200\d)\b", row), row
    assert count.events > 0


@pytest.mark.parametrize("width", [1440, 768, 360])
def test_what_is_filled_in_stays_where_it_is_in_the_window(archivist: Reader, width: int) -> None:
    """However much the height of the chart above it shrinks."""
    page = archivist.open("/", viewport={"width": width, "height": 800})
    field = page.locator("#q")
    field.evaluate("field => scrollBy(0, field.getBoundingClientRect().top - 300)")
    size = page.locator("#chart").bounding_box()
    with answer(page):
        field.press_sequentially("war", delay=20)
    now = page.locator("#chart").bounding_box()
    assert size
    assert now
    assert now["height"] < size["height"] - 20
    top = "field => field.getBoundingClientRect().top"
    wait_until(page, lambda: abs(field.evaluate(top) - 300) < 2, "the field has moved")
