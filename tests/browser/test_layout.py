"""Layout of open lists and of printed pages. For every page at every width, see test_pages.py."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.conftest import Reader
from tests.browser.pages import (
    ANNEXATION,
    DOCUMENT,
    POST,
    PageKind,
    every_page_kind,
    every_page_with_filter,
)

WIDTHS = (320, 360, 640, 768, 1024, 1440, 1600)

# Whether the page can be scrolled horizontally, and which elements overflow it.
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


def top_of(page: Page, selector: str) -> float:
    """Return the distance from the top of the viewport, in px."""
    box = page.locator(selector).bounding_box()
    assert box
    return box["y"]


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


@pytest.mark.parametrize("path", ["/", "/embed/", ANNEXATION])
def test_a_name_of_one_long_word_stays_inside_the_window(reader: Reader, path: str) -> None:
    page = reader.open(path)
    page.locator(".filter .more, .facet").evaluate_all("all => all.forEach(one => one.open = true)")
    places = (
        ".tags a, .topic a, .chip > span:first-of-type, .cite a, .cm span, .notes a, .legend li,"
        ".facet label > span:first-of-type"
    )
    named = page.locator(places)
    assert named.count() > 0
    named.evaluate_all("all => all.forEach(one => { one.textContent = 'Donaudampf'.repeat(8) })")
    assert sticking_out(page, 320) == {}


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


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize("width", [360, 1440])
def test_an_address_leads_to_its_row_though_rows_far_below_wait(
    reader: Reader, width: int, javascript: bool
) -> None:
    window: ViewportSize = {"width": width, "height": 800}
    page = reader.open(
        "/", viewport=window, java_script_enabled=javascript, reduced_motion="no-preference"
    )
    rows = page.locator(".ev")
    expect(rows.first).to_have_css("animation-name", "wait")
    first, last = (rows.nth(place).get_attribute("id") for place in (0, -1))
    for row in (last, first):
        reader.go(page, f"/?sort=oldest#{row}")
        expect(rows.first).to_have_css("animation-name", "none")
        deadline = time.monotonic() + 5
        while not 0 <= top_of(page, f"#{row}") < 100:
            assert time.monotonic() < deadline, row
            page.wait_for_timeout(50)
        page.goto("about:blank")


def test_a_mark_leads_to_its_row_before_any_script_is_there(reader: Reader) -> None:
    """Navigating within the page doesn't reload it."""
    page = reader.open("/", viewport={"width": 1440, "height": 900})
    page.evaluate("document.body.dataset.here = 'yes'")
    mark = page.locator("#plot a.mk[href^='#']").last
    row = str(mark.get_attribute("href"))
    mark.evaluate("mark => mark.dispatchEvent(new MouseEvent('click', {bubbles: true}))")
    expect(page.locator(row)).to_be_in_viewport()
    expect(page.locator("body")).to_have_attribute("data-here", "yes")


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
    # Nothing is above the title.
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


@pytest.mark.parametrize("path", [ANNEXATION, POST])
def test_on_paper_nothing_leads_to_a_neighbour(reader: Reader, path: str) -> None:
    page = reader.open(path)
    expect(page.locator(".pn")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.locator(".pn")).to_be_hidden()


# The tops of the visible parts of a page, first in its web fonts, then in the fallback fonts used
# until these are loaded; null on systems without any of the fallbacks.
TOPS = """async () => {
  try {
    await new FontFace("sans", 'local("Arial"), local("Liberation Sans")').load();
    await new FontFace("serif", 'local("Times New Roman"), local("Liberation Serif")').load();
  } catch {
    return null;
  }
  await document.fonts.ready;
  const top = (one) => Math.round(one.getBoundingClientRect().top);
  const parts = [...document.querySelectorAll(
    ".stand, .meta, #share, .chart, .filter, .fld, .topics, .two, .edtf, .where, .facts, .ledger"
  )].filter((one) => top(one) < innerHeight);
  const tops = () => parts.map((one) => [one.id || one.className, top(one)]);
  const before = tops();
  const style = getComputedStyle(document.documentElement);
  for (const name of ["--serif", "--sans"]) {
    const [, ...others] = style.getPropertyValue(name).split(",");
    document.documentElement.style.setProperty(name, others.join());
  }
  return [before, tops()];
}"""


