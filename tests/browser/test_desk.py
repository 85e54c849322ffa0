"""An editor's day at the desk, in the browser and under the same CSP as the readers' pages."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import DESKTOP, Profiles, Reader
from tests.browser.pages import CORRECTED_ID, DRAFT_ID, DRAFT_TITLE, EDITOR, PASSWORD
from tests.browser.test_accessibility import violations_in_both_themes
from tests.browser.test_layout import sticking_out

TITLE = "Catherine sets out for the Crimea"


@pytest.fixture(scope="module")
def signed_in(profiles: Profiles) -> list[Any]:
    """The cookies of an editor who has signed in through the form; once, because it is slow."""
    context = profiles.new()
    page = context.new_page()
    page.goto("/admin/")
    page.get_by_label("Username").fill(EDITOR)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.locator("#user-tools")).to_contain_text(EDITOR)
    cookies: list[Any] = context.cookies()
    context.close()
    return cookies


@pytest.fixture
def desk(reader: Reader, signed_in: list[Any]) -> Page:
    """The desk's front page."""
    page = reader.new_page(alone=True)
    page.context.add_cookies(signed_in)
    reader.go(page, "/admin/")
    expect(page.locator("#user-tools")).to_contain_text(EDITOR)
    return page


def choose(page: Page, row: Locator, words: str, choice: str) -> None:
    """Pick a choice from an autocomplete field."""
    row.locator(".select2-selection").click()
    # Select2 moves the focus into its search field a moment after it has opened.
    search = page.locator(".select2-container--open .select2-search__field")
    expect(search).to_be_focused()
    search.press_sequentially(words)
    # Compares the whole list, so that a failure shows what was offered instead.
    expect(page.locator(".select2-results__options")).to_contain_text(choice)
    page.locator(".select2-results__option", has_text=choice).first.click()
    expect(row.locator(".select2-selection")).to_contain_text(choice)


def broken_words(page: Page, *widths: int) -> list[str]:
    """Return the words of a table that break across lines, except those of over 15 characters."""
    broken = """table => {
      const found = [], texts = document.createTreeWalker(table, NodeFilter.SHOW_TEXT);
      for (let text; (text = texts.nextNode()); )
        for (const { 0: word, index } of text.data.matchAll(/[\\p{L}\\p{N}]+/gu)) {
          if (word.length > 15) continue;
          const range = document.createRange();
          range.setStart(text, index);
          range.setEnd(text, index + word.length);
          if (range.getClientRects().length > 1) found.push(word);
        }
      return found;
    }"""
    found = []
    for width in widths:
        page.set_viewport_size({"width": width, "height": 800})
        words: list[str] = page.locator(".import, .compare").first.evaluate(broken)
        found += [f"{word} at {width} px" for word in words]
    return found


def save(page: Page) -> None:
    page.locator('input[name="_save"]').click()


def test_an_event_goes_from_a_source_post_to_the_readers_page(reader: Reader, desk: Page) -> None:
    desk.goto("/admin/timeline/event/add/")
    desk.locator("#id_title").fill(TITLE)
    desk.locator("#id_summary").fill("The empress travels south with her court.")
    desk.locator("#id_date").fill("the day after never")
    choose(desk, desk.locator(".field-topics"), "crim", "Crimea")
    choose(desk, desk.locator(".field-people"), "cath", "Catherine the Great")
    choose(desk, desk.locator(".field-place"), "crim", "Crimea")
    desk.get_by_role("button", name="Add another Citation").click()
    citation = desk.locator("#citations-0")
    choose(desk, citation.locator(".field-post"), "explained", "Crimea explained")
    citation.locator('[name="citations-0-exact"]').fill("in the 18th century")
    citation.locator('[name="citations-0-date_as_written"]').fill("18th century")
    save(desk)

    # The date can't be read: the error is next to it, and nothing that was typed is lost.
    expect(desk.locator(".field-date .errorlist")).to_be_visible()
    expect(desk.locator("#id_date")).to_have_value("the day after never")
    expect(desk.locator("#id_title")).to_have_value(TITLE)
    expect(desk.locator(".field-people .select2-selection")).to_contain_text("Catherine")
    expect(citation.locator(".field-post .select2-selection")).to_contain_text("explained")

    desk.locator("#id_date").fill("18th century")
    save(desk)
    expect(desk.locator(".messagelist .success")).to_contain_text(TITLE)

    # A draft isn't public.
    public = reader.open("/?q=empress+travels")
    expect(public.locator("#timeline .ev")).to_have_count(0)

    desk.get_by_role("link", name=TITLE).first.click()
    expect(desk.locator("#id_date")).to_have_value("17XX")
    desk.locator("#id_state").select_option("published")
    save(desk)
    expect(desk.locator(".messagelist .success")).to_contain_text(TITLE)

    public.reload()
    row = public.locator("#timeline .ev")
    expect(row).to_have_count(1)
    expect(row.locator(".when")).to_contain_text("18th century")
    expect(row.locator(".read q")).to_have_text("18th century")
    expect(row.locator(".tags")).to_contain_text("Catherine the Great")
    row.locator("h3 a").click()
    expect(public.locator("h1")).to_have_text(TITLE)

    # Once retracted, its page says so.
    desk.get_by_role("link", name=TITLE).first.click()
    desk.locator("#id_state").select_option("retracted")
    save(desk)
    expect(desk.locator(".field-correction_kind .errorlist")).to_contain_text(
        "Tell readers why it is retracted"
    )
    desk.locator("#id_correction_kind").select_option("retraction")
    desk.locator("#id_was").fill("The empress set out in May.")
    desk.locator("#id_now_says").fill("There was no such journey.")
    save(desk)
    expect(desk.locator(".messagelist .success")).to_contain_text(TITLE)
    with reader.expecting(410):
        public.reload()
    expect(public.locator("main")).to_contain_text("retracted it")
    expect(public.locator("main")).to_contain_text("There was no such journey.")


