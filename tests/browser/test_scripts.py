"""The scripts are loaded on the reader's first action; nothing done before that is lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.asking import answer, wait_for_address
from tests.browser.conftest import Reader
from tests.browser.pages import View, move_the_mouse, wait_for_htmx, wait_until, wake

SCRIPTS = "**/static/**/{htmx,chart}*.js"


def hold_scripts_back(page: Page) -> list[Callable[[], None]]:
    """Hold back the page's requests for scripts; return the callbacks that let each continue."""
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


EARLY: dict[str, tuple[Callable[[Page], None], str]] = {
    "a topic chosen": (lambda page: page.locator("#topic-crimea").check(), "/?topic=crimea"),
    "a word typed": (
        lambda page: page.locator("#q").press_sequentially("tatars"),
        "/?q=tatars",
    ),
    "a date left": (lambda page: type_date(page, "Tab"), "/?from=18th+century"),
    "a form sent": (lambda page: type_date(page, "Enter"), "/?from=18th+century"),
}


def type_date(page: Page, last: str) -> None:
    page.locator("#from").press_sequentially("18th century")
    page.keyboard.press(last)


@pytest.mark.parametrize("done", EARLY)
def test_what_is_done_early_is_asked_for(reader: Reader, done: str) -> None:
    do, address = EARLY[done]
    page = reader.new_page()
    held = hold_scripts_back(page)
    reader.go(page, "/")
    do(page)
    focused = page.evaluate("document.activeElement.id")
    with answer(page):
        let_go(page, held)
    wait_for_address(page, address)
    assert page.evaluate("document.activeElement.id") == focused


@pytest.mark.parametrize("start", ["#plot .panel", "#plot a.mk:not(.cl)", "#z-2"])
def test_a_drag_on_the_chart_done_early_selects_its_range(reader: Reader, start: str) -> None:
    """Wherever it starts: a drag from a link doesn't click it."""
    page = reader.new_page()
    held = hold_scripts_back(page)
    reader.go(page, "/")
    across = page.locator(start).first.bounding_box()
    plot = page.locator("#plot .panel").bounding_box()
    assert across
    assert plot
    x = across["x"] + across["width"] / 2
    page.mouse.move(x, across["y"] + across["height"] / 2)
    page.mouse.down()
    page.mouse.move(x - 4, across["y"] + 5)
    page.mouse.move(plot["x"] + plot["width"] * 0.1, across["y"] + 5)
    page.mouse.up()
    assert page.input_value("#from") == ""
    with answer(page):
        let_go(page, held)
    start, end = page.input_value("#from"), page.input_value("#to")
    assert start < end
    wait_for_address(page, f"/?from={start}&to={end}")


def test_a_drag_goes_on_where_the_scripts_find_it(reader: Reader) -> None:
    page = reader.new_page()
    held = hold_scripts_back(page)
    reader.go(page, "/?from=2014&to=2024")
    grip = page.locator("#handle-to use").bounding_box()
    assert grip
    page.mouse.move(grip["x"] + grip["width"] / 2, grip["y"] + 20)
    page.mouse.down()
    page.mouse.move(grip["x"] - 60, grip["y"])
    let_go(page, held)
    expect(page.locator("#to")).not_to_have_value("2024")
    page.mouse.move(grip["x"] - 120, grip["y"])
    end = page.input_value("#to")
    with answer(page):
        page.mouse.up()
    wait_for_address(page, f"/?from=2014&to={end}")


def test_a_key_pressed_early_on_a_handle_moves_it(reader: Reader) -> None:
    page = reader.new_page()
    held = hold_scripts_back(page)
    reader.go(page, "/?from=2014&to=2024")
    page.locator("#handle-to").focus()
    page.keyboard.press("ArrowLeft")
    with answer(page):
        let_go(page, held)
    end = page.input_value("#to")
    assert "2024-01" < end < "2024-12"
    wait_for_address(page, f"/?from=2014&to={end}")


def test_what_is_chosen_early_is_fetched_before_there_are_scripts(reader: Reader) -> None:
    page = reader.new_page()
    held = hold_scripts_back(page)
    reader.go(page, "/")
    with page.expect_response("**/?q=*") as beforehand:
        page.locator("#topic-crimea").check()
    with answer(page):
        let_go(page, held)
    assert View.of(page) == reader.plain_view("/?topic=crimea")
    assert beforehand.value.ok


def test_a_date_still_being_typed_is_not_asked_for(reader: Reader) -> None:
    page = reader.new_page()
    held = hold_scripts_back(page)
    reader.go(page, "/")
    page.locator("#from").press_sequentially("18th cen")
    let_go(page, held)
    wait_for_htmx(page)
    page.locator("#from").press_sequentially("tury")
    with answer(page):
        page.keyboard.press("Tab")
    wait_for_address(page, "/?from=18th+century")


def test_what_is_filled_in_without_hands_is_asked_for(reader: Reader) -> None:
    page = reader.open("/")
    with answer(page):
        page.locator("select[name=sort]").select_option("newest")
    wait_for_address(page, "/?sort=newest")


def test_a_chip_taken_off_early_is_off(reader: Reader) -> None:
    page = reader.new_page()
    held = hold_scripts_back(page)
    reader.go(page, "/?q=putin&topic=crimea")
    page.locator('#active a[data-field="topic"]').click()
    with answer(page):
        let_go(page, held)
    wait_for_address(page, "/?q=putin")


