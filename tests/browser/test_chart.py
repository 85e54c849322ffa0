"""The chart as readers see it, point at it, drag on it and tab through it."""

from __future__ import annotations

import datetime
import gzip
import random
import re
from itertools import pairwise
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.template.loader import render_to_string
from playwright.sync_api import FloatRect, Locator, Page, ViewportSize, expect

from tests.browser.asking import answer, wait_for_address
from tests.browser.conftest import Reader
from tests.browser.pages import ANNEXATION, POST, settle, wait_for_htmx, wake
from tests.browser.test_accessibility import violations_in_both_themes
from tests.chart.strategies import LANES, make
from timeline.dates import edtf
from timeline.drawing import Marks
from timeline.filters import TimelineFilter
from timeline.views.shown_chart import render_chart

EVERYTHING = "/"
YEARS = "/?from=2014&to=2024"
DAYS = "/?from=2025-03-17&to=2025-03-19"
RINGS = "/?from=2014-02-15&to=2024-06"
VIEWS = (EVERYTHING, YEARS, DAYS, RINGS, "/t/crimea/", "/?topic=call")
KILOBYTE = 1024

# Bounding boxes in px of labels (their ink) and of what labels must not cover. The box of a mark is
# 13 px wide, whatever the size of its target, and 20 px with a permanent ring.
DRAWN = """() => {
  const shown = (selector) => [...document.querySelectorAll(`#plot ${selector}`)]
    .filter((one) => one.checkVisibility());
  const box = (one, name) => {
    const {left, right, top, bottom} = one.getBoundingClientRect();
    return {name, left, right, top, bottom};
  };
  const canvas = document.createElement("canvas").getContext("2d");
  const ink = (text) => {
    const style = getComputedStyle(text);
    canvas.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    const measured = canvas.measureText(text.textContent);
    const {left, right} = text.getBoundingClientRect();
    const baseline = text.ownerSVGElement.getBoundingClientRect().top
      + text.getStartPositionOfChar(0).y;
    return {
      name: text.textContent, left, right,
      top: baseline - measured.actualBoundingBoxAscent,
      bottom: baseline + measured.actualBoundingBoxDescent,
    };
  };
  const sign = (width, height) => (use) => {
    const {left, right, top, bottom} = use.getBoundingClientRect();
    const [x, y] = [(left + right) / 2, (top + bottom) / 2];
    return {name: use.getAttribute("href"), left: x - width / 2, right: x + width / 2,
            top: y - height / 2, bottom: y + height / 2};
  };
  return {
    plot: box(document.querySelector("#plot .panel"), "plot"),
    labels: shown(".lb").map(ink),
    texts: shown(":is(.ph, .tk)").filter((text) => text.textContent).map(ink),
    obstacles: [
      ...shown(":is(.mk, g.faded) > use").map(sign(13, 13)),
      ...shown(".perhaps > use").map(sign(20, 20)),
      ...shown("use[href='#count']").map(sign(20, 18)),
      ...shown(":is(.core, .bin .ext)").map((bar) => box(bar, bar.getAttribute("class"))),
      ...shown(".left-out").map((gap) => box(gap, "break")),
    ],
  };
}"""


def overlap(one: dict[str, Any], other: dict[str, Any], spare: float = 0.75) -> bool:
    return bool(
        one["left"] + spare < other["right"]
        and other["left"] + spare < one["right"]
        and one["top"] + spare < other["bottom"]
        and other["top"] + spare < one["bottom"]
    )


def collisions(page: Page) -> list[str]:
    """Return the labels and texts that cover something or leave the plot."""
    drawn = page.evaluate(DRAWN)
    found = []
    for kind in ("labels", "texts"):
        for index, text in enumerate(drawn[kind]):
            others = drawn[kind][index + 1 :] + (drawn["obstacles"] if kind == "labels" else [])
            found += [f"{text['name']} on {o['name']}" for o in others if overlap(text, o)]
            if (
                text["left"] < drawn["plot"]["left"] - 1
                or text["right"] > drawn["plot"]["right"] + 1
            ):
                found.append(f"{text['name']} leaves the plot")
    return found


def expect_clear_texts(page: Page, least: int) -> None:
    """Expect at least so many labels at every width, none covering anything or leaving the plot."""
    page.evaluate("document.fonts.ready")
    for width in (1440, 1024, 768):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.locator("#plot .lb:visible").count() >= least
        assert collisions(page) == [], width