def test_an_event_is_drawn_from_words_selected_in_a_post(desk: Page) -> None:
    # A post that no other test cites, as the text that they quote isn't in it.
    desk.goto("/admin/timeline/post/?q=impeaching")
    desk.locator("#result_list tbody th a").first.click()
    desk.locator("#id_text").fill("They left, it says, last Friday, and came back.")
    save(desk)
    desk.get_by_role("link", name="Roberts on impeaching").first.click()
    desk.locator("#id_text").evaluate("(text) => { text.focus(); text.setSelectionRange(20, 31); }")
    expect(desk.locator("#new-event")).to_have_attribute("href", re.compile("exact=last\\+Friday$"))
    desk.locator("#new-event").click()
    expect(desk.locator("#citations-0 .field-post .select2-selection")).to_contain_text(
        "impeaching"
    )
    expect(desk.locator("#id_citations-0-exact")).to_have_value("last Friday")
    # The words are a date, resolved against the day of the post before anything is typed.
    expect(desk.locator("#id_date")).to_have_value("last Friday")
    expect(desk.locator("#reading")).to_contain_text("14 March 2025")
    # So is a date that is typed.
    desk.locator("#id_date").fill("yesterday")
    expect(desk.locator("#reading")).to_contain_text("17 March 2025")
    expect(desk.locator("#reading")).to_contain_text("2025-03-17")
    desk.locator("#id_date").fill("03/04/2014")
    expect(desk.locator("#reading .errornote")).to_be_visible()
    expect(desk.locator("#reading")).to_contain_text("2014-04-03")


def test_an_ambiguous_date_is_told_of_once_and_a_button_writes_what_it_may_be(desk: Page) -> None:
    desk.goto("/admin/timeline/event/add/")
    date = desk.locator("#id_date")
    date.fill("03/04/2014")
    reading = desk.locator("#reading")
    reading.get_by_role("button", name="2014-04-03").press("Enter")
    expect(date).to_have_value("2014-04-03")
    expect(date).to_be_focused()
    expect(reading).to_contain_text("Read as 3 April 2014")
    date.fill("03/04/2014")
    save(desk)
    told = desk.get_by_text("Is this 4 March 2014 or 3 April 2014?")
    expect(told).to_have_count(1)
    assert serious(desk) == []
    desk.get_by_role("button", name="2014-03-04").press("Enter")
    expect(reading).to_contain_text("Read as 4 March 2014")
    expect(told).to_have_count(0)
    expect(date).not_to_have_attribute("aria-invalid", "true")


def test_a_date_is_read_as_it_will_be_saved(desk: Page) -> None:
    """It is resolved against the first cited post, even if that is chosen, moved or removed after
    the date was typed."""
    desk.goto("/admin/timeline/event/add/")
    desk.locator("#id_title").fill("Read and saved")
    desk.locator("#id_date").fill("yesterday")
    reading = desk.locator("#reading")
    expect(reading).to_contain_text("Read as")
    expect(reading).not_to_contain_text("17 March 2025")
    desk.get_by_role("button", name="Add another Citation").click()
    choose(desk, desk.locator("#citations-0 .field-post"), "explained", "Crimea explained")
    expect(reading).to_contain_text("17 March 2025")
    desk.locator("#citations-0 .inline-deletelink").click()
    expect(reading).not_to_contain_text("17 March 2025")
    expect(reading).to_contain_text("Read as")
    desk.get_by_role("button", name="Add another Citation").click()
    citation = desk.locator("#citations-0")
    choose(desk, citation.locator(".field-post"), "explained", "Crimea explained")
    expect(reading).to_contain_text("17 March 2025")
    citation.locator('[name="citations-0-exact"]').fill("yesterday")
    desk.get_by_role("button", name="Add another Citation").click()
    other = desk.locator("#citations-1")
    choose(desk, other.locator(".field-post"), "podcast", "The podcast")
    expect(reading).to_contain_text("That is the day of Reuters live page, 18: Crimea explained")
    citation.locator('[name="citations-0-position"]').fill("1")
    citation.locator('[name="citations-0-position"]').blur()
    expect(reading).to_contain_text("The podcast")
    other.locator(".inline-deletelink").click()
    expect(reading).to_contain_text("Crimea explained")
    save(desk)
    expect(desk.locator(".messagelist")).to_contain_text("17 March 2025")


