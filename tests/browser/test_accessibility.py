"""axe finds nothing with lists open and after HTMX swaps. For every page, see test_pages.py."""

from __future__ import annotations

import re
import time
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.asking import answer
from tests.browser.conftest import DESKTOP, Reader

RULES = {
    "resultTypes": ["violations"],
    # axe would load the style sheets again and add them to the page, which its CSP forbids.
    "preload": False,
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"],
}
# The only rules that a theme affects: it changes colours, but neither elements nor sizes.
COLOURS = {
    **RULES,
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},
}
THEMES: dict[Literal["light", "dark"], dict[str, Any]] = {"light": RULES, "dark": COLOURS}
PHONE: ViewportSize = {"width": 360, "height": 740}


def violations(
    page: Page,
    *impacts: str,
    inside: str = "html",
    rules: dict[str, Any] = RULES,
) -> list[str]:
    """Return axe's violations of these impacts (by default of any) within a selector."""
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(Axe().axe_script)
    found: list[dict[str, Any]] = page.evaluate(
        "([inside, rules]) => axe.run(inside, rules)", [inside, rules]
    )["violations"]
    return [
        f"{one['id']} ({one['impact']}): {node['target']} {node['failureSummary']}"
        for one in found
        if not impacts or one["impact"] in impacts
        for node in one["nodes"]
    ]


def violations_in_both_themes(page: Page, *impacts: str, **options: Any) -> list[str]:
    """Check all rules in the light theme, and those that a theme affects in the dark one."""
    found: list[str] = []
    for scheme, rules in THEMES.items():
        page.emulate_media(color_scheme=scheme)
        objections = violations(page, *impacts, rules=rules, **options)
        found += [f"{page.url} {scheme}: {one}" for one in objections]
    return found


def read_aloud(page: Page, role: str, level: int) -> int:
    """Return how many nodes of a role and level are in Chromium's accessibility tree."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    return sum(
        not node["ignored"]
        and node["role"]["value"] == role
        and {"name": "level", "value": {"type": "integer", "value": level}} in node["properties"]
        for node in nodes
    )


def assert_rows_are_read_aloud(page: Page) -> None:
    rows = page.locator(".ev")
    expect(rows.last).to_have_css("animation-name", "wait")
    assert rows.count() > 40
    deadline = time.monotonic() + 5
    while (found := read_aloud(page, "heading", 3)) < rows.count() and time.monotonic() < deadline:
        page.wait_for_timeout(50)
    assert found == rows.count()


def test_rows_far_below_are_read_aloud_though_they_are_drawn_last(reader: Reader) -> None:
    page = reader.open("/?topic=meetings", reduced_motion="no-preference")
    with answer(page):
        page.locator("#topic-meetings").uncheck()
    assert_rows_are_read_aloud(page)
    reader.go(page, "/")
    assert_rows_are_read_aloud(page)


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_axe_finds_nothing_with_every_list_open(reader: Reader, size: ViewportSize) -> None:
    page = reader.open("/?topic=crimea&from=whenever", viewport=size)
    for details in page.locator("details").all():
        details.evaluate("(one) => { one.open = true; one.dataset.judged = '' }")
        assert violations_in_both_themes(page, inside="[data-judged]") == []
        details.evaluate("(one) => { delete one.dataset.judged }")
        if size == DESKTOP:
            details.evaluate("(one) => { one.open = false }")
    assert violations(page) == []


def test_axe_finds_nothing_after_htmx_has_changed_the_page(reader: Reader) -> None:
    page = reader.open("/")
    with answer(page):
        page.locator("#topic-crimea").check()
    with answer(page):
        page.locator("#from").fill("whenever")
        page.keyboard.press("Enter")
    assert violations(page) == []
    with answer(page):
        page.locator("#q").fill("zebra")
    expect(page.locator("section.none")).to_be_visible()
    assert violations(page) == []


@pytest.mark.parametrize("width", [800, 1440])
def test_a_head_of_a_panel_is_called_as_it_reads(reader: Reader, width: int) -> None:
    """The accessible name starts with the visible text: "click ’21–54" works (WCAG 2.2, 2.5.3)."""
    page = reader.open("/", viewport={"width": width, "height": 800})
    heads = page.locator("#plot .pz").all()
    assert heads
    for head in heads:
        shown = head.locator("text:not(.vh):visible").all_text_contents()  # none in a narrow panel
        begins = " ".join([*shown, "Zoom to "])
        expect(head).to_have_accessible_name(re.compile(f"^{re.escape(begins)}"))
        # The hidden text takes no room, or focus ring and center would be off.
        assert head.bounding_box() == head.locator("rect").bounding_box()


def test_axe_would_find_something(reader: Reader) -> None:
    page = reader.open("/d/")
    page.evaluate(
        "document.querySelector('h1').style.color = 'color-mix(in srgb, gray 30%, white)'"
    )
    page.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<img src=x:>')")
    found = " ".join(violations(page))
    assert "color-contrast" in found
    assert "image-alt" in found
    assert "color-contrast" in " ".join(violations(page, rules=COLOURS))
    assert "color-contrast" in " ".join(violations(page, inside="h1"))
    reader.problems.clear()


def test_forced_colours_still_tell_what_is_chosen(reader: Reader) -> None:
    page = reader.open("/?topic=crimea", forced_colors="active")
    background = "(one) => getComputedStyle(one.closest('label')).backgroundColor"
    chosen = page.locator("#topic-crimea").evaluate(background)
    assert chosen != page.locator("#topic-call").evaluate(background)
    span = "(one) => getComputedStyle(one.nextElementSibling).backgroundColor"
    chosen = page.locator("#dates-possible").evaluate(span)
    assert chosen != page.locator("#dates-certain").evaluate(span)


def test_nothing_moves_for_readers_who_want_it_still(reader: Reader) -> None:
    moving = """() => [...document.querySelectorAll("*")].filter((one) => {
      const style = getComputedStyle(one);
      return style.animationName !== "none" || style.scrollBehavior === "smooth"
        || style.transitionDuration.split(",").some((time) => parseFloat(time) > 0);
    }).map((one) => one.outerHTML.slice(0, 80))"""
    page = reader.open("/?topic=crimea")
    assert page.evaluate(moving) == []
    page.emulate_media(reduced_motion="no-preference")
    assert page.evaluate(moving) != []


def small_targets(page: Page) -> list[str]:
    """Return the targets that are less than 24 px high or wide."""
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    small: list[str] = page.evaluate(
        """() => [...document.querySelectorAll(
          "#filters :is(input, select, button, summary), #active a, .pager a, "
          + ".perma, .mast a, .none a, .foot a"
        )].map((one) => one.closest("label") ?? one)
          .filter((one) => one.checkVisibility())
          .map((one) => [one.textContent.trim(), one.getBoundingClientRect()])
          .filter(([, box]) => box.width < 24 || box.height < 24)
          .map(([name, box]) => `${name} ${box.width}×${box.height}`)"""
    )
    return small