@pytest.mark.parametrize("path", VIEWS)
def test_no_text_covers_anything_or_leaves_the_plot(reader: Reader, path: str) -> None:
    page = reader.open(path)
    expect_clear_texts(page, 3)
    page.set_viewport_size({"width": 600, "height": 900})
    expect(page.locator("#plot")).to_be_hidden()
    expect(page.locator(".pocket .strip")).to_be_visible()
    texts = [box(one) for one in page.locator(".pocket .tk").all()]
    for left, right in pairwise(texts):
        assert left["x"] + left["width"] <= right["x"]
    assert texts[0]["x"] >= 0
    assert texts[-1]["x"] + texts[-1]["width"] <= 600


@pytest.mark.parametrize("path", [EVERYTHING, YEARS, ANNEXATION, POST, "/embed/"])
def test_larger_letters_do_not_print_years_over_each_other(reader: Reader, path: str) -> None:
    page = reader.open(path, alone=True)
    browser = page.context.new_cdp_session(page)
    for size in (16, 22, 24, 32):
        sizes = {"standard": size, "fixed": size}
        browser.send("Page.setFontSizes", {"fontSizes": sizes})
        for width in (320, 360):
            page.set_viewport_size({"width": width, "height": 740})
            texts = [box(text) for text in page.locator(".strip .tk:visible").all()]
            for left, right in pairwise(texts):
                assert left["x"] + left["width"] < right["x"], (size, width)
            assert texts[-1]["x"] + texts[-1]["width"] <= width
            assert texts[0]["x"] >= 0


@pytest.mark.parametrize(
    ("width", "signs"),
    [
        (1920, ["#plot a.mk:not(.cl)", "#plot a.cl", "#plot [href='#open-start']", ".names use"]),
        (1920, [".handle use", ".key .perhaps use", "#plot .perhaps"]),
        (640, [".pocket .sm"]),
    ],
)
def test_signs_grow_with_the_letters(reader: Reader, width: int, signs: list[str]) -> None:
    path = RINGS if ".handle use" in signs else EVERYTHING
    page = reader.open(path, alone=True, viewport={"width": width, "height": 900})
    browser = page.context.new_cdp_session(page)
    before = [box(page.locator(sign).first)["width"] for sign in signs]
    browser.send("Page.setFontSizes", {"fontSizes": {"standard": 24, "fixed": 24}})
    after = [box(page.locator(sign).first)["width"] for sign in signs]
    assert after == pytest.approx([1.5 * each for each in before], rel=0.03)


def test_on_a_phone_they_do_not_grow_over_each_other(reader: Reader) -> None:
    page = reader.open(EVERYTHING, alone=True, viewport={"width": 320, "height": 740})
    browser = page.context.new_cdp_session(page)
    signs = page.locator(".pocket .sm")
    before = [box(sign)["width"] for sign in signs.all()]
    browser.send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 32}})
    assert [box(sign)["width"] for sign in signs.all()] == pytest.approx(before, rel=0.03)


LABELS = (
    "Minsk",
    "Stalin deports",
    "Ялтинская встреча",
    "首脑会议",
    "A long label of words",
    "W" * 16,
)
MINUTES = [f"2025-03-18T{h:02}:{m:02}:00" for h in range(6, 20) for m in range(0, 60, 11)]
DATES = {
    "one event": ["1954-02-19"],
    "one day": [*MINUTES, "2025-03-18", "2025-03-18~"],
    "a busy month": [f"2014-03-{d:02}" for d in range(1, 32) for _ in range(9)],
    "centuries": [*(f"{year}" for year in range(1000, 2020, 7)), "17XX", "1853/1856", "12XX~"],
    "before Christ": [*(f"-{year:04}" for year in range(43, 3000, 61)), "-0043-03-15", "0079-10"],
    "deep time": ["Y-13800000000", "Y-4540000000", "Y-66000000", "Y-300000", "-9999", "1969-07-20"],
    "open sides": [
        "2014/..",
        "../1953",
        "1991-12/..",
        "../1783-04",
        "1954~",
        "1954/1991",
        "2014-02",
    ],
}