def test_a_date_is_read_in_the_zone_that_is_typed(desk: Page) -> None:
    desk.goto("/admin/timeline/event/add/")
    desk.locator("#id_date").fill("10 a.m. local time, 18 March 2025")
    expect(desk.locator("#reading p")).to_be_visible()
    desk.locator("summary", has_text="More about the date").click()
    desk.locator("#id_date_tz").fill("America/New_York")
    desk.locator("#id_date_tz").blur()
    expect(desk.locator("#reading")).to_contain_text("2025-03-18T10:00:00-04:00")


def test_a_day_of_the_calendar_is_one_that_the_field_takes(desk: Page) -> None:
    desk.goto("/admin/timeline/event/add/")
    desk.locator("#id_title").fill("Not before a day")
    desk.locator("#id_date").fill("2014")
    desk.locator("#id_publish_at_0").fill("10/12/2026")
    desk.locator("#id_publish_at_1").fill("9 a.m.")
    save(desk)
    expect(desk.locator(".field-publish_at .errorlist")).to_contain_text("10 December 2026?")
    expect(desk.locator("#id_publish_at_0")).to_have_value("10/12/2026")
    desk.locator("#id_publish_at_0").fill("2026-12-10")
    desk.locator(".field-publish_at .date-icon").click()
    desk.locator(".calendarbox").get_by_role("link", name="16", exact=True).click()
    expect(desk.locator("#id_publish_at_0")).to_have_value("2026-12-16")
    desk.locator(".field-publish_at .clock-icon").click()
    desk.locator(".clockbox").get_by_role("link", name="6 p.m.").click()
    desk.locator('input[name="_continue"]').click()
    expect(desk.locator(".messagelist .success")).to_contain_text("Not before a day")
    expect(desk.locator("#id_publish_at_0")).to_have_value("2026-12-16")
    expect(desk.locator("#id_publish_at_1")).to_have_value("18:00:00")


def test_a_table_is_imported_after_a_look_at_it(reader: Reader, desk: Page) -> None:
    desk.goto("/admin/timeline/event/")
    desk.get_by_role("link", name="Import", exact=True).click()
    assert serious(desk) == []
    assert sticking_out(desk, 360, 1440) == {}
    table = "title,date_text,Desk\nContradictions of a table,c. 1783,Foreign\n"
    table += "x" * 80 + ",03/04/2014,\n"
    file: Any = {"name": "sheet.csv", "mimeType": "text/csv", "buffer": table.encode()}
    desk.get_by_label("File").set_input_files(file)
    desk.get_by_role("button", name="Show the plan").click()
    rows = desk.locator(".import tbody tr")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text("“03/04/2014”")
    expect(rows.last).to_contain_text("c. 1783 (1783~")
    assert serious(desk) == []
    assert sticking_out(desk, 360, 1440) == {}
    assert broken_words(desk, 360, 390, 700, 1440) == []
    desk.get_by_label("Reason").fill("From the archive")
    desk.get_by_label("Leave out the refused rows").check()
    desk.locator('input[name="confirm"]').click()
    expect(desk.locator(".messagelist .success")).to_contain_text("1 event added as a draft")
    desk.get_by_role("link", name="Contradictions of a table").click()
    expect(desk.locator(".field-kept")).to_contain_text("Desk: Foreign")


def in_two_tabs(desk: Page, address: str) -> Page:
    """Open the first row of a list in two tabs; return the second one."""
    other = desk.context.new_page()
    for page in (desk, other):
        page.goto(address)
        page.locator("#result_list tbody th a").first.click()
    return other


def test_of_two_tabs_with_one_person_the_second_sees_both_texts(desk: Page) -> None:
    other = in_two_tabs(desk, "/admin/timeline/person/?q=catherine")
    wikidata = desk.locator("#id_wikidata_id").input_value()
    desk.locator("#id_wikidata_id").fill("Q1")
    other.locator("#id_name").fill("Catherine, mine")
    save(desk)
    expect(desk.locator(".messagelist .success")).to_be_visible()
    save(other)
    expect(other.locator(".errorlist")).to_contain_text("changed this while you were writing")
    expect(other.locator(".conflict")).to_contain_text("Q1")
    assert serious(other) == []
    assert sticking_out(other, 360, 1440) == {}
    save(other)
    expect(other.locator(".messagelist .success")).to_contain_text("Catherine, mine")
    other.goto("/admin/timeline/person/?q=catherine")
    other.locator("#result_list tbody th a").first.click()
    expect(other.locator("#id_wikidata_id")).to_have_value("Q1")
    # As it was, for other tests.
    other.locator("#id_name").fill("Catherine the Great")
    other.locator("#id_wikidata_id").fill(wikidata)
    save(other)
    expect(other.locator(".messagelist .success")).to_be_visible()


