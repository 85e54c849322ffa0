"""The preview of a date while it is typed, and a new event started from a post."""

from __future__ import annotations

import datetime
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.desk.forms import ADD, change_address, citation, form
from tests.factories import make_document, make_post
from timeline.models import Event, Post
from timeline.wording import display

pytestmark = pytest.mark.django_db

READING = reverse("admin:timeline_event_reading")


@pytest.fixture
def post(db: None) -> Post:
    day = datetime.date(2025, 3, 18)
    return make_post(make_document(published_on=day, time_zone="America/New_York"))


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("18th century", ["18th century", "17XX"]),
        ("June 2000", ["June 2000", "2000-06", "1 June 2000", "30 June 2000"]),
        ("last Friday", ["14 March 2025", "2025-03-14", "18 March 2025"]),
        ("10 a.m. local time, 18 March 2025", ["10:00 ET", "2025-03-18T10:00:00-04:00"]),
        ("soonish", ["This can’t be read as a date."]),
        ("<script>", ["This can’t be read as a date."]),
    ],
)
def test_what_is_understood_is_said_while_it_is_typed(
    desk: Client, post: Post, typed: str, words: list[str]
) -> None:
    page = desk.get(READING, {"date": typed, "citations-0-post": str(post.pk)}).content.decode()
    for word in words:
        assert word in page
    assert "<script" not in page


@pytest.mark.parametrize(
    ("typed", "zone", "calendar", "shown"),
    [
        (
            "14:00 Moscow time, 18 March 2025",
            "America/New_York",
            "G",
            "18 March 2025, 14:00 Moscow time",
        ),
        ("10:00, 18 March 2025", "America/New_York", "G", "18 March 2025, 10:00"),
        # Local mean time, four minutes off any offset that can be written.
        ("10:00, 18 March 1850", "America/New_York", "G", "18 March 1850, 10:00"),
        ("2025-03-18T10:00:00-04:00", "", "G", "18 March 2025, 10:00 UTC−4"),
        ("8 April 1783 O.S.", "", "G", "19 April 1783 (8 April O.S.)"),
        ("1783-04-19", "", "J", "19 April 1783 (8 April O.S.)"),
        ("1783", "", "J", "1783"),
        ("19 April 1783 N.S.", "", "J", "19 April 1783 (8 April O.S.)"),
        ("Wednesday, 25 October 1917", "", "J", "7 November 1917 (25 October O.S.)"),
    ],
)
def test_what_is_said_while_typing_is_what_is_saved(
    desk: Client, post: Post, typed: str, zone: str, calendar: str, shown: str
) -> None:
    beside = {"date": typed, "date_tz": zone, "date_calendar": calendar}
    page = desk.get(READING, beside | {"citations-0-post": str(post.pk)}).content.decode()
    assert f"<strong>{shown}" in page
    said = re.search("<strong>(.*?)</strong>", page)
    assert said
    desk.post(ADD, form(desk, ADD, title="X", **beside))
    event = Event.objects.get()
    assert display(event.date, event.date_tz, event.date_calendar) == said[1]


EMPTY = {
    "citations-1-post": "",
    "citations-1-supports": ["event", "date"],
    "citations-1-position": "0",
}


@pytest.mark.parametrize(
    ("change", "number"),
    [
        ({"citations-0-DELETE": "on"}, 1),
        ({"citations-0-position": "2", "citations-0-note": "Why."}, 1),
        ({"citations-0-DELETE": "on", **EMPTY}, 2),
    ],
    ids=["the first is deleted", "another order", "a row without a post"],
)
def test_relative_words_count_from_the_first_post_that_stays_cited(
    desk: Client, draft_event: Event, change: dict[str, Any], number: int
) -> None:
    earlier = make_document("Another", published_on=datetime.date(2024, 1, 10))
    post = make_post(earlier, headline="That day")
    address = change_address(draft_event)
    stay = "citations-0-date_as_written yesterday"
    sent = form(desk, address, date="yesterday", words_stay=stay)
    sent |= change | citation(post, number, position="1")
    page = desk.get(READING, sent).content.decode()
    assert "9 January 2024" in page
    assert f"That is the day of {post}" in page
    assert desk.post(address, sent).status_code == 302
    draft_event.refresh_from_db()
    assert draft_event.date_edtf == "2024-01-09"


def test_relative_words_without_a_source_count_from_today(desk: Client) -> None:
    page = desk.get(READING, {"date": "yesterday"}).content.decode()
    assert "That is today, because no post is cited." in page


def test_a_day_without_a_mark_is_asked_where_the_source_is_julian(desk: Client) -> None:
    beside = {"date": "8 April 1783", "date_calendar": "J"}
    page = desk.get(READING, beside).content.decode()
    assert "write O.S. after it" in page
    assert re.findall(r'<code class="offered">(.*?)</code>', page) == ["1783-04-19", "1783-04-08"]
    response = desk.post(ADD, form(desk, ADD, title="X", **beside))
    assert "write O.S. after it" in response.context["adminform"].form.errors["date"][0]