@pytest.mark.parametrize("name", DATES)
def test_no_text_of_generated_events_covers_anything(reader: Reader, name: str) -> None:
    chance = random.Random(name)  # noqa: S311 - the same events every time
    events = [
        make(text, number, chance.choice(LANES).slug, chance.choice(LABELS), chance.randint(1, 5))
        for number, text in enumerate(DATES[name])
    ]
    markup = render_chart(
        Marks(events, list(LANES)), "/", TimelineFilter(), frozenset()
    ).markup.decode()
    page = reader.open("/?q=zebra")
    page.locator("#chart").evaluate("(chart, markup) => { chart.innerHTML = markup; }", markup)
    expect_clear_texts(page, 1)


def test_an_open_side_has_a_sign_in_chart_and_strip_and_in_the_key(reader: Reader) -> None:
    page = reader.open(EVERYTHING)
    sign = "use[href='#open-start']"
    expect(page.locator(f"#plot {sign}").first).to_be_visible()
    expect(page.locator(".chart .key")).to_contain_text("open-ended")
    page.set_viewport_size({"width": 360, "height": 740})
    expect(page.locator(f".pocket {sign}").first).to_be_visible()


def test_a_covered_mark_would_be_noticed(reader: Reader) -> None:
    page = reader.open(EVERYTHING)
    page.evaluate(
        """() => {
          const label = document.querySelector("#plot .lb");
          const mark = document.querySelector("#plot .mk use");
          for (const name of ["x", "y"]) label.setAttribute(name, mark.getAttribute(name));
        }"""
    )
    assert collisions(page) != []


# --- reading --------------------------------------------------------------------------------------


def box(one: Locator) -> FloatRect:
    found = one.bounding_box()
    assert found
    return found


#: The mark of Russia's annexation of Crimea.
MARK = "#plot a[href='#e-x78bwbdb']"
FOCUSED_MARK = """() => ({
  id: document.activeElement.id,
  href: document.activeElement.getAttribute("href"),
  readout: [...document.querySelectorAll("#plot :is(.hint, .tip)")]
    .filter((text) => text.checkVisibility({visibilityProperty: true}))
    .map((text) => text.textContent),
})"""


def test_tab_goes_through_zoom_panels_and_marks_by_date(reader: Reader) -> None:
    page = reader.open(EVERYTHING)
    expect(page.locator("#plot .hint")).to_contain_text("Point at a mark")
    page.locator("#zoom-reset").focus()
    stops: list[str] = []
    while True:
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUSED_MARK)
        if stop["id"] == "q":
            break
        is_mark = not stop["id"]
        event = re.split("[-/]", stop["href"].rstrip("/"))[-1]
        stops.append(f"mk-{event}" if is_mark else stop["id"])
        if is_mark:
            [readout] = stop["readout"]
            expect(page.locator("#plot a:focus")).to_have_accessible_name(readout)
            assert ": " in readout
    kinds = [stop.partition("-")[0] for stop in stops]
    heads = page.locator("#plot .pz").count()
    assert kinds[:heads] == ["z"] * heads
    assert set(kinds[heads:]) <= {"mk", "cl"}
    marks = [stop.removeprefix("mk-") for stop in stops if stop.startswith("mk-")]
    dates = [
        edtf.parse(page.locator(f"#e-{mark} [data-edtf]").get_attribute("data-edtf") or "")
        for mark in marks
        if page.locator(f"#e-{mark}").count()
    ]
    assert len(dates) > 30
    assert [date.sort_key for date in dates] == sorted(date.sort_key for date in dates)
    assert "or earlier" in readout
    # The clusters come after the marks of earlier centuries.
    assert stops[heads].startswith("mk-")
    assert stops[heads + 1].startswith("mk-")
    assert any(stop.startswith("cl-") for stop in stops)


KEY_LINES = """key => {
  const tops = [...key.children].map((one) => Math.round(one.getBoundingClientRect().top));
  return new Set(tops).size;
}"""
SIGNS = ("columns", "seams", "selection", "clusters", "breaks", "has_open_sides", "lanes")