@pytest.mark.parametrize("path", ["/", "/?from=2015&to=2025", "/e/vnf96tmx/", "/d/vws8kqc5/18/"])
def test_nothing_moves_on_a_phone_when_the_fonts_arrive(reader: Reader, path: str) -> None:
    page = reader.open(path)
    for width in (360, 390, 412):
        page.set_viewport_size({"width": width, "height": 900})
        page.reload()
        found = page.evaluate(TOPS)
        if found is None:
            pytest.skip("None of the fonts that stand in for ours is on this system.")
        with_fonts, without = found
        assert len(with_fonts) >= 3
        assert without == with_fonts, width


#: The words of an element that break across lines.
BROKEN = """(one) => {
  const texts = document.createTreeWalker(one, NodeFilter.SHOW_TEXT);
  const broken = [];
  while (texts.nextNode()) {
    const { currentNode: text } = texts;
    for (const { 0: word, index } of text.data.matchAll(/\\p{L}+/gu)) {
      const range = document.createRange();
      range.setStart(text, index);
      range.setEnd(text, index + word.length);
      if (new Set([...range.getClientRects()].map((box) => box.top)).size > 1) broken.push(word);
    }
  }
  return broken;
}"""


#: The number of lines of an element's text.
LINES = """(one) => {
  const range = document.createRange();
  range.selectNodeContents(one);
  return new Set([...range.getClientRects()].map((box) => box.top)).size;
}"""


@pytest.mark.parametrize(
    "path", ["/", "/?from=blurgh", DOCUMENT, POST, ANNEXATION, "/corrections/"]
)
def test_letters_of_twice_the_size_break_no_word_on_a_phone(reader: Reader, path: str) -> None:
    page = reader.open(path, alone=True, viewport={"width": 360, "height": 740})
    browser = page.context.new_cdp_session(page)
    browser.send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 26}})
    for part in ("h1", ".crumb", ".got", "h3", ".lgd", ".when", ".chip", "#status", ".err"):
        for one in page.locator(f"main {part}").all():
            assert one.evaluate(BROKEN) == [], part


def test_letters_of_twice_the_size_fit_the_narrowest_phone(reader: Reader) -> None:
    page = reader.open("/", alone=True, viewport={"width": 320, "height": 740})
    browser = page.context.new_cdp_session(page)
    browser.send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 26}})
    page.locator(".filter .more").evaluate("one => { one.open = true }")
    for facet in page.locator(".facet").all():
        facet.locator("summary").click()
        assert sticking_out(page, 320) == {}
    counts = page.locator(".chip .n")
    assert "10" in counts.all_inner_texts()
    for count in counts.all():
        assert count.evaluate(LINES) == 1


@pytest.mark.parametrize("width", [360, 768, 1440])
def test_lines_and_gaps_of_the_list_begin_where_titles_do(reader: Reader, width: int) -> None:
    page = reader.open("/", viewport={"width": width, "height": 800})
    title, line, gap = page.evaluate(
        """() => {
          const row = document.querySelector(".ev + .ev"), gap = document.querySelector(".gap");
          const left = (one) => one.getBoundingClientRect().left;
          const line = parseFloat(getComputedStyle(row, "::before").left);
          const padding = parseFloat(getComputedStyle(gap).paddingLeft);
          return [left(row.querySelector(".what")), left(row) + line, left(gap) + padding];
        }"""
    )
    assert (line, gap) == pytest.approx((title, title), abs=0.5)


def test_a_title_leaves_no_word_alone_on_a_line(reader: Reader) -> None:
    page = reader.open("/", viewport={"width": 768, "height": 800})
    words = """one => {
      const range = document.createRange();
      range.selectNodeContents(one);
      return [...range.getClientRects()].map(line => line.width);
    }"""
    lines = page.locator(".what h3 a").evaluate_all(f"all => all.map({words})")
    broken = [widths for widths in lines if len(widths) > 1]
    assert broken
    assert all(min(widths) > max(widths) / 2 for widths in broken)