@pytest.mark.parametrize(
    ("path", "way", "address"),
    [
        ("/?q=zebra&topic=crimea&dates=certain", "#hint-1", "/?topic=crimea&dates=certain"),
        ("/?q=zebra&from=0900&to=0901&dates=certain", "#none-clear", "/"),
        ("/?from=04/05/2014&topic=crimea", "#from-way-1", "/?topic=crimea&from=5+April+2014"),
    ],
    ids=["a part dropped", "everything", "what a date may be"],
)
def test_a_way_out_stays_on_the_page(reader: Reader, path: str, way: str, address: str) -> None:
    page = reader.open(path)
    wake(page)
    with answer(page):
        page.locator(way).focus()
        page.keyboard.press("Enter")
    wait_for_address(page, address)
    expect(page.locator("#status")).to_be_focused()
    assert View.of(page) == reader.plain_view(address)


def test_without_htmx_the_form_loads_a_page(reader: Reader) -> None:
    page = reader.new_page()
    page.route(SCRIPTS, lambda route: route.abort())
    reader.go(page, "/?q=putin&topic=crimea")
    page.locator('#active a[data-field="topic"]').click()
    expect(page.locator("#topic-crimea")).not_to_be_checked()
    wait_for_address(page, "/?q=putin")
    assert {problem.split(":")[0] for problem in reader.problems} == {"no answer", "console"}
    reader.problems.clear()


def test_a_date_is_announced_as_it_was_read_last(reader: Reader) -> None:
    page = reader.open("/")
    for typed, is_bad in (("soon", "true"), ("2014", "false"), ("n.d.", "true"), ("", "false")):
        page.locator("#from").fill(typed)
        page.locator("#from").press("Tab")
        expect(page.locator("#from")).to_have_attribute("aria-invalid", is_bad)
        expect(page.locator("#echo-from .err")).to_have_count(int(is_bad == "true"))


@pytest.mark.parametrize("status", [None, 429, 503])
def test_where_no_answer_comes_the_page_says_so(reader: Reader, status: int | None) -> None:
    page = reader.open("/")
    chip, said = page.locator(".topics label.chip").first, page.locator("#failed")
    before = page.locator("#status").inner_text()
    wake(page)
    expect(said).to_be_hidden()

    def refuse(route: Route) -> None:
        if status:
            route.fulfill(status=status, body="")
        else:
            route.abort("internetdisconnected")

    reader.expected.add(("xhr", status or 0))
    page.route("**/?*", refuse)
    chip.click()
    expect(said).to_be_visible()
    expect(page.locator("#status")).to_have_text(before)
    page.unroute("**/?*")
    said.get_by_role("button").focus()
    page.keyboard.press("Enter")
    expect(said).to_be_hidden()
    expect(page.locator("#status")).to_contain_text("10 of ")
    expect(page.locator("#status")).to_be_focused()
    signs = (str(status or "INTERNET_DISCONNECTED"), "htmx:sendError")
    assert [one for one in reader.problems if not any(sign in one for sign in signs)] == []
    reader.problems.clear()


@pytest.mark.parametrize("height", [320, 740])
def test_a_zoom_that_fails_says_so_in_the_window_each_time(reader: Reader, height: int) -> None:
    page = reader.open("/", viewport={"width": 360, "height": height})
    wake(page)
    wait_for_htmx(page)
    reader.expected.add(("xhr", 503))
    page.route("**/?*", lambda route: route.fulfill(status=503, body=""))
    page.locator(".jumps a").first.scroll_into_view_if_needed()
    page.locator(".jumps a").first.click()
    said = page.locator("#failed")
    expect(said).to_be_in_viewport(ratio=1)
    watch = """() => {
      window.changes = 0;
      new MutationObserver(() => { window.changes += 1; })
        .observe(document.getElementById("failed"), { attributes: true });
    }"""
    said.get_by_role("button").focus()
    page.evaluate(watch)
    page.keyboard.press("Enter")
    wait_until(page, lambda: page.evaluate("window.changes > 0"), "nothing tells of it")
    expect(said).to_be_in_viewport(ratio=1)
    expect(page.locator("#status")).to_be_focused()
    assert [one for one in reader.problems if "503" not in one] == []
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


@pytest.mark.parametrize("target", ["#filters label:has(#topic-crimea)", "#z-2"])
def test_what_the_pointer_rests_on_is_asked_for_beforehand(reader: Reader, target: str) -> None:
    page = reader.open("/?q=putin")
    wake(page)
    wait_for_htmx(page)
    with page.expect_request("**/?q=putin*") as early:
        page.locator(target).hover()
    early.value.response()
    assert not page.locator("#filters [type=checkbox]:checked").count()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.locator("h1").hover()
    page.locator(target).hover()
    page.wait_for_timeout(300)
    assert asked == []
    with answer(page):
        page.locator(target).click()
    assert early.value.url in asked


def test_a_pointer_that_comes_and_rests_is_enough(reader: Reader) -> None:
    page = reader.open("/")
    with page.expect_response("**/?q=*&topic=crimea&*"):
        page.locator("#filters label:has(#topic-crimea)").hover()


def test_scripts_are_not_loaded_for_a_pointer_that_lay_where_the_page_appears(
    reader: Reader,
) -> None:
    page = reader.open("/")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    # Not every Chromium does so by itself when it is driven.
    page.locator("h1").dispatch_event("pointermove", {"movementX": 0, "movementY": 0})
    page.wait_for_timeout(300)
    assert asked == []
    with page.expect_request(SCRIPTS):
        move_the_mouse(page)


def test_what_a_swap_puts_under_a_resting_pointer_is_not(reader: Reader) -> None:
    page = reader.open("/")
    wake(page)
    wait_for_htmx(page)
    with answer(page):
        page.locator("#zoom-in").click()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.wait_for_timeout(400)
    assert asked == []
    with page.expect_request("**/?q=*"):
        page.locator("#zoom-out").hover()