@pytest.mark.parametrize("bins", [False, True])
def test_a_key_of_all_signs_takes_the_lines_that_are_kept_free_for_it(
    reader: Reader, bins: bool
) -> None:
    look = dict.fromkeys(SIGNS, True) | {"bins": bins}
    markup = render_to_string("timeline/_chart_key.html", look)
    page = reader.open("/?q=zebra")
    page.locator("#chart .more").evaluate("(key, markup) => { key.outerHTML = markup; }", markup)
    page.evaluate("document.fonts.ready")
    key = page.locator("#chart .key")
    # A scroll bar may take 15 px of the viewport, hence 1265.
    for width, lines in ((1440, 1), (1280, 1), (1265, 1), (1024, 2), (768, 2)):
        page.set_viewport_size({"width": width, "height": 900})
        assert key.evaluate(KEY_LINES) <= lines, width
        kept = key.evaluate("key => parseFloat(getComputedStyle(key).minHeight)")
        assert (kept > 0) is (lines > 1), width


@pytest.mark.parametrize("width", [1440, 1280, 768])
def test_a_shorter_key_does_not_move_the_controls_under_the_pointer(
    reader: Reader, width: int
) -> None:
    page = reader.open(EVERYTHING)
    page.set_viewport_size({"width": width, "height": 900})
    control = page.locator("#dates-certain")
    before = control.bounding_box()
    page.goto(f"{page.url.partition('?')[0]}?from=1944&to=1944")
    after = control.bounding_box()
    assert before is not None
    assert after is not None
    # The reading of the date replaces the hint, in the font of quotes.
    assert abs(after["y"] - before["y"]) < 4


def test_mark_and_row_light_each_other_up(reader: Reader) -> None:
    page = reader.open(EVERYTHING)
    mark, row = page.locator(MARK), page.locator("#e-x78bwbdb")
    mark.hover()
    expect(row).to_contain_class("lit")
    expect(page.locator("#plot .tip:visible")).to_contain_text("Russia formally annexes")
    page.locator("h1").hover()
    expect(row).not_to_contain_class("lit")
    expect(page.locator("#plot .hint")).to_be_visible()
    row.locator("h3 a").focus()
    expect(mark).to_contain_class("lit")
    page.locator(MARK).click()
    wait_for_address(page, "/#e-x78bwbdb")


def test_without_a_mark_under_the_pointer_only_one_readout_shows(reader: Reader) -> None:
    page = reader.open(EVERYTHING)
    page.locator("#plot .mk").nth(3).focus()
    page.keyboard.press("Tab")
    page.locator(MARK).hover()
    expect(page.locator("#plot .tip:visible")).to_have_count(1)


@pytest.mark.parametrize("path", [EVERYTHING, YEARS, ANNEXATION, POST])
def test_one_chart_shows(reader: Reader, path: str) -> None:
    page = reader.open(path)
    expect(page.locator("svg:is(.plot, .strip):visible")).to_have_count(1)


def test_axe_finds_nothing_on_a_chart_with_handles_in_either_theme(reader: Reader) -> None:
    """Charts without handles are covered by the pages in test_accessibility."""
    page = reader.open(YEARS)
    expect(page.locator("#handle-from")).to_be_visible()
    assert violations_in_both_themes(page) == []


def test_the_chart_is_light(reader: Reader) -> None:
    page = reader.open(EVERYTHING)
    markup = page.locator("#chart").inner_html()
    assert len(gzip.compress(markup.encode(), 6)) <= 12 * KILOBYTE


# --- zooming --------------------------------------------------------------------------------------


def range_of(page: Page) -> tuple[str, str]:
    return page.input_value("#from"), page.input_value("#to")


def test_zoom_links_change_address_and_form_and_back_returns(reader: Reader) -> None:
    page = reader.open("/?topic=crimea")
    head = page.locator("#plot .pz").first
    address = head.get_attribute("href") or ""
    query = parse_qs(urlsplit(address).query)
    [topic], [start], [end] = (query[key] for key in ("topic", "from", "to"))
    assert topic == "crimea"
    assert address == f"/?topic=crimea&from={start}&to={end}"
    with answer(page):
        head.locator(".hit").click()
    wait_for_address(page, address)
    assert range_of(page) == (start, end)
    expect(page.locator("#topic-crimea")).to_be_checked()
    expect(page.locator("#handle-from")).to_be_visible()
    with answer(page):
        page.locator("#zoom-out").focus()
        page.keyboard.press("Enter")
    expect(page.locator("#zoom-out")).to_be_focused()
    wider = page.url.removeprefix(reader.site.url)
    with answer(page):
        page.locator("#zoom-reset").click()
    wait_for_address(page, "/?topic=crimea")
    assert range_of(page) == ("", "")
    page.go_back()
    wait_for_address(page, wider)
    page.go_back()
    wait_for_address(page, address)
    assert range_of(page) == (start, end)
    expect(page.locator("#handle-from")).to_be_visible()