@pytest.mark.parametrize(
    ("address", "field"),
    [
        ("/admin/timeline/person/?q=catherine", "#id_wikidata_id"),
        (f"/admin/timeline/event/?q={DRAFT_ID}", "#id_label"),
    ],
)
def test_who_goes_back_to_a_form_covers_nobody(desk: Page, address: str, field: str) -> None:
    """The browser restores what was typed into a page that is fetched again."""
    other = desk.context.new_page()
    desk.goto(address)
    desk.locator("#result_list tbody th a").first.click()
    before = desk.locator(field).input_value()
    desk.locator(field).fill("Q1")
    save(desk)
    expect(desk.locator(".messagelist .success")).to_be_visible()
    other.goto(address)
    other.locator("#result_list tbody th a").first.click()
    other.locator(field).fill("Q2")
    save(other)
    expect(other.locator(".messagelist .success")).to_be_visible()
    desk.go_back()
    expect(desk.locator(field)).to_have_value("Q1")
    save(desk)
    expect(desk.locator(".conflict")).to_contain_text("Q2")
    # As it was, for other tests.
    desk.locator(field).fill(before)
    save(desk)
    expect(desk.locator(".messagelist .success")).to_be_visible()


def come_back(page: Page, field: str) -> None:
    """Go to another page and back, twice: the form is fetched again each time."""
    typed = page.locator(field).input_value()
    for _time in range(2):
        page.locator("#site-name a").click()
        expect(page.locator(field)).to_have_count(0)
        page.go_back()
        expect(page.locator(field)).to_have_value(typed)


@pytest.mark.parametrize(
    ("address", "field"),
    [
        ("/admin/timeline/person/?q=catherine", "#id_wikidata_id"),
        (f"/admin/timeline/event/?q={DRAFT_ID}", "#id_label"),
    ],
)
@pytest.mark.parametrize("saves", [False, True])
def test_who_goes_back_where_nobody_has_saved_is_told_of_nobody(
    desk: Page, address: str, field: str, saves: bool
) -> None:
    desk.goto(address)
    desk.locator("#result_list tbody th a").first.click()
    before = desk.locator(field).input_value()
    desk.locator(field).fill("Q1")
    if saves:
        for reason in desk.locator("#id_reason").all():
            reason.fill("A better label")
        save(desk)
        expect(desk.locator(".messagelist .success")).to_be_visible()
        desk.go_back()
        expect(desk.locator(field)).to_have_value("Q1")
    come_back(desk, field)
    desk.locator(field).fill("Q3")
    save(desk)
    expect(desk.locator(".messagelist .success")).to_be_visible()
    # As it was, for other tests.
    desk.goto(address)
    desk.locator("#result_list tbody th a").first.click()
    expect(desk.locator(field)).to_have_value("Q3")
    desk.locator(field).fill(before)
    save(desk)
    expect(desk.locator(".messagelist .success")).to_be_visible()


def test_who_goes_back_finds_what_was_chosen(desk: Page) -> None:
    """A page that is fetched again lacks options from a search, and the former record if another
    tab has saved since."""
    place, topics = desk.locator(".field-place"), desk.locator(".field-topics")
    desk.goto("/admin/timeline/event/add/")
    desk.locator("#id_title").fill("Chosen before, and after")
    desk.locator("#id_date").fill("2014")
    choose(desk, place, "crim", "Crimea")
    choose(desk, topics, "crim", "Crimea")
    desk.locator('input[name="_continue"]').click()
    expect(desk.locator(".messagelist .success")).to_be_visible()
    other = desk.context.new_page()
    other.goto(desk.url)
    desk.locator("#id_label").fill("Q1")
    choose(desk, topics, "meet", "Presidents & Putin")
    topics.get_by_title("Crimea").locator(".select2-selection__choice__remove").click()
    desk.keyboard.press("Escape")
    choose(other, other.locator(".field-place"), "yugo", "Yugoslavia")
    other.locator("#id_label").fill("Q2")
    come_back(desk, "#id_label")
    come_back(other, "#id_label")
    expect(other.locator(".field-place .select2-selection")).to_contain_text("Yugoslavia")
    save(other)
    expect(other.locator(".messagelist .success")).to_be_visible()
    come_back(desk, "#id_label")
    expect(place.locator(".select2-selection")).to_contain_text("Yugoslavia")
    expect(topics.locator(".select2-selection")).to_contain_text("Presidents & Putin")
    expect(topics.locator(".select2-selection")).not_to_contain_text("Crimea")
    save(desk)
    # The label and the topics differ; the place wasn't changed here.
    expect(desk.locator(".conflict tbody tr")).to_have_count(2)
    save(desk)
    expect(desk.locator(".messagelist .success")).to_be_visible()
    desk.goto("/admin/timeline/event/?q=chosen")
    desk.locator("#result_list tbody th a").first.click()
    expect(place.locator(".select2-selection")).to_contain_text("Yugoslavia")
    expect(topics.locator(".select2-selection")).to_contain_text("Presidents & Putin")


