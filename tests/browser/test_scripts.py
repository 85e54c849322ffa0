"""The scripts come when the reader does something; nothing done before that is lost."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, Route, expect

from tests.browser.asking import answer, wait_for_address
from tests.browser.conftest import Reader
from tests.browser.pages import View, wake

SCRIPTS = "**/static/**/{htmx,chart}*.js"


def hold_scripts_back(page: Page) -> list[Callable[[], None]]:
    """What lets each script go that the page has asked for in the meantime."""
    held: list[Callable[[], None]] = []

    def hold(route: Route) -> None:
        held.append(route.continue_)

    page.route(SCRIPTS, hold)
    return held


def let_go(page: Page, held: list[Callable[[], None]]) -> None:
    page.wait_for_timeout(100)
    assert len(held) == 2
    for go in held:
        go()


def test_a_topic_chosen_early_is_asked_for(reader: Reader) -> None:
    page = reader.new_page()
    held = hold_scripts_back(page)
    reader.go(page, "/")
    page.locator("#topic-crimea").check()
    with answer(page):
        let_go(page, held)
    wait_for_address(page, "/?topic=crimea")


def test_a_word_typed_early_is_asked_for_once(reader: Reader) -> None:
    page = reader.new_page()
    held = hold_scripts_back(page)
    reader.go(page, "/")
    page.locator("#q").press_sequentially("tatars")
    with answer(page):
        let_go(page, held)
    wait_for_address(page, "/?q=tatars")


def test_a_date_left_early_is_asked_for(reader: Reader) -> None:
    page = reader.new_page()
    held = hold_scripts_back(page)
    reader.go(page, "/")
    page.locator("#from").press_sequentially("18th century")
    page.keyboard.press("Tab")
    with answer(page):
        let_go(page, held)
    wait_for_address(page, "/?from=18th+century")


def test_a_form_sent_early_is_asked_once(reader: Reader) -> None:
    page = reader.new_page()
    held = hold_scripts_back(page)
    reader.go(page, "/")
    page.locator("#from").press_sequentially("18th century")
    page.keyboard.press("Enter")
    with answer(page):
        let_go(page, held)
    wait_for_address(page, "/?from=18th+century")
    expect(page.locator("#from")).to_be_focused()


def test_a_date_still_being_typed_is_not_asked_for(reader: Reader) -> None:
    page = reader.new_page()
    held = hold_scripts_back(page)
    reader.go(page, "/")
    page.locator("#from").press_sequentially("18th cen")
    let_go(page, held)
    page.wait_for_function("window.htmx")
    page.locator("#from").press_sequentially("tury")
    with answer(page):
        page.keyboard.press("Tab")
    wait_for_address(page, "/?from=18th+century")


def test_a_chip_taken_off_early_is_off(reader: Reader) -> None:
    page = reader.new_page()
    held = hold_scripts_back(page)
    reader.go(page, "/?q=putin&topic=crimea")
    page.locator('#active a[data-field="topic"]').click()
    with answer(page):
        let_go(page, held)
    wait_for_address(page, "/?q=putin")


def test_without_htmx_the_form_loads_a_page(reader: Reader) -> None:
    page = reader.new_page()
    page.route(SCRIPTS, lambda route: route.abort())
    reader.go(page, "/?q=putin&topic=crimea")
    page.locator('#active a[data-field="topic"]').click()
    expect(page.locator("#topic-crimea")).not_to_be_checked()
    wait_for_address(page, "/?q=putin")
    assert {problem.split(":")[0] for problem in reader.problems} == {"no answer", "console"}
    reader.problems.clear()


def test_back_after_a_reload_shows_what_the_address_says(reader: Reader) -> None:
    page = reader.open("/")
    wake(page)
    before = View.of(page)
    with answer(page):
        page.locator("#topic-crimea").check()
    page.reload()
    assert page.evaluate("window.htmx") is None
    page.go_back()
    wait_for_address(page, "/")
    expect(page.locator("#topic-crimea")).not_to_be_checked()
    assert View.of(page) == before