def test_a_range_is_offered_closer_in_words_where_there_is_room(reader: Reader) -> None:
    page = reader.open(YEARS, viewport={"width": 1440, "height": 800})
    link = page.locator("#zoom-in")
    name = link.inner_text()
    assert name.startswith("Zoom to ")
    assert box(link.locator("span"))["width"] > 100
    right = box(link)["x"] + box(link)["width"]
    page.set_viewport_size({"width": 768, "height": 800})
    assert (box(link.locator("span"))["width"], link.inner_text()) == (1, name)
    # The plus sign is at the same place with and without words.
    page.set_viewport_size({"width": 1440, "height": 800})
    reader.go(page, "/")
    assert box(link)["x"] + box(link)["width"] == right
    assert box(link)["width"] < 40


def test_the_pocket_zooms_on_a_phone(reader: Reader) -> None:
    page = reader.open(EVERYTHING, viewport={"width": 360, "height": 740})
    jumps = page.locator(".jumps a")
    expect(jumps).to_have_count(4)
    with answer(page):
        jumps.last.click()
    assert all(range_of(page))
    expect(jumps).to_have_count(4)
    assert len({box(jump)["y"] for jump in jumps.all()}) == 1
    with answer(page):
        page.locator("#jump-reset").click()
    wait_for_address(page, "/")


def test_without_javascript_every_link_of_the_chart_leads_there(reader: Reader) -> None:
    page = reader.open(EVERYTHING, java_script_enabled=False)
    head = page.locator("#plot .pz").nth(1)
    address = head.get_attribute("href") or ""
    head.locator(".hit").click()
    wait_for_address(page, address)
    page.locator("#handle-to").click()
    expect(page.locator("#to")).to_be_focused()
    mark = page.locator("#plot a.mk:not(.cl)").first
    href = mark.get_attribute("href") or ""
    mark.click()
    expect(page.locator(f".ev:target{href}")).to_be_visible()
    page.locator("#zoom-reset").click()
    wait_for_address(page, "/")
    piece = page.locator("#plot .pl").first
    address = piece.get_attribute("href") or ""
    expect(piece.locator("title")).to_contain_text("Zoom to 1700")
    piece.click()
    wait_for_address(page, address)


# --- selecting ------------------------------------------------------------------------------------


def across(page: Page, start: float, end: float) -> None:
    """Press the mouse on the plot at one share of its width, and move to another."""
    plot = box(page.locator("#plot .panel"))
    y = plot["y"] + plot["height"] - 8
    page.mouse.move(plot["x"] + plot["width"] * start, y)
    page.mouse.down()
    page.mouse.move(plot["x"] + plot["width"] * (start + end) / 2, y)
    page.mouse.move(plot["x"] + plot["width"] * end, y)


def test_dragging_selects_a_range(reader: Reader) -> None:
    page = reader.open(EVERYTHING)
    wake(page)
    across(page, 0.7, 0.4)
    start, end = range_of(page)
    assert start < end
    first, last = (datetime.datetime.strptime(month, "%Y-%m") for month in (start, end))
    expect(page.locator("#readout")).to_have_text(f"{first:%B %Y} – {last:%B %Y}")
    band = box(page.locator("#band"))
    plot = box(page.locator("#plot .panel"))
    assert band["width"] == pytest.approx(plot["width"] * 0.3, abs=plot["width"] * 0.05)
    wait_for_address(page, "/")
    with answer(page):
        page.mouse.up()
    wait_for_address(page, f"/?from={start}&to={end}")
    assert range_of(page) == (start, end)
    expect(page.locator(".handle")).to_have_count(2)
    page.go_back()
    wait_for_address(page, "/")
    assert range_of(page) == ("", "")


