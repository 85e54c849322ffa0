"""One URL, one view: however a reader got there, and wherever they went in between."""

from __future__ import annotations

import time
from contextlib import suppress
from functools import partial
from typing import Any

import pytest
from playwright.sync_api import Error, Page, Route, expect

from tests.browser.asking import QUESTIONS, Question, answer, every_question, wait_for_address
from tests.browser.conftest import Reader
from tests.browser.pages import View, stop_the_clock, wait_until, wake

# The delay of a slow response, in ms.
SLOW = 1500


def assert_in_step(reader: Reader, page: Page, address: str) -> View:
    """Assert that the page is complete and equals what a reader without JavaScript gets from this
    URL: title, status, controls, chips, events, counts and echoes."""
    wait_for_address(page, address)
    wanted = reader.plain_view(address)
    assert_shows(page, address, wanted)
    return wanted


def assert_shows(page: Page, address: str, wanted: View) -> None:
    wait_for_address(page, address)
    deadline = time.monotonic() + 10
    while (view := View.of(page)) != wanted and time.monotonic() < deadline:
        page.wait_for_timeout(50)
    assert view == wanted
    expect(page.locator("header.mast")).to_be_visible()
    expect(page.locator("h1")).to_be_visible()


def step(page: Page, by: int) -> None:
    """Go back or forward, without waiting for the page, like impatient readers."""
    history = browser_says(page, "Page.getNavigationHistory")
    wanted = history["currentIndex"] + by
    entry = history["entries"][wanted]["id"]
    browser_says(page, "Page.navigateToHistoryEntry", entryId=entry)
    deadline = time.monotonic() + 10
    while browser_says(page, "Page.getNavigationHistory")["currentIndex"] != wanted:
        assert time.monotonic() < deadline
        page.wait_for_timeout(20)


def browser_says(page: Page, question: str, **params: Any) -> dict[str, Any]:
    """Send a CDP command; retry during a navigation, when the browser answers for neither page."""
    deadline = time.monotonic() + 10
    while True:
        try:
            said: dict[str, Any] = page.context.new_cdp_session(page).send(question, params)
            return said
        except Error:
            if time.monotonic() > deadline:
                raise
            page.wait_for_timeout(20)


def slowly(route: Route) -> None:
    """Delay a response beyond those to later requests; by then, the request may be aborted."""
    with suppress(Error):
        route.request.frame.page.wait_for_timeout(SLOW)
        route.continue_()


@every_question
def test_the_view_is_the_same_with_and_without_javascript(
    reader: Reader, question: Question
) -> None:
    plain = reader.open_plainly("/")
    question.fill_in(plain)
    plain.get_by_role("button", name="Apply").click()
    wait_for_address(plain, question.address)
    view = View.of(plain)
    typed = dict(view.controls)
    assert typed["q"] == " ".join(question.q.split())
    assert typed["from"] == " ".join(question.start.split())
    assert typed["to"] == " ".join(question.end.split())
    assert typed["dates"] == ("certain" if question.certain else "possible")
    assert typed["sort"] == ("newest" if question.newest else "oldest")

    page = reader.open("/")
    question.fill_in(page)
    page.get_by_role("button", name="Apply").click()
    assert_shows(page, question.address, view)


def test_a_reload_shows_the_same(reader: Reader) -> None:
    page = reader.open("/")
    QUESTIONS[-1].fill_in(page)
    view = assert_in_step(reader, page, QUESTIONS[-1].address)
    page.reload()
    assert_shows(page, QUESTIONS[-1].address, view)