def test_who_goes_back_finds_the_rows_that_were_added(desk: Page) -> None:
    desk.goto(f"/admin/timeline/event/?q={DRAFT_ID}")
    desk.locator("#result_list tbody th a").first.click()
    desk.locator("#id_label").fill("Q1")
    add = desk.get_by_role("button", name="Add another Citation")
    for number in range(2):
        add.click()
        row = desk.locator(f"#citations-{number}")
        choose(desk, row.locator(".field-post"), "explained", "Crimea explained")
        row.locator(f"#id_citations-{number}-exact").fill(f"Words {number}")
        row.get_by_label("when").uncheck()
    come_back(desk, "#id_label")
    expect(desk.locator("#id_citations-TOTAL_FORMS")).to_have_value("2")
    for number in range(2):
        row = desk.locator(f"#citations-{number}")
        expect(row.locator(".field-post .select2-selection")).to_contain_text("Crimea explained")
        expect(row.locator(f"#id_citations-{number}-exact")).to_have_value(f"Words {number}")
        expect(row.get_by_label("that it happened")).to_be_checked()
        expect(row.get_by_label("when")).not_to_be_checked()
    # Removed rows aren't restored, just like rows that were never added.
    row.locator(".inline-deletelink").click()
    come_back(desk, "#id_label")
    expect(desk.locator("#id_citations-TOTAL_FORMS")).to_have_value("1")
    expect(desk.locator("#id_citations-0-exact")).to_have_value("Words 0")


def test_who_goes_back_to_a_document_finds_the_posts_that_were_added(desk: Page) -> None:
    desk.goto("/admin/timeline/document/add/")
    desk.locator("#id_headline").fill("Live")
    desk.get_by_role("button", name="Add another Post").click()
    desk.locator("#id_posts-0-number").fill("7")
    desk.locator("#id_posts-0-headline").fill("The seventh")
    desk.keyboard.press("Tab")
    desk.reload()
    expect(desk.locator("#id_posts-0-number")).to_have_value("7")
    expect(desk.locator("#id_posts-0-headline")).to_have_value("The seventh")
    expect(desk.locator("#id_posts-TOTAL_FORMS")).to_have_value("1")


def test_what_was_typed_before_a_colleague_saved_is_compared_after_it(desk: Page) -> None:
    """However often the page was fetched since; and it tells who changed what."""
    other = in_two_tabs(desk, f"/admin/timeline/event/?q={DRAFT_ID}")
    before = desk.locator("#id_summary").input_value()
    desk.locator("#id_label").fill("Q1")
    other.locator("#id_summary").fill("Saved there")
    save(other)
    expect(other.locator(".messagelist .success")).to_be_visible()
    come_back(desk, "#id_label")
    save(desk)
    expect(desk.locator(".conflict tbody tr")).to_have_count(1)
    expect(desk.locator(".conflict tbody")).to_contain_text("by you")
    # As it was, for other tests.
    desk.locator("#id_label").fill("")
    desk.locator("#id_summary").fill(before)
    save(desk)
    expect(desk.locator(".messagelist .success")).to_be_visible()


def test_of_two_tabs_the_second_sees_both_texts(reader: Reader, desk: Page) -> None:
    other = in_two_tabs(desk, f"/admin/timeline/event/?q={DRAFT_ID}")
    desk.locator("#id_title").fill("Hers")
    other.locator("#id_title").fill("Mine")
    other.locator("#id_summary").fill("Mine, too.")
    save(desk)
    expect(desk.locator(".messagelist .success")).to_be_visible()
    save(other)
    expect(other.locator(".conflict")).to_contain_text("Hers")
    expect(other.locator(".conflict")).to_contain_text("Mine, too.")
    assert serious(other) == []
    other.get_by_label("Keep what is on record for Title").check()
    save(other)
    expect(other.locator(".messagelist .success")).to_contain_text("Hers")
    other.goto(f"/admin/timeline/event/?q={DRAFT_ID}")
    other.locator("#result_list tbody th a").first.click()
    expect(other.locator("#id_summary")).to_have_value("Mine, too.")
    # As it was, for other tests.
    other.locator("#id_title").fill(DRAFT_TITLE)
    save(other)


def test_who_is_logged_out_keeps_what_was_typed(reader: Reader, desk: Page) -> None:
    desk.goto("/admin/timeline/event/add/")
    desk.locator("#id_title").fill("Written for an hour")
    desk.context.clear_cookies(name="sessionid")
    date = desk.locator("#id_date")
    date.press_sequentially("18th century")
    expect(desk.locator("#reading")).to_contain_text("You are logged out")
    expect(date).to_be_focused()
    expect(date).to_have_value("18th century")
    assert serious(desk) == []
    with reader.expecting(403):
        save(desk)
        expect(desk.locator(".compare")).to_contain_text("Written for an hour")
    expect(desk.locator(".compare")).to_contain_text("18th century")
    assert serious(desk) == []
    assert sticking_out(desk, 360, 1440) == {}
    expect(desk.get_by_role("link", name="Log in in another tab")).to_be_visible()