def test_a_drag_that_starts_on_a_mark_does_not_follow_it(reader: Reader) -> None:
    page = reader.open(EVERYTHING)
    wake(page)
    mark = box(page.locator(f"{MARK} use"))
    page.mouse.move(mark["x"] + mark["width"] / 2, mark["y"] + mark["height"] / 2)
    page.mouse.down()
    page.mouse.move(mark["x"] - 100, mark["y"])
    page.mouse.move(mark["x"] - 200, mark["y"])
    with answer(page):
        page.mouse.up()
    start, end = range_of(page)
    wait_for_address(page, f"/?from={start}&to={end}")
    page.locator("#plot a.mk:not(.cl)").first.click()
    assert "#e-" in page.url


def test_escape_takes_a_drag_back(reader: Reader) -> None:
    page = reader.open(YEARS)
    wake(page)
    before = range_of(page), box(page.locator("#band"))
    across(page, 0.2, 0.6)
    assert range_of(page) != before[0]
    page.keyboard.press("Escape")
    assert (range_of(page), box(page.locator("#band"))) == before
    expect(page.locator("#readout")).to_be_empty()
    page.mouse.up()
    settle(page)
    wait_for_address(page, YEARS)


def test_a_handle_leaves_the_headings_of_panels_alone(reader: Reader) -> None:
    page = reader.open("/?from=2014-03-15&to=2021-01-01")
    heads = page.locator("#plot .ph:visible")
    feet = [box(head)["y"] + box(head)["height"] for head in heads.all()]
    for line in page.locator(".handle line").all():
        assert box(line)["y"] >= max(feet)


def test_a_handle_can_be_dragged(reader: Reader) -> None:
    page = reader.open(YEARS)
    wake(page)
    grip = box(page.locator("#handle-to use"))
    page.mouse.move(grip["x"] + grip["width"] / 2, grip["y"] + grip["height"] / 2)
    page.mouse.down()
    page.mouse.move(grip["x"] - 60, grip["y"])
    page.mouse.move(grip["x"] - 120, grip["y"])
    start, end = range_of(page)
    assert start == "2014"
    assert "2016" < end < "2024"
    with answer(page):
        page.mouse.up()
    wait_for_address(page, f"/?from=2014&to={end}")


def test_arrow_keys_move_a_focused_handle(reader: Reader) -> None:
    page = reader.open("/?from=2016&to=2022")
    wake(page)
    handle = page.locator("#handle-from")
    handle.focus()
    page.keyboard.press("ArrowRight")
    one = range_of(page)[0]
    page.keyboard.press("ArrowLeft")
    assert one > "2016"
    assert range_of(page) == ("2016", "2022")
    page.keyboard.press("Shift+ArrowRight")
    ten = range_of(page)[0]
    assert one < ten
    page.keyboard.press("Escape")
    assert range_of(page) == ("2016", "2022")
    expect(handle).to_be_focused()
    page.keyboard.press("ArrowRight")
    with answer(page):
        page.keyboard.press("Enter")
    wait_for_address(page, f"/?from={one}&to=2022")
    expect(handle).to_be_focused()
    # After a pause, the form is submitted.
    page.locator("#handle-to").focus()
    with answer(page):
        page.keyboard.press("End")
    later = range_of(page)[1]
    assert later > "2022"
    wait_for_address(page, f"/?from={one}&to={later}")
    expect(page.locator("#handle-to")).to_be_focused()
    # It is also submitted when the handle loses focus; the ends never cross.
    page.keyboard.press("Home")
    start, end = range_of(page)
    assert start == one
    assert end >= start[:4]
    with answer(page):
        page.keyboard.press("Tab")
    wait_for_address(page, f"/?from={start}&to={end}")


def test_escape_takes_back_what_was_asked_for_by_key_or_drag(reader: Reader) -> None:
    page = reader.open(YEARS)
    wake(page)
    handle = page.locator("#handle-to")
    handle.focus()
    with answer(page):
        page.keyboard.press("ArrowLeft")
    assert range_of(page) != ("2014", "2024")
    with answer(page):
        page.keyboard.press("Escape")
    wait_for_address(page, YEARS)
    assert range_of(page) == ("2014", "2024")
    expect(handle).to_be_focused()
    across(page, 0.2, 0.6)
    with answer(page):
        page.mouse.up()
    with answer(page):
        page.keyboard.press("Escape")
    wait_for_address(page, YEARS)
    # Only once: a second Escape changes nothing, and neither does one after another change.
    page.keyboard.press("Escape")
    across(page, 0.2, 0.6)
    with answer(page):
        page.mouse.up()
    with answer(page):
        page.locator("#topic-crimea").check()
    page.locator("#status").focus()
    page.keyboard.press("Escape")
    settle(page)
    assert "topic=crimea" in page.url
    assert range_of(page) != ("2014", "2024")