def test_back_and_forward_show_whole_pages_in_step_with_the_form(reader: Reader) -> None:
    page = reader.open("/")
    everything = View.of(page)

    with answer(page):
        page.locator("#topic-crimea").check()
    crimea = assert_in_step(reader, page, "/?topic=crimea")
    assert crimea.events != everything.events
    assert crimea.title != everything.title
    assert crimea.status != everything.status

    with answer(page):
        page.locator("#q").press_sequentially("war", delay=20)
    expect(page.locator("#q")).to_be_focused()
    war = assert_in_step(reader, page, "/?q=war&topic=crimea")
    assert war.events != crimea.events

    with answer(page):
        page.locator("#from").fill("1900")
        page.keyboard.press("Enter")
    expect(page.locator("#from")).to_be_focused()
    dated = assert_in_step(reader, page, "/?q=war&topic=crimea&from=1900")

    step(page, -1)
    assert assert_in_step(reader, page, "/?q=war&topic=crimea") == war
    step(page, -1)
    assert assert_in_step(reader, page, "/?topic=crimea") == crimea
    step(page, -1)
    assert assert_in_step(reader, page, "/") == everything
    step(page, +1)
    assert assert_in_step(reader, page, "/?topic=crimea") == crimea
    step(page, +2)
    assert assert_in_step(reader, page, "/?q=war&topic=crimea&from=1900") == dated


def test_going_back_faster_than_the_server_ends_at_the_right_page(reader: Reader) -> None:
    page = reader.open("/?topic=crimea")
    crimea = View.of(page)
    with answer(page):
        page.locator("#q").fill("russia")
    with answer(page):
        page.locator("#dates-certain").check()
    page.route("**/?q=russia&topic=crimea", slowly)
    step(page, -1)
    page.wait_for_timeout(500)
    step(page, -1)
    assert_in_step(reader, page, "/?topic=crimea")
    page.wait_for_timeout(2 * SLOW)
    assert assert_in_step(reader, page, "/?topic=crimea") == crimea


def test_back_from_an_event_shows_the_filtered_page_again(reader: Reader) -> None:
    page = reader.open("/")
    with answer(page):
        page.locator("#topic-crimea").check()
    with answer(page):
        page.locator("#q").fill("russia")
    filtered = assert_in_step(reader, page, "/?q=russia&topic=crimea")

    page.locator("#timeline h3 a").first.click()
    expect(page.locator("main.p-event")).to_be_visible()
    step(page, -1)
    assert assert_in_step(reader, page, "/?q=russia&topic=crimea") == filtered
    step(page, -1)
    assert_in_step(reader, page, "/?topic=crimea")
    step(page, +2)
    expect(page.locator("main.p-event")).to_be_visible()
    step(page, -1)
    assert assert_in_step(reader, page, "/?q=russia&topic=crimea") == filtered

    # The page is interactive, not just a snapshot.
    with answer(page):
        page.locator("#topic-crimea").uncheck()
    assert_in_step(reader, page, "/?q=russia")


def test_back_shows_a_whole_page_even_from_a_cache_in_between(reader: Reader) -> None:
    page = reader.new_page()

    def keep_for_a_minute(route: Route) -> None:
        # Retry like a browser when the server has just closed an idle connection.
        response = route.fetch(max_retries=3)
        headers = {**response.headers, "cache-control": "private, max-age=60"}
        route.fulfill(response=response, headers=headers)

    page.route(lambda url: "/static/" not in url, keep_for_a_minute)
    reader.go(page, "/")
    with answer(page):
        page.locator("#topic-crimea").check()
    page.locator("#timeline h3 a").first.click()
    expect(page.locator("main.p-event")).to_be_visible()
    step(page, -1)
    assert_in_step(reader, page, "/?topic=crimea")
    step(page, -1)
    assert_in_step(reader, page, "/")


def test_words_taken_for_a_date_are_a_step_in_the_history(reader: Reader) -> None:
    page = reader.open("/?q=2014&topic=crimea")
    before = View.of(page)
    with answer(page):
        page.locator("#dated").click()
    assert_in_step(reader, page, "/?topic=crimea&from=2014&to=2014")
    step(page, -1)
    assert assert_in_step(reader, page, "/?q=2014&topic=crimea") == before