def test_a_date_with_a_clock_is_broken_only_before_it_on_a_tablet(reader: Reader) -> None:
    page = reader.open("/e/vnf96tmx/", viewport={"width": 768, "height": 800})
    for part in (".au .at", ".au .clock"):
        assert page.locator(part).evaluate(LINES) == 1


@pytest.mark.parametrize("path", [ANNEXATION, DOCUMENT, POST])
def test_the_way_back_and_share_stand_on_one_line(reader: Reader, path: str) -> None:
    page = reader.open(path, viewport={"width": 1440, "height": 800})
    back, share = (page.locator(one).bounding_box() for one in (".crumb a", ".take"))
    assert back
    assert share
    middles = [box["y"] + box["height"] / 2 for box in (back, share)]
    assert middles[0] == pytest.approx(middles[1], abs=2)


def test_signs_of_the_key_stand_in_one_column_on_a_phone(reader: Reader) -> None:
    page = reader.open("/", viewport={"width": 360, "height": 740})
    page.locator(".chart .more summary").click()
    signs = page.locator(".chart .key svg")
    assert len({box["width"] for one in signs.all() if (box := one.bounding_box())}) == 1


def test_where_no_event_matches_there_is_no_list_to_read(reader: Reader) -> None:
    expect(reader.open("/?q=zebra").locator(".how-to")).to_be_hidden()
    expect(reader.open("/?q=crimea").locator(".how-to")).to_be_visible()


def test_share_below_the_way_back_stands_apart_from_it(reader: Reader) -> None:
    page = reader.open(POST, alone=True, viewport={"width": 360, "height": 740})
    browser = page.context.new_cdp_session(page)
    browser.send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 26}})
    back = page.locator(".crumb").bounding_box()
    assert back
    assert top_of(page, ".take") >= back["y"] + back["height"] + 8


def test_a_date_of_twice_the_size_is_seen_whole_on_a_phone(reader: Reader) -> None:
    page = reader.open("/?to=18th+century", alone=True, viewport={"width": 360, "height": 740})
    browser = page.context.new_cdp_session(page)
    browser.send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 26}})
    assert page.locator("#to").evaluate("one => one.scrollWidth <= one.clientWidth")


@pytest.mark.parametrize("width", [360, 1440])
def test_what_cannot_be_read_has_a_bar_as_high_as_its_words(reader: Reader, width: int) -> None:
    window: ViewportSize = {"width": width, "height": 800}
    page = reader.open("/?from=blurgh&to=3/4/2000", viewport=window)
    first, second = page.locator(".echo .err").all()
    for error in (first, second):
        assert len(error.evaluate("one => [...one.getClientRects()]")) == 1
    above, below = first.bounding_box(), second.bounding_box()
    assert above
    assert below
    assert above["y"] + above["height"] < below["y"]


@pytest.mark.parametrize("width", [320, 360, 1440])
def test_what_the_result_says_begins_where_its_lines_do(reader: Reader, width: int) -> None:
    window: ViewportSize = {"width": width, "height": 800}
    page = reader.open("/?from=2000&to=2010", viewport=window)
    first, second = (one.bounding_box() for one in page.locator("#status > *").all())
    assert first
    assert second
    is_below = second["y"] > first["y"] + 5
    assert second["x"] == first["x"] if is_below else second["x"] > first["x"] + first["width"]


#: Inserts a word wider than a phone into every event title.
LONG = """() => {
  const links = "a[href*='/e/']:not([href$='#corrections'], [href*='.png'])";
  const titles = `main :is(h1, ${links}, [aria-current])`;
  for (const one of document.querySelectorAll(titles)) {
    const texts = document.createTreeWalker(one, NodeFilter.SHOW_TEXT);
    while (texts.nextNode())
      if (/[A-Z]/.test(texts.currentNode.data)) texts.currentNode.data = "Rindfleisch".repeat(6);
  }
}"""


@every_page_kind
def test_a_word_wider_than_the_window_is_broken(reader: Reader, kind: PageKind) -> None:
    page = reader.open(kind.path, status=kind.status)
    page.evaluate(LONG)
    assert sticking_out(page, 360, 768, 1440) == {}