@pytest.mark.parametrize(
    ("typed", "candidates"),
    [
        ("8 апреля 1783", ["1783-04-19", "1783-04-08"]),
        ("Thursday, 25 October 1917", ["1917-11-07", "1917-11-08", "1917-10-25"]),
        ("8 April to May 1783", ["1783-04-08/1783-05"]),
        ("03/04/1783", ["1783-03-15", "1783-04-14"]),
        ("25 October ’17", ["2017-11-07", "1917-11-07", "1817-11-06"]),
    ],
)
def test_no_day_of_a_julian_source_is_gregorian_unasked(
    desk: Client, typed: str, candidates: list[str]
) -> None:
    page = desk.get(READING, {"date": typed, "date_calendar": "J"}).content.decode()
    assert re.findall('<code class="offered">(.*?)</code>', page) == candidates


@pytest.mark.parametrize(
    ("typed", "asked", "offered"),
    [
        ("2:30 a.m. March 9, 2025", "Clocks in that zone skipped 9 March 2025, 02:30.", ""),
        ("2025-03-09T02:30:00", "Clocks in that zone skipped 9 March 2025, 02:30.", ""),
        (
            "1:30 a.m. November 2, 2025",
            "showed 2 November 2025, 01:30 twice",
            '<code class="offered">2025-11-02T01:30:00-05:00</code>, '
            '<code class="offered">2025-11-02T01:30:00-04:00</code>',
        ),
    ],
)
def test_what_the_clocks_of_the_zone_skipped_or_showed_twice_is_asked(
    desk: Client, typed: str, asked: str, offered: str
) -> None:
    """The zone may be in the words or in the field beside them."""
    beside = {"date": typed, "date_tz": "America/New_York"}
    page = desk.get(READING, beside).content.decode()
    assert asked in page
    assert offered in page
    response = desk.post(ADD, form(desk, ADD, title="X", **beside))
    said = response.context["adminform"].form.errors["date"][0]
    assert asked in said
    assert offered in said
    assert "load, input" not in response.content.decode(), "it would be said twice"


@pytest.mark.parametrize("key", ["", "x", "9" * 30, "0", "-1", "²"])
def test_nothing_that_is_sent_is_an_error_of_ours(desk: Client, key: str) -> None:
    sent = {"date": "yesterday", "citations-0-post": key, "date_tz": key}
    assert desk.get(READING, sent).status_code == 200
    assert desk.get(ADD, {"post": key}).status_code == 200
    typed = {"title": "X", "date": "yesterday", "citations-0-post": key}
    assert desk.post(ADD, form(desk, ADD) | typed).status_code in {200, 302}


def test_strangers_read_nothing(reader: Client) -> None:
    assert reader.get(READING, {"date": "2014"}).status_code == 302


def test_who_is_logged_out_is_told_so_in_the_form(desk: Client) -> None:
    """HTMX would follow a redirect and swap in the login page."""
    desk.logout()
    response = desk.get(READING, {"date": "2014"}, headers={"HX-Request": "true"})
    assert response.status_code == 200, "HTMX shows nothing else"
    page = response.content.decode()
    assert "You are logged out" in page
    assert 'href="/admin/login/" target="_blank"' in page
    assert "<form" not in page
    assert "2014" not in page
    assert "no-store" in response["Cache-Control"]


def test_an_event_begins_with_its_post(desk: Client, post: Post) -> None:
    page = desk.get(reverse("admin:timeline_post_change", args=[post.pk])).content.decode()
    address = f"{ADD}?post={post.pk}"
    assert f'href="{address}"' in page
    context = desk.get(f"{address}&exact=on+Tuesday").context
    [citation] = context["inline_admin_formsets"][0].formset.forms
    assert (citation["post"].value(), citation["exact"].value()) == (post.pk, "on Tuesday")
    assert context["adminform"].form["date_tz"].value() == "America/New_York"


@pytest.mark.parametrize(("words", "dated"), [("yesterday", "yesterday"), ("a call", "")])
def test_selected_words_that_are_a_date_fill_it_in(
    desk: Client, post: Post, words: str, dated: str
) -> None:
    context = desk.get(ADD, {"post": str(post.pk), "exact": words}).context
    [citation] = context["inline_admin_formsets"][0].formset.forms
    assert citation["date_as_written"].value() == dated
    assert context["adminform"].form["date"].value() == dated


def test_a_date_that_was_typed_is_read_when_the_form_is_opened(
    desk: Client, post: Post, draft_event: Event
) -> None:
    address = change_address(draft_event)

    def is_read(response: Any) -> bool:
        return 'hx-trigger="load, input' in response.content.decode()

    assert is_read(desk.get(ADD, {"post": str(post.pk), "exact": "yesterday"}))
    assert is_read(desk.post(address, form(desk, address, date="last Friday", title="")))
    # The field is empty, or shows the stored date.
    assert not is_read(desk.get(ADD))
    assert not is_read(desk.get(address))


def test_words_drawn_over_the_end_of_a_line_stay_words(desk: Client) -> None:
    page: Any = desk.get(ADD, {"post": str(make_post().pk), "exact": "March 18,\r\n2025"})
    [citation] = page.context["inline_admin_formsets"][0].formset.forms
    assert citation["exact"].value() == "March 18, 2025"
    assert page.context["adminform"].form["date"].value() == "March 18, 2025"


def test_who_selects_more_than_a_phrase_takes_is_told(desk: Client) -> None:
    words = " ".join(["word"] * 50)
    page = desk.get(ADD, {"post": str(make_post().pk), "exact": words})
    assert (
        "You selected 249 characters, but a phrase can have at most 200. The rest was left out."
    ) in page.content.decode()
    formset = page.context["inline_admin_formsets"][0].formset
    assert formset.forms[0]["exact"].value() == words[:200]
