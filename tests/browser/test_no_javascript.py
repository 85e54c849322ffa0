"""Everything works without JavaScript: the page is a form and links."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.asking import wait_for_address
from tests.browser.conftest import Reader
from tests.browser.pages import ANNEXATION, POST, View


@pytest.fixture
def page(reader: Reader) -> Page:
    return reader.open("/", java_script_enabled=False)


def apply(page: Page) -> None:
    page.get_by_role("button", name="Apply").click()


def test_words_dates_topics_and_people_narrow_the_list(page: Page) -> None:
    before = View.of(page)
    page.get_by_role("searchbox", name="Search").fill("putin")
    page.get_by_role("textbox", name="From", exact=True).fill("2000")
    page.get_by_role("textbox", name="To", exact=True).fill("2010")
    page.locator("#topic-meetings").check()
    page.locator("#facet-person summary").click()
    page.get_by_label("George W. Bush").check()
    page.get_by_label("Order", exact=True).select_option("newest")
    apply(page)

    wait_for_address(
        page, "/?q=putin&topic=meetings&person=george-w-bush&from=2000&to=2010&sort=newest"
    )
    view = View.of(page)
    assert 0 < len(view.events) < len(before.events)
    expect(page.get_by_role("status")).to_contain_text(f"{len(view.events)} of ")
    rows = page.locator("#timeline .ev")
    for row in rows.all():
        expect(row).to_contain_text("Bush")
        expect(row.locator(".when")).to_contain_text("200")
    expect(page.locator('.echo q:text("2010")')).to_be_visible()


def test_what_only_a_script_could_keep_is_not_promised(page: Page) -> None:
    expect(page.locator("#hint")).to_contain_text("as you would say them")
    expect(page.locator("#hint")).to_be_visible()
    expect(page.locator("#plot .hint")).to_be_hidden()
    mark = page.locator("#plot a.mk").first
    expect(mark).to_have_accessible_name(mark.locator("title").text_content() or "-")


def test_enter_in_a_field_is_enough(page: Page) -> None:
    page.get_by_role("searchbox", name="Search").fill("stalin")
    page.keyboard.press("Enter")
    wait_for_address(page, "/?q=stalin")
    expect(page.locator("#timeline .ev")).to_have_count(1)


def test_further_pages_hold_every_event_once(page: Page) -> None:
    total = int(page.locator("#status b").inner_text())
    seen = View.of(page).events
    while page.locator("a#next").count():
        page.locator("a#next").click()
        expect(page.locator("a#previous")).to_be_visible()
        seen += View.of(page).events
        assert len(seen) <= total
    assert len(seen) == len(set(seen)) == total > 50
    while page.locator("a#previous").count():
        page.locator("a#previous").click()
    wait_for_address(page, "/#timeline")
    assert View.of(page).events == seen[:50]


def test_a_chip_takes_away_its_own_part_of_the_query_alone(reader: Reader) -> None:
    asked = "/?q=crimea&topic=call&topic=crimea&from=1700&to=2030&dates=certain"
    page = reader.open(asked, java_script_enabled=False)
    chips = page.locator("#active a[data-field]")
    assert chips.count() == 6
    for number in range(6):
        chip = chips.nth(number)
        key, value = chip.get_attribute("data-field"), chip.get_attribute("data-value")
        assert key
        before = parse_qs(urlsplit(page.url).query)
        chip.click()
        wanted = {k: [v for v in vs if k != key or v != value] for k, vs in before.items()}
        if key == "dates":
            wanted["dates"] = []
        expect(chips).to_have_count(5)
        after = parse_qs(urlsplit(page.url).query)
        assert after == {k: vs for k, vs in wanted.items() if vs}
        page.go_back()
    page.get_by_role("link", name="Clear all").click()
    wait_for_address(page, "/")


def test_what_cannot_be_read_is_said_beside_the_field_and_stays_there(page: Page) -> None:
    page.get_by_role("searchbox", name="Search").fill("crimea")
    page.get_by_role("textbox", name="From", exact=True).fill("the day after never")
    page.get_by_role("textbox", name="To", exact=True).fill("1954")
    apply(page)
    wait_for_address(page, "/?q=crimea&from=the+day+after+never&to=1954")
    start = page.get_by_role("textbox", name="From", exact=True)
    expect(start).to_have_value("the day after never")
    expect(start).to_have_attribute("aria-invalid", "true")
    expect(start).to_have_accessible_description(
        page.locator("#hint").inner_text() + " " + page.locator("#echo-from").inner_text().strip()
    )
    expect(page.locator("#echo-from .err")).to_be_visible()
    expect(page.get_by_role("searchbox", name="Search")).to_have_value("crimea")
    end = page.get_by_role("textbox", name="To", exact=True)
    expect(end).to_have_value("1954")
    assert end.get_attribute("aria-invalid") is None
    expect(page.locator("#echo-to")).to_contain_text("1954")
    assert View.of(page).events


def test_an_empty_result_offers_ways_out_that_lead_to_events(reader: Reader) -> None:
    page = reader.open("/?q=zebra&topic=crimea&from=2010", java_script_enabled=False)
    expect(page.locator("#timeline .ev")).to_have_count(0)
    expect(page.get_by_role("status")).to_contain_text("0 of")
    page.locator("#hint-1").click()
    expect(page.locator("#timeline .ev").first).to_be_visible()


def test_from_a_timeline_to_an_event_to_its_post_and_back(page: Page) -> None:
    page.locator("#timeline h3 a", has_text="Russia formally annexes Crimea").click()
    wait_for_address(page, ANNEXATION)
    expect(page.locator("h1")).to_have_text("Russia formally annexes Crimea")
    expect(page.locator(".dates time")).to_contain_text("18 March 2014")
    expect(page.locator(".aw q")).to_contain_text("March 18, 2014")
    page.locator(".cites .cite a", has_text="Post 18").first.click()
    expect(page.locator("h1")).to_contain_text("Crimea explained")
    assert urlsplit(page.url).path == POST
    expect(page.locator(f"#{urlsplit(page.url).fragment}")).to_contain_text("annexes")
    page.locator(".ledger a", has_text="Russia formally annexes Crimea").click()
    wait_for_address(page, ANNEXATION)
    page.locator(".rail").get_by_role("link", name="Vladimir Putin", exact=True).click()
    wait_for_address(page, "/?person=vladimir-putin")
    expect(page.locator("#person-vladimir-putin")).to_be_checked()


def test_a_correction_is_on_the_list_on_its_event_and_on_the_page_of_corrections(
    page: Page,
) -> None:
    page.locator(".corr a").first.click()
    expect(page.locator("h1")).to_have_text("Khrushchev hands Crimea from Russia to Ukraine")
    expect(page.locator("#corrections s")).to_have_text("Crimea was handed over in 1945.")
    page.get_by_role("link", name="Corrections", exact=True).first.click()
    expect(page.locator("main li", has_text="handed over in 1954")).to_be_visible()