def test_who_is_told_of_an_error_goes_on_where_it_is(reader: Reader, desk: Page) -> None:
    desk.goto("/admin/timeline/event/add/")
    expect(desk.locator("#id_title")).to_be_focused()
    desk.locator("#id_title").fill("Some day")
    desk.locator("#id_date").fill("soonish")
    save(desk)
    desk.wait_for_load_state()
    expect(desk.locator("#id_date")).to_be_focused()
    desk.locator("#id_date").fill("2014")
    desk.get_by_role("button", name="Add another Citation").click()
    desk.locator("#id_citations-0-exact").fill("Some words")
    save(desk)
    desk.wait_for_load_state()
    expect(desk.locator("#citations-0 .field-post .select2-selection")).to_be_focused()
    change_form(reader, desk)
    desk.locator("#id_title").fill("")
    save(desk)
    desk.wait_for_load_state()
    expect(desk.locator("#id_title")).to_be_focused()


@pytest.mark.parametrize(
    ("address", "kind", "rows", "field"),
    [
        ("/admin/timeline/event/add/", "Citation", "#citations-0", ".select2-selection"),
        ("/admin/timeline/document/add/", "Post", "#posts-0", "#id_posts-0-number"),
    ],
)
def test_who_adds_a_row_goes_on_in_it_and_who_removes_one_in_the_next(
    reader: Reader, desk: Page, address: str, kind: str, rows: str, field: str
) -> None:
    reader.go(desk, address)
    add = desk.get_by_role("button", name=f"Add another {kind}")
    for number in range(2):
        add.press("Enter")
        added = desk.locator(rows.replace("0", str(number)))
        expect(added.locator(field.replace("0", str(number)))).to_be_focused()
        expect(added.locator(field.replace("0", str(number)))).to_be_in_viewport()
    row = desk.locator(rows)
    row.locator(".inline-deletelink").press("Enter")
    expect(row.locator(field)).to_be_focused()
    row.locator(".inline-deletelink").press("Enter")
    expect(add).to_be_focused()


def test_a_published_event_without_a_source_is_refused(desk: Page) -> None:
    desk.goto("/admin/timeline/event/add/")
    desk.locator("#id_title").fill("Hearsay")
    desk.locator("#id_date").fill("2014")
    desk.locator("#id_state").select_option("published")
    save(desk)
    expect(desk.locator(".errorlist")).to_contain_text("needs a citation")
    expect(desk.locator(".errorlist")).to_be_focused()
    expect(desk.locator("#id_title")).to_have_value("Hearsay")


def test_a_draft_is_shown_to_nobody(reader: Reader, desk: Page) -> None:
    page = reader.open(f"/?q={DRAFT_TITLE.replace(' ', '+')}")
    expect(page.locator("#timeline .ev")).to_have_count(0)
    reader.go(page, f"/e/{DRAFT_ID}/", status=404)
    # At the public URL, not even the editor can see it.
    reader.go(desk, f"/e/{DRAFT_ID}/", status=404)


def test_the_desk_is_shut_to_strangers(reader: Reader) -> None:
    page = reader.open("/admin/timeline/event/")
    expect(page.get_by_label("Password")).to_be_visible()
    page.get_by_label("Username").fill(EDITOR)
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Log in").click()
    expect(page.locator(".errornote")).to_be_visible()


DESK_PAGES = (
    "/admin/",
    "/admin/timeline/event/?q=crimea&state__exact=published",
    "/admin/timeline/event/add/",
    "/admin/timeline/event/quotes/",
    "/admin/timeline/document/add/",
    "/admin/timeline/timeline/add/",
)


GAPS = "/admin/timeline/event/gaps/"


def change_form(reader: Reader, desk: Page) -> None:
    """An event with a citation and a correction."""
    reader.go(desk, "/admin/timeline/event/?q=khrushchev")
    desk.locator("#result_list th a", has_text="Khrushchev").click()
    expect(desk.locator("#id_title")).to_have_value(re.compile("Khrushchev"))


def serious(page: Page) -> list[str]:
    """Return axe's serious and critical violations, in light and dark."""
    # Turn off the colour transitions of the admin's links.
    page.evaluate(
        """() => {
          const still = new CSSStyleSheet();
          still.replaceSync("* { transition: none !important }");
          document.adoptedStyleSheets.push(still);
        }"""
    )
    return violations_in_both_themes(page, "serious", "critical")