def test_removing_a_chip_is_a_step_in_the_history_too(reader: Reader) -> None:
    page = reader.open("/?q=crimea&topic=crimea&from=18th+century&dates=certain")
    before = View.of(page)
    with answer(page):
        page.locator('#active a[data-field="from"]').click()
    assert_in_step(reader, page, "/?q=crimea&topic=crimea&dates=certain")
    with answer(page):
        page.locator('#active a[data-field="dates"]').click()
    assert_in_step(reader, page, "/?q=crimea&topic=crimea")
    with answer(page):
        page.locator('#active a[data-field="topic"]').click()
    assert_in_step(reader, page, "/?q=crimea")
    with answer(page):
        page.locator('#active a[data-field="q"]').click()
    assert_in_step(reader, page, "/")
    for _ in range(4):
        step(page, -1)
    address = "/?q=crimea&topic=crimea&from=18th+century&dates=certain"
    assert assert_in_step(reader, page, address) == before


def test_taking_off_all_filters_is_a_step_as_well(reader: Reader) -> None:
    page = reader.open("/?q=crimea&topic=crimea&from=18th+century&dates=certain&sort=newest")
    with answer(page):
        page.locator("#clear").click()
    assert_in_step(reader, page, "/")
    assert page.evaluate("document.activeElement.id") == "status"


def test_a_step_back_while_a_page_arrives_is_not_lost(reader: Reader) -> None:
    page = reader.open("/?q=crimea&topic=crimea&from=18th+century")
    for field in ("from", "topic"):
        with answer(page):
            page.locator(f'#active a[data-field="{field}"]').click()
    assert_in_step(reader, page, "/?q=crimea")
    held: list[Route] = []
    page.route("**/timeline*.js", lambda route: held.append(route), times=1)
    step(page, -1)
    deadline = time.monotonic() + 10
    while not held:  # until the page of this step is there, but not its script
        assert time.monotonic() < deadline
        page.wait_for_timeout(20)
    step(page, -1)
    held[0].continue_()
    assert_in_step(reader, page, "/?q=crimea&topic=crimea&from=18th+century")


def test_a_saved_timeline_keeps_its_address_while_it_is_filtered(reader: Reader) -> None:
    page = reader.open("/t/crimea/")
    whole = View.of(page)
    with answer(page):
        page.locator("#q").fill("stalin")
    stalin = assert_in_step(reader, page, "/t/crimea/?q=stalin")
    assert len(stalin.events) == 1
    step(page, -1)
    assert assert_in_step(reader, page, "/t/crimea/") == whole


def test_only_the_last_answer_counts_when_typing_is_faster_than_the_server(reader: Reader) -> None:
    page = reader.open("/")
    steps = page.evaluate("history.length")
    page.route("**/?q=putin&*", slowly)
    with page.expect_request("**/?q=putin&*"):
        page.locator("#q").fill("putin")
    with answer(page):
        page.locator("#q").fill("stalin")
    last = assert_in_step(reader, page, "/?q=stalin")
    page.wait_for_timeout(2 * SLOW)
    assert assert_in_step(reader, page, "/?q=stalin") == last
    expect(page.locator("#q")).to_be_focused()
    # The overtaken response was never shown: one step back leads to the beginning.
    assert page.evaluate("history.length") == steps + 1


def questions_of(page: Page) -> list[str]:
    """Return a list to which the URLs of the page's requests are added, except static files."""
    asked: list[str] = []
    page.on("request", lambda sent: asked.append(sent.url) if "/static/" not in sent.url else None)
    return asked


def test_a_word_typed_on_takes_the_place_of_its_beginning(reader: Reader) -> None:
    """After typing slowly, Back leads to before the word, not through its letters."""
    page = reader.open("/?topic=crimea")
    for words in ("cri", "crimea", "crimea war"):
        page.locator("#q").fill(words)
        wait_for_address(page, f"/?q={words.replace(' ', '+')}&topic=crimea")
    page.locator("#from").fill("1850")
    page.locator("#from").press("Tab")
    wait_for_address(page, "/?q=crimea+war&topic=crimea&from=1850")
    step(page, -1)
    wait_for_address(page, "/?q=crimea+war&topic=crimea")
    step(page, -1)
    wait_for_address(page, "/?topic=crimea")