@pytest.mark.parametrize(("path", "place"), [(ANNEXATION, ".aw q"), (POST, ".facts dd")])
def test_so_it_is_in_the_words_for_a_date_and_in_facts(
    reader: Reader, path: str, place: str
) -> None:
    page = reader.open(path)
    for one in page.locator(place).all():
        one.evaluate("one => { one.textContent = 'Rindfleisch'.repeat(8) }")
    assert sticking_out(page, 360, 768, 1440) == {}


def test_so_it_is_in_a_chip(reader: Reader) -> None:
    assert sticking_out(reader.open(f"/?q={'Rindfleisch' * 6}"), 360, 1440) == {}


# The distance in px from an element's edge to its text, on the start side of the page.
INSET = """(one, words) => {
  one.textContent = words;
  const range = document.createRange();
  range.selectNodeContents(one);
  const lines = [...range.getClientRects()];
  const box = one.getBoundingClientRect();
  return getComputedStyle(document.documentElement).direction === "rtl"
    ? box.right - Math.max(...lines.map((line) => line.right))
    : Math.min(...lines.map((line) => line.left)) - box.left;
}"""


@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize(("direction", "words"), [("ltr", "קרים " * 3), ("rtl", "Crimea " * 3)])
def test_words_that_run_the_other_way_begin_where_the_page_does(
    reader: Reader, width: int, direction: str, words: str
) -> None:
    """Otherwise texts in columns of different widths would have no common edge."""
    for path, parts in (
        (ANNEXATION, ("h1", ".stand", ".card .para", ".card .how")),
        ("/", (".hd h1", ".stand", ".what > p", ".src .how")),
        ("/t/", (".shelf h2", ".shelf p")),
    ):
        page = reader.open(path, viewport={"width": width, "height": 800})
        page.evaluate("(dir) => { document.documentElement.dir = dir }", direction)
        for part in parts:
            one = page.locator(part).first
            padding = one.evaluate("one => parseFloat(getComputedStyle(one).paddingInlineStart)")
            assert one.evaluate(INSET, words) == pytest.approx(padding, abs=1.5), (path, part)


@pytest.mark.parametrize(
    ("direction", "part", "words"),
    [("ltr", ".aw dd", "24 فبراير 2022"), ("rtl", ".edtf code", "[2014-02..2014-03-18]")],
)
def test_a_date_that_runs_the_other_way_is_not_turned_round(
    reader: Reader, direction: str, part: str, words: str
) -> None:
    """Its first digit is at its own start, its last digit at its own end."""
    page = reader.open("/e/vnf96tmx/", viewport={"width": 1440, "height": 800})
    page.evaluate("(dir) => { document.documentElement.dir = dir }", direction)
    first, last = page.locator(part).evaluate(
        """(one, words) => {
          one.textContent = words;
          const range = document.createRange();
          const left = (place) => {
            range.setStart(one.firstChild, place);
            range.setEnd(one.firstChild, place + 1);
            return range.getBoundingClientRect().left;
          };
          return [left(words.search(/[0-9]/)), left(words.search(/[0-9][^0-9]*$/))];
        }""",
        words,
    )
    assert (last < first) == (direction == "ltr")


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_lines_of_the_key_do_not_run_through_their_words(reader: Reader, direction: str) -> None:
    page = reader.open("/", viewport={"width": 1440, "height": 800})
    page.evaluate("(dir) => { document.documentElement.dir = dir }", direction)
    signs = page.locator(".how-to .lk")
    assert signs.count() == 3
    for sign in signs.all():
        drawn, words = sign.evaluate(
            """sign => {
              const range = document.createRange();
              range.selectNode(sign.nextSibling);
              return [sign, range].map((one) => one.getBoundingClientRect().toJSON());
            }"""
        )
        apart = (
            words["left"] - drawn["right"] if direction == "ltr" else drawn["left"] - words["right"]
        )
        # The line extends this far beyond its box.
        assert apart >= 0.9 * 16


def test_taking_off_all_filters_is_a_link_in_colours_of_the_readers_too(reader: Reader) -> None:
    """Forced colors would show even a transparent border, close around the words."""
    page = reader.open("/?q=putin", forced_colors="active")
    expect(page.locator("#chip-1")).to_have_css("border-top-width", "1px")
    expect(page.locator("#clear")).to_have_css("border-top-width", "0px")