def test_axe_finds_nothing_serious_at_the_desk(reader: Reader, desk: Page) -> None:
    found = []
    for path in DESK_PAGES:
        reader.go(desk, path)
        found += serious(desk)
    reader.go(desk, "/admin/timeline/document/")
    desk.locator("#result_list th a", has_text="Trump and Putin").click()
    expect(desk.locator("#id_posts-0-headline")).to_be_visible()
    found += serious(desk)
    change_form(reader, desk)
    found += serious(desk)
    desk.get_by_role("link", name="History").click()
    expect(desk).to_have_title(re.compile("history"))
    found += serious(desk)
    assert found == [], "\n".join(found)


def test_nor_on_a_phone_where_tables_scroll(reader: Reader, desk: Page) -> None:
    desk.set_viewport_size({"width": 360, "height": 740})
    for path in ("/admin/timeline/event/?q=crimea&state__exact=published", GAPS):
        reader.go(desk, path)
        assert serious(desk) == []
    change_form(reader, desk)
    desk.get_by_role("link", name="History").click()
    link = desk.locator("#change-history").get_by_role("link", name="Compare").first
    assert link.evaluate("link => link.getClientRects().length") == 1
    assert link.evaluate("link => link.getBoundingClientRect().height") < 30


@pytest.mark.parametrize("width", [360, 1440])
def test_a_calendar_shows_whole_weeks(reader: Reader, desk: Page, width: int) -> None:
    desk.set_viewport_size({"width": width, "height": 900})
    reader.go(desk, "/admin/timeline/event/add/")
    desk.locator(".field-publish_at .date-icon").click()
    box = desk.locator(".calendarbox").first
    expect(box).to_be_visible()
    cut_off_or_small = """box => [...box.querySelectorAll("th, a")].filter(one => {
      const { left, right, width, height } = one.getBoundingClientRect();
      const frame = box.getBoundingClientRect();
      const small = one.matches("a") && Math.min(width, height) < 24;
      return small || left < frame.left || right > frame.right;
    }).map(one => one.textContent)"""
    assert box.evaluate(cut_off_or_small) == []


def test_a_second_click_sends_nothing(reader: Reader, desk: Page) -> None:
    reader.go(desk, "/admin/timeline/event/add/")
    click = """form => {
      const submit = new Event("submit", { bubbles: true, cancelable: true });
      form.dispatchEvent(submit);
      return submit.defaultPrevented;
    }"""
    form = desk.locator("#event_form")
    assert [form.evaluate(click) for _number in range(3)] == [False, True, True]


def test_the_desk_fits_a_phone(reader: Reader, desk: Page) -> None:
    for path in DESK_PAGES:
        reader.go(desk, path)
        assert sticking_out(desk, 360, 1440) == {}, path
    change_form(reader, desk)
    desk.get_by_role("button", name="Add another Citation").click()
    assert sticking_out(desk, 1440, 360) == {}
    cut_off = """boxes => boxes.flatMap(box => [...box.querySelectorAll(".form-row *")]
      .filter(one => one.getBoundingClientRect().right > box.getBoundingClientRect().right)
      .map(one => one.outerHTML.slice(0, 80)))"""
    assert desk.locator(".inline-related:not(.empty-form)").evaluate_all(cut_off) == []
    crumbs = desk.locator(".breadcrumbs")
    crumbs.evaluate("one => { one.lastChild.textContent += 'Donaudampf'.repeat(8) }")
    assert sticking_out(desk, 360) == {}
    title = desk.locator("#id_title")
    title.fill("Khrushchev hands Crimea over")
    desk.set_viewport_size({"width": 360, "height": 740})
    save_button = desk.locator('input[name="_save"]')
    save_button.scroll_into_view_if_needed()
    expect(save_button).to_be_in_viewport()


@pytest.mark.parametrize("width", [1050, 1101, 1280, 1440])
def test_all_columns_of_the_events_are_in_view(reader: Reader, desk: Page, width: int) -> None:
    desk.set_viewport_size({"width": width, "height": 800})
    reader.go(desk, "/admin/timeline/event/")
    cells = desk.locator("#result_list tbody tr:first-child :is(.field-title a, .field-place)")
    cells.evaluate_all("all => all.forEach(one => { one.textContent = 'Donaudampf'.repeat(6) })")
    assert desk.locator(".results").evaluate("one => one.scrollWidth - one.clientWidth") == 0


def test_words_stand_beside_the_middle_of_their_boxes(reader: Reader, desk: Page) -> None:
    change_form(reader, desk)
    for box in ("#id_citations-0-supports_0", "#id_no_change"):
        middles = desk.locator(box).evaluate(
            """box => {
              const range = document.createRange();
              range.selectNodeContents(document.querySelector(`label[for="${box.id}"]`));
              const words = [...range.getClientRects()].at(-1);
              return [box.getBoundingClientRect(), words].map(one => one.top + one.height / 2);
            }"""
        )
        assert middles[0] == pytest.approx(middles[1], abs=3), box