def test_a_word_typed_letter_by_letter_asks_once(reader: Reader) -> None:
    page = reader.open("/")
    wake(page)
    asked = questions_of(page)
    # If the machine stalled between two letters, it would look like a pause of the reader.
    stop_the_clock(page)
    with answer(page):
        page.locator("#q").press_sequentially("crimean tatars")
        assert not asked
        page.clock.resume()
    page.keyboard.press("Tab")
    page.wait_for_timeout(500)
    assert_in_step(reader, page, "/?q=crimean+tatars")
    assert len(asked) == 1


def test_a_date_confirmed_with_enter_asks_once(reader: Reader) -> None:
    page = reader.open("/")
    asked = questions_of(page)
    with answer(page):
        page.locator("#from").press_sequentially("18th century", delay=20)
        page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.wait_for_timeout(500)
    assert_in_step(reader, page, "/?from=18th+century")
    assert len(asked) == 1


def test_a_date_left_with_tab_asks_once(reader: Reader) -> None:
    page = reader.open("/")
    asked = questions_of(page)
    with answer(page):
        page.locator("#from").press_sequentially("18th century", delay=20)
        page.keyboard.press("Tab")
    page.wait_for_timeout(500)
    expect(page.locator("#to")).to_be_focused()
    assert_in_step(reader, page, "/?from=18th+century")
    assert len(asked) == 1


@pytest.mark.parametrize("where", [120, 3_000])
def test_back_leads_to_where_the_reader_was_on_the_page(reader: Reader, where: int) -> None:
    page = reader.open("/")
    wake(page)
    page.evaluate(f"scrollTo({{ top: {where}, behavior: 'instant' }})")
    with answer(page):  # which is much shorter
        page.locator("#person-joseph-stalin").evaluate("box => box.click()")
    wait_for_address(page, "/?person=joseph-stalin")
    page.evaluate("scrollTo({ top: 300, behavior: 'instant' })")
    page.go_back()
    wait_for_address(page, "/")
    wait_until(
        page,
        lambda: page.evaluate("scrollY") == where,
        "the page is shown from another place",
    )


def test_back_leads_to_what_the_keyboard_was_at(reader: Reader) -> None:
    page = reader.open("/")
    wake(page)
    for topic in ("crimea", "call"):
        page.locator(f"#topic-{topic}").focus()
        page.keyboard.press("Tab")
        page.keyboard.press("Shift+Tab")
        with answer(page):
            page.keyboard.press("Space")
    page.go_back()
    wait_for_address(page, "/?topic=crimea")
    expect(page.locator("#topic-call")).to_be_focused()
    page.go_back()
    wait_for_address(page, "/")
    expect(page.locator("#topic-crimea")).to_be_focused()


def test_back_leads_a_hand_to_no_control(reader: Reader) -> None:
    page = reader.open("/")
    with answer(page):
        page.locator("#z-2").click()
    page.go_back()
    wait_for_address(page, "/")
    expect(page.locator("#from")).to_have_value("")
    assert page.evaluate("document.activeElement === document.body")


def test_forward_and_back_again_lead_to_where_the_reader_was(reader: Reader) -> None:
    """A page that was reloaded for a step back has no HTMX yet to handle the next one."""
    page = reader.open("/")
    wake(page)
    page.evaluate("scrollTo({ top: 2_500, behavior: 'instant' })")
    with answer(page):  # which is much shorter
        page.locator("#person-joseph-stalin").evaluate("box => box.click()")
    wait_for_address(page, "/?person=joseph-stalin")
    page.evaluate("scrollTo({ top: 300, behavior: 'instant' })")
    wait_until(page, lambda: page.evaluate("history.state.left") == 300, "the place is not kept")

    def is_at(where: int) -> bool:
        return bool(page.evaluate("scrollY") == where)

    for step, path, chips, where in (
        (page.go_back, "/", 0, 2_500),
        (page.go_forward, "/?person=joseph-stalin", 2, 300),
        (page.go_back, "/", 0, 2_500),
    ):
        step()
        wait_for_address(page, path)
        expect(page.locator("#active li")).to_have_count(chips)
        wait_until(page, partial(is_at, where), f"{path} is shown from another place")