def test_far_years_and_years_before_christ_are_written_as_edtf(reader: Reader) -> None:
    page = reader.open("/?from=-0400&to=-0100")
    wake(page)
    page.locator("#handle-from").focus()
    page.keyboard.press("ArrowLeft")
    start = range_of(page)[0]
    assert edtf.parse(start).lower < edtf.parse("-0400").lower
    page.keyboard.press("Escape")
    reader.go(page, "/?from=Y-20000&to=Y-12000")
    wake(page)
    page.locator("#handle-to").focus()
    page.keyboard.press("ArrowLeft")
    end = range_of(page)[1]
    assert end.startswith("Y-")
    assert edtf.parse(end).upper < edtf.parse("Y-12000").upper
    page.keyboard.press("Escape")


def test_a_finger_scrolls_the_page_and_selects_nothing(reader: Reader) -> None:
    phone: ViewportSize = {"width": 1024, "height": 700}
    page = reader.open(EVERYTHING, viewport=phone, has_touch=True)
    plot = box(page.locator("#plot .panel"))
    browser = page.context.new_cdp_session(page)
    start = {"x": plot["x"] + 300, "y": plot["y"] + plot["height"] / 2}
    browser.send("Input.synthesizeScrollGesture", {**start, "yDistance": -200, "speed": 1200})
    assert page.evaluate("scrollY") > 100
    assert range_of(page) == ("", "")


def test_a_finger_drags_a_handle(reader: Reader) -> None:
    tablet: ViewportSize = {"width": 1024, "height": 700}
    page = reader.open(YEARS, viewport=tablet, has_touch=True)
    wake(page)
    grip = box(page.locator("#handle-to use"))
    x, y = grip["x"] + grip["width"] / 2, grip["y"] + grip["height"] / 2
    browser = page.context.new_cdp_session(page)

    def touch(kind: str, *points: dict[str, float]) -> None:
        browser.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": list(points)})

    touch("touchStart", {"x": x, "y": y})
    for step in range(1, 13):
        touch("touchMove", {"x": x - 10 * step, "y": y})
    with answer(page):
        touch("touchEnd")
    start, end = range_of(page)
    assert start == "2014"
    assert "2016" < end < "2024"
    wait_for_address(page, f"/?from=2014&to={end}")


def test_a_second_finger_does_not_take_over_what_the_first_one_drags(reader: Reader) -> None:
    tablet: ViewportSize = {"width": 1024, "height": 900}
    page = reader.open(YEARS, viewport=tablet, has_touch=True)
    wake(page)
    wait_for_htmx(page)
    pointing = """([id, handle, ...ways]) => {
      const target = document.querySelector(handle);
      for (const [type, x, y] of ways)
        target.dispatchEvent(new PointerEvent(type, {
          bubbles: true, pointerId: id, pointerType: "touch", clientX: x, clientY: y }));
    }"""
    grip = box(page.locator("#handle-to use"))
    x, y = grip["x"] + grip["width"] / 2, grip["y"] + grip["height"] / 2
    page.evaluate(
        "Element.prototype.setPointerCapture = () => {}"
    )  # it fails for synthetic pointers
    page.evaluate(pointing, [7, "#handle-to", ["pointerdown", x, y], ["pointermove", x - 60, y]])
    dragged = range_of(page)
    assert dragged != ("2014", "")
    second = [["pointerdown", x - 300, y], ["pointermove", x - 340, y], ["pointerup", x - 340, y]]
    page.evaluate(pointing, [8, "#plot", *second])
    page.evaluate(pointing, [8, "#handle-from", *second])
    assert range_of(page) == dragged
    with answer(page):
        page.evaluate(pointing, [7, "#plot", ["pointerup", x - 60, y]])
    assert range_of(page) == dragged


def test_a_hand_on_the_chart_leaves_no_ring_around_it(reader: Reader) -> None:
    page = reader.open("/")
    page.locator("#plot").click(position={"x": 5, "y": 60})
    outline = "getComputedStyle(document.getElementById('plot')).outlineStyle"
    assert page.evaluate("document.activeElement.id") == "plot"
    assert page.evaluate(outline) == "none"