def test_an_older_version_can_be_looked_at(reader: Reader, desk: Page) -> None:
    change_form(reader, desk)
    summary = desk.locator("#id_summary")
    before = summary.input_value()
    summary.fill(f"{before} Twice told.")
    desk.locator("#id_no_change").check()
    save(desk)
    public = reader.open(f"/e/{CORRECTED_ID}/")
    expect(public.locator(".stand")).to_contain_text("Twice told.")
    change_form(reader, desk)
    desk.get_by_role("link", name="History").click()
    expect(desk.locator("#change-history")).to_be_visible()
    expect(desk.locator("#change-history tbody tr")).not_to_have_count(0)
    desk.locator("#change-history tbody th a").first.click()
    expect(desk.locator("#id_title")).to_have_value(re.compile("Khrushchev"))
    change_form(reader, desk)
    desk.locator("#id_summary").fill(before)
    desk.locator("#id_no_change").check()
    save(desk)
    public.reload()
    expect(public.locator(".stand")).not_to_contain_text("Twice told.")


def test_a_second_factor_is_set_up_with_a_picture(reader: Reader, desk: Page) -> None:
    """Under the CSP, in both themes, on a phone; and it can be left without setting it up."""
    reader.go(desk, "/admin/second-factor/")
    picture = desk.get_by_role("img", name="QR code")
    expect(picture.locator("svg")).to_be_visible()
    assert serious(desk) == []
    assert sticking_out(desk, 360, 1440) == {}
    desk.locator("#id_code").fill("000000")
    desk.get_by_role("button", name="Set it up").click()
    expect(desk.locator(".errorlist")).to_contain_text("doesn’t match the picture")
    desk.get_by_role("link", name="back to the desk").click()
    expect(desk.locator("#user-tools")).to_be_visible()


def test_two_who_are_one_are_merged(reader: Reader, desk: Page) -> None:
    reader.go(desk, "/admin/timeline/person/?q=putin")
    desk.get_by_role("link", name="Add person").click()
    desk.locator("#id_name").fill("Wladimir Putin, the same man")
    save(desk)
    reader.go(desk, "/admin/timeline/person/?q=putin")
    for box in desk.locator("#result_list .action-select").all():
        box.check()
    desk.locator('select[name="action"]').select_option("merge_selected")
    desk.locator('button[name="index"]').click()
    expect(desk.locator(".compare caption")).to_contain_text("Both as they are now")
    assert serious(desk) == []
    assert sticking_out(desk, 360, 1440) == {}
    desk.get_by_label("Reason").fill("The same man")
    desk.get_by_role("button", name="Merge them").click()
    expect(desk.locator(".messagelist .success")).to_contain_text("was merged into")
    public = reader.open("/?person=wladimir-putin-the-same-man")
    expect(public.locator(".ev").first).to_be_visible()


def test_two_events_are_merged(reader: Reader, desk: Page) -> None:
    """From the list, via both side by side, to the redirect of the merged event."""
    for title in ("Twice told, once", "Twice told, again"):
        desk.goto("/admin/timeline/event/add/")
        desk.locator("#id_title").fill(title)
        desk.locator("#id_date").fill("2014-05")
        save(desk)
        expect(desk.locator(".messagelist .success")).to_contain_text(title)
    desk.goto("/admin/timeline/event/?q=twice+told")
    desk.get_by_role("link", name="Twice told, again").first.click()
    desk.get_by_role("link", name="Merge").click()
    assert serious(desk) == []
    choose(desk, desk.locator(".form-row"), "twice told", "Twice told, once")
    desk.get_by_role("button", name="Compare both").click()
    expect(desk.locator(".compare")).to_contain_text("Twice told, once")
    assert serious(desk) == []
    assert sticking_out(desk, 360, 1440) == {}
    assert broken_words(desk, 360, 390, 700, 1440) == []
    desk.set_viewport_size({"width": 800, "height": 800})
    width = desk.locator("#content").evaluate("(one) => one.getBoundingClientRect().width")
    assert width > 700, "no room is left for a bar that is not there"
    desk.set_viewport_size(DESKTOP)
    desk.get_by_label("Reason").fill("The same")
    desk.get_by_role("button", name="Merge them").click()
    expect(desk.locator(".messagelist .success")).to_contain_text("Twice told, once")


def test_a_deleted_event_is_brought_back(reader: Reader, desk: Page) -> None:
    desk.goto("/admin/timeline/event/add/")
    desk.locator("#id_title").fill("Deleted by mistake")
    desk.locator("#id_date").fill("2014-06")
    save(desk)
    desk.get_by_role("link", name="Deleted by mistake").first.click()
    desk.get_by_role("link", name="Delete").click()
    desk.get_by_role("button", name="Yes, I’m sure").click()
    desk.get_by_role("link", name="Recover deleted events").click()
    assert serious(desk) == []
    desk.get_by_role("link", name="Deleted by mistake").click()
    expect(desk.locator("#id_title")).to_have_value("Deleted by mistake")
    assert serious(desk) == []
    assert sticking_out(desk, 360, 1440) == {}
    desk.locator("#id_reason").fill("It was needed")
    save(desk)
    expect(desk.locator(".messagelist .success")).to_contain_text("Deleted by mistake")
