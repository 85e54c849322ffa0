"""`/` and `/t/<slug>/`: URLs, the form, the fragment, and the texts of a page."""

from __future__ import annotations

import json
import re
from urllib.parse import quote, urlencode
from xml.etree.ElementTree import Element, tostring

import pytest
from django.test import Client
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.dates.strategies import valid_edtf
from tests.factories import (
    make_citation,
    make_document,
    make_event,
    make_person,
    make_post,
    make_timeline,
    make_topic,
)
from tests.paging import walk
from tests.test_querysets import HANDPICKED, save_dates
from tests.web import by_id, links, metas, parse, parse_fragment, rows, text, titles
from timeline import drawing, queries
from timeline.models import Document, Event, Person, Place, Post, Timeline, Topic

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}
SITE = "http://127.0.0.1:8000"


@pytest.fixture
def three(db: None) -> list[Event]:
    return [
        make_event("The khanate falls", "17XX", topics=["Crimea"], place="Crimea"),
        make_event("A meeting", "2000-06-03", topics=["Meetings"], people=["Bill Clinton"]),
        make_event("A call", "2025-03-18", topics=["Calls"], people=["Donald Trump"]),
    ]


# --- the address ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sent", "clean"),
    [
        ("/?q=&from=&to=&dates=possible&sort=oldest", "/"),
        ("/?q=call&from=&to=&dates=possible&sort=oldest", "/?q=call"),
        (
            "/?q=&from=18th+century&to=last+year&topic=meetings&topic=calls&dates=certain&sort=newest",
            "/?topic=calls&topic=meetings&from=18th+century&to=last+year&dates=certain&sort=newest",
        ),
        ("/?q=&from=soonish&to=&dates=possible&sort=oldest", "/?from=soonish"),
        ("/?q=&utm_source=x", "/"),
        ("/?q=&after=x", "/"),
        ("/t/all/?q=&dates=certain&sort=oldest", "/t/all/?dates=certain"),
    ],
)
def test_a_submitted_form_gets_a_clean_address(
    reader: Client, three: list[Event], sent: str, clean: str
) -> None:
    make_timeline("all")
    response = reader.get(sent)
    assert (response.status_code, response["Location"]) == (302, clean)
    assert reader.get(clean).status_code == 200


@pytest.mark.parametrize(
    "address", ["/", "/?q=call", "/?sort=newest", "/?topic=calls&topic=meetings", "/?from=soonish"]
)
def test_an_address_that_is_clean_stays(reader: Client, three: list[Event], address: str) -> None:
    assert reader.get(address).status_code == 200


@pytest.mark.parametrize(
    ("address", "canonical"),
    [
        ("/?utm_source=mail", "/"),
        ("/?topic=meetings&topic=calls", "/?topic=calls&topic=meetings"),
        ("/?sort=oldest", "/"),
        ("/?from=soonish&q=call", "/?q=call"),
        ("/?q=%D0%9A%D1%80%D1%8B%D0%BC", "/?q=%D0%9A%D1%80%D1%8B%D0%BC"),
        ("/t/all/?sort=newest", "/t/all/?sort=newest"),
    ],
)
def test_the_canonical_link_is_the_query_in_order_without_noise(
    reader: Client, three: list[Event], address: str, canonical: str
) -> None:
    make_timeline("all")
    page = parse(reader.get(address))
    assert links(page, "canonical") == [SITE + canonical]
    path, mark, query = canonical.partition("?")
    data = [f"{path}{name}{mark}{query}" for name in ("events.csv", "events.json")]
    assert links(page, "alternate")[:2] == data
    for found in (*data, f"{path}events.timelinejs.json{mark}{query}"):
        assert reader.get(found).status_code == 200
        assert found in [link.get("href") for link in page.iter("a")]


def _hrefs(page: Element) -> list[str]:
    return [str(link.get("href")) for link in page.iter("a")]


def test_a_further_page_is_an_address_of_its_own(reader: Client, db: None) -> None:
    """It has its own URL in the head, in print, in the share panel, and for HTMX."""
    for number in range(120):
        make_event(f"Event {number}", str(2000 + number))
    follows = by_id(parse(reader.get("/?from=2000")), "next").get("href")
    further = str(follows).removesuffix("#timeline")
    assert further.startswith("/?from=2000&after=")
    page = parse(reader.get(further))
    assert links(page, "canonical") == [SITE + further]
    assert metas(page, "robots") == ["noindex"]
    assert text(page.find(".//p[@class='addr']")).endswith(SITE + further)
    [share] = [at for at in _hrefs(page) if at.startswith("/share/")]
    shared = reader.get(share)
    assert shared.context["sheet"].link == SITE + further
    assert further in _hrefs(parse(shared)), "the way back"
    answer = reader.get(further, headers={"HX-Request": "true"})
    assert answer["HX-Push-Url"] == further


def test_a_page_whose_events_are_gone_says_that_the_list_ends_before_it(
    reader: Client, db: None
) -> None:
    events = [make_event(f"Event {number}", str(2000 + number)) for number in range(120)]
    page = parse(reader.get("/"))
    further = str(by_id(page, "next").get("href")).removesuffix("#timeline")
    for event in events[50:]:
        event.state = Event.State.RETRACTED
        event.save()
    post = Post.objects.get(citations__event=events[0])
    for address in (further, post.get_absolute_url() + further.removeprefix("/")):
        said = text(parse(reader.get(address)))
        assert "This page is past the end of the list" in said, address
        assert "No event" not in said
        assert "50 of 50" not in said
    page = parse(reader.get(further))
    assert by_id(page, "none-first").get("href") == "/"
    assert "First page" not in text(page), "one way is enough"


@pytest.mark.parametrize(
    ("address", "robots"),
    [
        ("/", ["max-image-preview:large"]),
        ("/?topic=calls", ["max-image-preview:large"]),
        ("/?topic=calls&topic=meetings", ["noindex"]),
        ("/?q=call", ["noindex"]),
        ("/?topic=calls&sort=newest", ["noindex"]),
    ],
)
def test_one_facet_is_worth_finding_and_more_is_not(
    reader: Client, three: list[Event], address: str, robots: list[str]
) -> None:
    assert metas(parse(reader.get(address)), "robots") == robots


def test_an_old_slug_leads_on_with_its_query(reader: Client) -> None:
    saved = make_timeline("first")
    for slug in ("second", "третья"):
        saved.slug = slug
        saved.save()
    for old in ("first", "second"):
        for ending in ("", "events.json"):
            response = reader.get(f"/t/{old}/{ending}?sort=newest&q=%D0%B0")
            assert response.status_code == 301
            wanted = f"/t/{quote('третья')}/{ending}?sort=newest&q=%D0%B0"
            assert response["Location"] == wanted
            assert reader.get(wanted).status_code == 200


def test_a_slug_that_is_taken_over_belongs_to_the_new_timeline(reader: Client) -> None:
    old = make_timeline("calls", title="Old calls")
    old.slug = "old-calls"
    old.save()
    make_timeline("calls", title="New calls")
    response = reader.get("/t/calls/")
    assert response.status_code == 200
    assert text(parse(response).find(".//h1")) == "New calls"


def test_a_draft_timeline_has_no_address(reader: Client) -> None:
    make_timeline("draft", state=Timeline.State.DRAFT)
    assert reader.get("/t/draft/").status_code == 404
    assert reader.get("/t/draft/events.json").status_code == 404
    assert "draft" not in text(parse(reader.get("/t/")))


@pytest.mark.parametrize("address", ["/", "/t/", "/t/all/", "/events.json", "/d/", "/corrections/"])
def test_pages_are_for_reading(reader: Client, address: str) -> None:
    make_timeline("all")
    got, head = reader.get(address), reader.head(address)
    assert head.status_code == got.status_code == 200
    assert not head.content
    stranger = Client(enforce_csrf_checks=True)
    for method in ("post", "put", "patch", "delete"):
        response = getattr(stranger, method)(address)
        assert response.status_code == 405
        assert response["Allow"] == "GET, HEAD"


# --- the fragment ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "pushed"),
    [
        ("/?q=&from=&to=&dates=possible&sort=oldest", "/"),
        ("/?q=call&from=&to=&sort=newest", "/?q=call&sort=newest"),
        ("/?from=soonish&q=call&to=", "/?q=call&from=soonish"),
        ("/t/all/?topic=meetings&topic=calls", "/t/all/?topic=calls&topic=meetings"),
    ],
)
def test_htmx_gets_the_fragment_and_the_address_of_the_page(
    reader: Client, three: list[Event], asked: str, pushed: str
) -> None:
    make_timeline("all")
    response = reader.get(asked, headers=HTMX)
    assert response.status_code == 200
    assert response["HX-Push-Url"] == pushed
    fragment = parse_fragment(response)
    assert not list(fragment.iter("h1"))
    page = reader.get(pushed)
    assert page.status_code == 200
    assert titles(fragment) == titles(parse(page))
    assert text(fragment.find(".//title")) == text(parse(page).find(".//title"))


@pytest.mark.parametrize("headers", [{}, HTMX])
@pytest.mark.parametrize("address", ["/", "/t/all/", "/?q="])
def test_caches_are_told_that_the_fragment_differs(
    reader: Client, address: str, headers: dict[str, str]
) -> None:
    make_timeline("all")
    response = reader.get(address, headers=headers)
    assert "HX-Request" in response["Vary"]
    assert "Cookie" not in response["Vary"]


def test_who_goes_back_gets_the_whole_page(reader: Client) -> None:
    going_back = HTMX | {"HX-History-Restore-Request": "true"}
    page, fragment = (reader.get("/", headers=headers) for headers in (going_back, HTMX))
    assert page.content == reader.get("/").content
    assert page.content.startswith(b"<!doctype html>")
    assert b"<!doctype" not in fragment.content
    assert "HX-History-Restore-Request" in page["Vary"]


@pytest.mark.parametrize(
    "headers",
    [
        {"HX-Request": "%74rue", "HX-Request-URI-AutoEncoded": "true"},
        {"HX-Request": "true,true"},
        {"HX-Request": "TRUE"},
        {"HX-Request": ""},
    ],
)
def test_what_a_cache_would_not_take_for_htmx_gets_the_whole_page(
    reader: Client, headers: dict[str, str]
) -> None:
    assert reader.get("/", headers=headers).content.startswith(b"<!doctype html>")


# --- what a page says -----------------------------------------------------------------------------


def test_events_are_listed_in_both_orders(reader: Client, three: list[Event]) -> None:
    oldest = ["The khanate falls", "A meeting", "A call"]
    assert titles(parse(reader.get("/"))) == oldest
    assert titles(parse(reader.get("/?sort=newest"))) == oldest[::-1]


def test_a_bad_value_stands_where_it_was_typed_with_its_error(
    reader: Client, three: list[Event]
) -> None:
    response = reader.get("/?from=soonish&topic=nope&q=call")
    assert response.status_code == 200
    page = parse(response)
    field = by_id(page, "from")
    assert (field.get("value"), field.get("aria-invalid")) == ("soonish", "true")
    assert "This can’t be read as a date. Write it like 3 June 2000," in text(
        by_id(page, "echo-from")
    )
    assert by_id(page, "to").get("aria-invalid") is None
    assert text(by_id(page, "problems")) == "There is no topic “nope” here."
    assert titles(page) == ["A call"], "what could be read still narrows"


def test_a_range_that_ends_before_it_begins_is_said_at_its_end(
    reader: Client, three: list[Event]
) -> None:
    page = parse(reader.get("/?from=2020&to=2000"))
    assert "2000 is earlier than 2020" in text(by_id(page, "echo-to"))
    assert titles(page) == ["A call"], "the beginning still counts"


def test_a_typed_date_is_echoed_as_it_was_read(reader: Client, three: list[Event]) -> None:
    page = parse(reader.get("/?from=18th+century&to=June+2000"))
    assert text(by_id(page, "echo-from")).endswith("read as 1 January 1700 onwards")
    assert text(by_id(page, "echo-to")).endswith("read as up to 30 June 2000")
    assert titles(page) == ["The khanate falls", "A meeting"]


def test_about_does_not_widen_a_range_and_says_so(reader: Client) -> None:
    page = parse(reader.get("/?from=c.+1944&to=1950"))
    assert "“About” does not widen the range." in text(by_id(page, "echo-from"))
    assert "widen" not in text(by_id(page, "echo-to"))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("last year", "From last year"),
        ("2014", "From 2014"),
        ("2025-03", "From March 2025"),
        ("2025-03-18T06:00:00", "From 18 March 2025, 06:00"),
    ],
)
def test_a_chip_says_a_date_as_people_do(reader: Client, typed: str, said: str) -> None:
    page = parse(reader.get(f"/?from={quote(typed)}"))
    assert text(by_id(page, "chip-1")).startswith(said)
    assert by_id(page, "chip-1").get("data-value") == typed


def test_the_chips_of_topics_stand_as_the_lanes_do(reader: Client) -> None:
    for position, name in enumerate(("War", "Art")):
        make_topic(name, position=position)
        make_event(f"{name}!", topics=[name])
    page = parse(reader.get("/?topic=art&topic=war"))
    assert [text(by_id(page, f"chip-{n}")).split(",")[0] for n in (1, 2)] == ["War", "Art"]


def test_a_range_breaks_at_its_dash(reader: Client) -> None:
    make_event("A siege", "2014-02/2014-03-18")
    make_event("A day", "2014-05-01")
    page = parse(reader.get("/"))
    ends = [[text(end) for end in date] for date in page.iter() if date.get("data-edtf")]
    assert ends == [["February 2014 –", "18 March 2014"], []]


def test_what_only_may_lie_in_the_range_is_marked(reader: Client, three: list[Event]) -> None:
    page = parse(reader.get("/?from=1783&to=2001"))
    marked = ["Possibly in range" in text(row) for row in rows(page)]
    assert marked == [True, False]
    assert "1 certainly in range, 1 possibly" in text(by_id(page, "status"))
    certain = parse(reader.get("/?from=1783&to=2001&dates=certain"))
    assert titles(certain) == ["A meeting"]
    assert "Possibly" not in text(by_id(certain, "timeline"))


def test_the_status_says_how_many_of_how_many(reader: Client, three: list[Event]) -> None:
    assert text(by_id(parse(reader.get("/?q=call")), "status")) == "1 of 3 events"
    assert text(by_id(parse(reader.get("/")), "status")).startswith("3 events")


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("q=call&from=marchember", "1 of 3 events ignoring the date that can’t be used"),
        ("from=2014&to=1914", "1 of 3 events ignoring the date that can’t be used"),
        ("q=call&from=nope&to=nope", "1 of 3 events ignoring the dates that can’t be used"),
        ("q=call&topic=nope", "1 of 3 events"),
    ],
)
def test_the_status_says_that_it_counts_without_a_date(
    reader: Client, three: list[Event], query: str, said: str
) -> None:
    assert text(by_id(parse(reader.get(f"/?{query}")), "status")) == said


@pytest.mark.parametrize(
    ("query", "said", "href"),
    [
        ("q=2014", "“2014” as a date: 2 events", "/?from=2014&to=2014"),
        ("q=March+2014", "“March 2014” as a date: 1 event", "/?from=March+2014&to=March+2014"),
        (
            "q=2014&topic=calls&dates=certain",
            "“2014” as a date: 1 event",
            "/?topic=calls&from=2014&to=2014&dates=certain",
        ),
    ],
)
def test_words_that_are_a_date_lead_to_its_events(
    reader: Client, query: str, said: str, href: str
) -> None:
    make_event("Annexed", "2014-03-18")
    make_event("A call", "2014-05", topics=["Calls"])
    way = by_id(parse(reader.get(f"/?{query}")), "dated")
    assert (text(way), way.get("href")) == (said, href)


def test_words_that_are_a_date_and_stand_in_an_event_are_both(reader: Client) -> None:
    make_event("Annexed in 2014", "2014-03-18")
    page = parse(reader.get("/?q=2014"))
    assert text(by_id(page, "status")) == "1 of 1 event “2014” as a date: 1 event"
    assert titles(page) == ["Annexed in 2014"]


@pytest.mark.parametrize(
    ("query", "ways"),
    [
        ("from=Febuary+2014&topic=calls", {"February 2014": "topic=calls&from=February+2014"}),
        (
            "from=1999&to=03/04/2014",
            {
                "4 March 2014": "from=1999&to=4+March+2014",
                "3 April 2014": "from=1999&to=3+April+2014",
            },
        ),
        ("from=soonish", {}),
    ],
)
def test_what_a_date_may_mean_is_a_click_away(
    reader: Client, query: str, ways: dict[str, str]
) -> None:
    make_topic("Calls")
    for headers in ({}, HTMX):
        response = reader.get(f"/?{query}", headers=headers)
        page = parse_fragment(response) if headers else parse(response)
        offered = {text(a): a.get("href") for a in page.iter("a") if "-way-" in (a.get("id") or "")}
        assert offered == {words: f"/?{asked}" for words, asked in ways.items()}


@pytest.mark.parametrize(
    "query", ["q=2013", "q=call", "q=March", "q=2014&from=2000", "from=2014", ""]
)
def test_other_words_do_not(reader: Client, query: str) -> None:
    make_event("A call in 2014", "2014-03-18")
    assert "as a date" not in text(parse(reader.get(f"/?{query}")))


def test_every_active_filter_can_be_taken_out_by_a_link(reader: Client, three: list[Event]) -> None:
    asked = [
        ("q", "a"),
        ("topic", "calls"),
        ("topic", "meetings"),
        ("person", "donald-trump"),
        ("from", "2000"),
        ("to", "2025"),
        ("dates", "certain"),
    ]
    page = parse(reader.get(f"/?{urlencode(asked)}"))
    chips = [a for a in by_id(page, "active").iter("a") if a.get("data-field")]
    assert len(chips) == len(asked)
    for chip, pair in zip(chips, asked, strict=True):
        rest = [other for other in asked if other != pair]
        assert chip.get("href") == f"/?{urlencode(rest)}"
        assert chip.get("data-field") == pair[0]
    assert by_id(page, "clear").get("href") == "/"


def test_a_chip_leaves_the_dates_that_cannot_be_read(reader: Client) -> None:
    make_event("A call")
    for asked, rest in (
        ("from=2020&to=2010", "to=2010"),
        ("q=call&from=soonish&to=whenever", "from=soonish&to=whenever"),
    ):
        [chip] = [a for a in by_id(parse(reader.get(f"/?{asked}")), "active").iter("a")
                  if a.get("data-field")]  # fmt: skip
        assert chip.get("href") == f"/?{rest}"


def test_an_empty_result_offers_the_nearest_ways_out(reader: Client, three: list[Event]) -> None:
    page = parse(reader.get("/?q=xyzzy&topic=calls"))
    way = by_id(page, "hint-1")
    assert (way.get("href"), text(way)) == ("/?topic=calls", "Drop the words: 1 event")


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("topic=calls", "Drop the topics: 2 events"),
        ("person=donald-trump", "Drop the people: 2 events"),
        ("place=crimea", "Drop the place: 2 events"),
        ("source={source}", "Drop the source: 2 events"),
        ("from=2024", "Drop the dates: 2 events"),
    ],
)
def test_every_part_of_a_query_can_be_the_way_out(reader: Client, query: str, said: str) -> None:
    for title in ("The first zebra", "The second zebra"):
        make_event(title, "1950")
    make_event("A call", "2025", topics=["Calls"], people=["Donald Trump"], place="Crimea")
    source = make_document("Another page")
    make_citation(make_event("Elsewhere", cite=False), make_post(source))
    page = parse(reader.get(f"/?q=zebra&{query.format(source=source.public_id)}"))
    ways = by_id(page, "timeline").findall(".//section[@class='none']//li")
    assert said in map(text, ways)


@pytest.mark.parametrize(
    ("query", "said", "ways"),
    [
        ("q=xyzzy", "No event matches", "Try this instead:"),
        ("q=xyzzy&topic=calls", "No event matches all of these", "Try this instead:"),
        (
            "topic=calls&person=bill-clinton",
            "No event matches all of these",
            "Try one of these instead:",
        ),
    ],
)
def test_an_empty_result_says_so_of_one_filter_or_of_several(
    reader: Client, three: list[Event], query: str, said: str, ways: str
) -> None:
    page = parse(reader.get(f"/?{query}"))
    none = page.find(".//section[@class='none']")
    assert none is not None
    assert [text(none.find(part)) for part in ("h2", "p")] == [said, ways]


def test_a_timeline_without_events_leads_to_everything(reader: Client) -> None:
    make_timeline("new")
    for path in ("/t/new/", "/t/new/?q=xyzzy"):
        nothing = by_id(parse(reader.get(path)), "timeline").find(".//section[@class='none']")
        assert nothing is not None
        assert text(nothing) == "This timeline has no events yet Show everything"
        assert [link.get("href") for link in nothing.iter("a")] == ["/"]
    nothing = by_id(parse(reader.get("/")), "timeline").find(".//section[@class='none']")
    assert text(nothing) == "This timeline has no events yet"
    assert "no events yet" in text(parse(reader.get("/t/new/embed/")))


def test_an_event_without_a_topic_has_one_sign(reader: Client) -> None:
    event = make_event("A call", "20XX")
    page = parse(reader.get("/"))
    drawn = tostring(by_id(page, "plot"), encoding="unicode")
    assert "#k-0" in drawn
    assert "#h-0" in drawn
    assert "#m-0" in tostring(by_id(page, f"e-{event.public_id}"), encoding="unicode")
    assert by_id(page, "h-0") is not None


def test_an_empty_result_offers_words_as_a_date_first_and_once(
    reader: Client, three: list[Event]
) -> None:
    page = parse(reader.get("/?q=2000&topic=meetings"))
    assert "as a date" not in text(by_id(page, "status"))
    first, *_others = by_id(page, "timeline").findall(".//section[@class='none']//a")
    assert first == by_id(page, "dated")
    assert text(first) == "“2000” as a date: 1 event"
    assert first.get("href") == "/?topic=meetings&from=2000&to=2000"


def test_a_timeline_takes_the_same_query_on_top(reader: Client, three: list[Event]) -> None:
    make_timeline("talks", query="topic=calls&topic=meetings", title="Talks")
    assert titles(parse(reader.get("/t/talks/"))) == ["A meeting", "A call"]
    page = parse(reader.get("/t/talks/?person=bill-clinton"))
    assert titles(page) == ["A meeting"]
    assert text(by_id(page, "status")) == "1 of 2 events"
    assert titles(parse(reader.get("/t/talks/?topic=crimea"))) == []


@pytest.mark.parametrize(
    "source", ["a-live-page", "live-1", "bcdfghjk-x", "bcdfghjk-", "-1", "bcdfghjk-%00", "%00"]
)
def test_a_saved_source_that_names_none_finds_nothing(
    reader: Client, three: list[Event], source: str
) -> None:
    """The admin saves only ids, but code that writes to the database may save anything."""
    make_timeline("talks", query=f"source={source}")
    assert titles(parse(reader.get("/t/talks/"))) == []


def test_all_timelines_are_listed_with_their_counts(reader: Client, three: list[Event]) -> None:
    make_timeline("talks", query="topic=calls&topic=meetings", title="Talks")
    make_timeline("call", query="topic=calls", title="The call", standfirst="One call.")
    page = parse(reader.get("/t/"))
    listed = {text(a): a.get("href") for a in page.iter("a") if "/t/" in (a.get("href") or "")}
    assert listed.items() >= {"Talks": "/t/talks/", "The call": "/t/call/"}.items()
    assert "2 events" in text(page)
    assert "One call." in text(page)


@pytest.mark.parametrize("sort", ["", "sort=newest", "dates=certain&sort=newest"])
def test_following_the_next_links_shows_every_event_once(
    reader: Client, monkeypatch: pytest.MonkeyPatch, sort: str
) -> None:
    monkeypatch.setattr(queries, "PAGE_SIZE", 10)
    monkeypatch.setattr(queries, "ORPHANS", 2)
    save_dates([*HANDPICKED, *["2014-03-18"] * 12])
    address, seen, trail, names = f"/?{sort}", [], [], set()
    for _page in range(10):
        page = parse(reader.get(address))
        seen += [row.get("id") for row in rows(page)]
        trail.append(address)
        names.add(text(page.find(".//title")))
        if address != f"/?{sort}":
            first = f"/?{sort}" if sort else "/"
            back = {link.get("href") for link in page.iter("a") if link.get("id") == "first"}
            assert back == ({f"{first}#timeline"} if len(trail) > 2 else set())
            before = trail[-2] if len(trail) > 2 else f"{first}#timeline"
            assert links(page, "prev") == [before] * 2, "above the list and below it"
            assert metas(page, "robots") == ["noindex"]
        following = links(page, "next")
        if not following:
            break
        part = f"{len(seen) - 9}–{len(seen)}"
        assert f"showing {part}" in text(page)
        assert f"{part} of {Event.objects.count()}" in text(page)
        [address] = following
        assert address.endswith("#timeline"), "a page goes on with the list, not with the chart"
    assert len(seen) == len(set(seen)) == Event.objects.count()
    assert len(names) == len(trail), "no page is named like another"


@settings(max_examples=10)
@given(st.lists(valid_edtf, min_size=10, max_size=20), st.sampled_from(["", "?sort=newest"]))
@example(HANDPICKED, "")
@example(["-9901", "-9999", "-9991-03", "9999-12-31"], "")
@example([f"-999{n}-03" for n in range(1, 10)] * 2, "")
def test_any_dates_make_a_page(db: None, texts: list[str], query: str) -> None:
    Event.objects.all().delete()
    save_dates(texts)
    page = parse(Client().get(f"/{query}"))
    assert len(rows(page)) == len(texts)


# --- whatever is typed ----------------------------------------------------------------------------

LONG = "x" * 10_000
NASTY = [
    "\x00",
    "NEAR(",
    '"',
    "'; DROP TABLE timeline_event; --",
    "%",
    "\\",
    "<script>alert(1)</script>",
    "9" * 400,
    "-1",
    "1e999",
    "Y" + "9" * 300,
    "../..",
    "[..]",
    "٣",
    "\ufffe",
    "\U0010ffff",
    LONG,
    "2014-03-18T99:99",
    "\u202e",
    "{0.__class__}",
    "%(x)s",
    "{x}",
]
KEYS = ["q", "topic", "person", "place", "source", "from", "to", "dates", "sort", "after", "page"]
#: Characters that a URL can contain: surrogates can't be encoded, for these see raw bytes below.
typed = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=40), st.sampled_from(NASTY)
)
ADDRESSES = ["/", "/t/all/", "/events.json", "/t/all/events.json"]


@settings(max_examples=40)
@given(
    st.sampled_from(ADDRESSES),
    st.lists(st.tuples(st.one_of(st.sampled_from(KEYS), typed), typed), max_size=5),
    st.booleans(),
)
@example("/", [("q", ""), ("topic", LONG), ("topic", f"{LONG}y")], False)  # too long to redirect
def test_no_query_is_an_error_of_ours(
    db: None, address: str, pairs: list[tuple[str, str]], htmx: bool
) -> None:
    Timeline.objects.get_or_create(slug="all", defaults={"title": "All", "state": "published"})
    response = Client().get(
        f"{address}?{urlencode(pairs)}", follow=True, headers=HTMX if htmx else None
    )
    if "json" in address:
        assert response.status_code in (200, 400)
        response.json()
    else:
        assert response.status_code == 200


@settings(max_examples=40)
@given(st.sampled_from(ADDRESSES), st.binary(max_size=60), st.sampled_from(KEYS))
@example("/", b"\xed\xa0\x80", "q")
@example("/events.json", b"%ED%A0%80&topic=%ED%A0%80&from=%FF", "q")
@example("/", b"%00", "topic")
@example("/", b"&&==;&?#", "q")
def test_no_bytes_are_an_error_of_ours(db: None, address: str, raw: bytes, key: str) -> None:
    """Query strings of raw bytes, without percent-encoding."""
    Timeline.objects.get_or_create(slug="all", defaults={"title": "All", "state": "published"})
    query = f"{key}=".encode() + raw.replace(b"\r", b"").replace(b"\n", b"")
    response = Client().get(address, QUERY_STRING=query.decode("latin-1"))
    assert response.status_code in (200, 302, 400 if "json" in address else 200)
    if response.status_code == 302:
        assert Client().get(response["Location"]).status_code == 200


@pytest.mark.parametrize("value", NASTY)
def test_every_nasty_value_is_answered_under_every_key(
    reader: Client, uncertain_event: Event, value: str
) -> None:
    for key in KEYS:
        query = urlencode({key: value})
        assert reader.get(f"/?{query}", follow=True).status_code == 200, key
        for name in ("events.json", "events.csv", "events.timelinejs.json"):
            assert reader.get(f"/{name}?{query}").status_code in (200, 400), (name, key)


PATHS = [
    "/t/{}/",
    "/t/{}/events.json",
    "/e/bcdfghjk/{}/",
    "/e/{}/",
    "/d/bcdfghjk/{}/",
    "/d/{}/1/",
    "/{}",
]


@settings(max_examples=30)
@given(
    st.sampled_from(PATHS),
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30),
)
@example("/t/{}/", "\x00")
@example("/t/{}/events.json", "a\x00b")
@example("/e/bcdfghjk/{}/", "\x00")
@example("/d/bcdfghjk/{}/", "\x00")
@example("/d/bcdfghjk/{}/", "9" * 5000)
@example("/d/bcdfghjk/{}/", "9" * 30)
def test_no_path_is_an_error_of_ours(db: None, path: str, part: str) -> None:
    if not Document.objects.exists():
        make_document(public_id="bcdfghjk")
    response = Client().get(path.format(quote(part, safe="")))
    assert response.status_code in (200, 301, 404)


@pytest.mark.parametrize("path", ["/", "/embed/", "/share/"])
def test_no_page_holds_control_characters_that_were_typed(
    reader: Client, three: list[Event], path: str
) -> None:
    query = "&".join(f"{key}=a%00%08%1Bb%0Bc" for key in ("q", "topic", "from", "to", "sort", "x"))
    page = reader.get(f"{path}?{query}", follow=True).content.decode()
    assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", page)
    assert "a\ufffdb c" in page


def test_very_many_values_are_answered(reader: Client, three: list[Event]) -> None:
    make_topic("Other")
    make_person("Other")
    query = "&".join(f"{key}=v{n}" for n in range(200) for key in ("topic", "person", "source"))
    assert reader.get(f"/?{query}").status_code == 200
    assert reader.get("/?" + "&".join(f"topic=v{n}" for n in range(6_000))).status_code == 400


def test_htmx_gets_in_one_piece_what_changes_in_elements_that_stay(
    reader: Client, three: list[Event]
) -> None:
    page = parse(reader.get("/?q=call"))
    fragment = parse_fragment(reader.get("/?q=call", headers=HTMX))
    (said,) = [e for e in fragment.iter() if e.get("hx-swap-oob") == "innerHTML:#in-place"]
    changed = json.loads(text(said))
    counts = changed["texts"]
    assert counts["n-topic-calls"] == "1"
    assert counts["n-topic-crimea"] == "0"
    assert counts == {e.get("id"): text(e) for e in page.iter() if str(e.get("id"))[:2] == "n-"}
    assert changed["links"] == {
        e.get("id"): e.get("href")
        for e in page.iter()
        if str(e.get("id")).partition("-")[0] in {"canonical", "form", "take"}
    }
    assert changed["links"]["take-events-csv"] == "/events.csv?q=call"


# --- the chart ------------------------------------------------------------------------------------


def test_what_strips_tags_reads_the_chart_a_mark_a_line(reader: Client, three: list[Event]) -> None:
    """Text extractors don't know SVG, but keep the lines of preformatted text."""
    drawn = parse(reader.get("/")).find(".//pre")
    assert drawn is not None
    lines = [" ".join(line.split()) for line in "".join(drawn.itertext()).splitlines()]
    expected = [
        "18th century: The khanate falls",
        "3 June 2000: A meeting",
        "18 March 2025: A call",
    ]
    assert [line for line in lines if line in expected] == expected


# --- many events ----------------------------------------------------------------------------------


def test_too_many_to_read_are_one_line_each_with_an_index_of_periods(
    reader: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drawing, "MAX_MARKS", 20)
    for year in range(1900, 1984):
        make_event(f"Event of {year}", str(year))
    page = parse(reader.get("/"))
    assert len(rows(page)) == queries.PAGE_SIZE
    assert text(by_id(page, "s-0")).startswith("Oldest first")
    periods = page.findall(".//nav[@class='periods']//a")
    counts = [int(text(period.find("span"))) for period in periods]
    assert sum(counts) == 84
    for period, count in list(zip(periods, counts, strict=True))[::3]:
        assert len(rows(parse(reader.get(period.get("href", ""))))) == count
    assert text(by_id(parse(reader.get("/?sort=newest")), "s-0")).startswith("Newest first")


def test_what_began_before_the_range_or_has_no_end_has_its_place_in_the_list(
    reader: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drawing, "MAX_MARKS", 20)
    for year in range(1900, 1960):
        make_event(f"War of {year}", f"{year}/1990")
        make_event(f"Event of {year + 50}", str(year + 50))
    make_event("Since then", "1955/..")
    found = {}
    for order in ("", "&sort=newest"):
        page = parse(reader.get(f"/?from=1950&to=2009{order}"))
        assert "50 begun earlier" in text(by_id(page, "status"))
        for link in page.findall(".//nav[@class='periods']//a"):
            name = text(link).rpartition(" ")[0]
            if name in ("Begun earlier", "Open-ended"):
                found[name, order] = titles(parse(reader.get(link.get("href", ""))))[:2]
        bins = {
            element.get("href")
            for element in page.iter()
            if "aside" in (element.get("class") or "").split()
        }
        assert len(bins) == 2
        assert bins <= {link.get("href") for link in page.findall(".//nav[@class='periods']//a")}
        if not order:
            skip = by_id(page, "skip-earlier").get("href", "")
            found["skip", order] = titles(parse(reader.get(skip)))[:2]
    assert found == {
        ("Begun earlier", ""): ["War of 1900", "War of 1901"],
        ("Begun earlier", "&sort=newest"): ["War of 1949", "War of 1948"],
        ("Open-ended", ""): ["Since then"],
        ("Open-ended", "&sort=newest"): ["Since then"],
        ("skip", ""): ["Event of 1950", "War of 1950"],
    }


def test_a_long_result_of_a_search_begins_with_its_best_matches(reader: Client) -> None:
    for year in range(1850, 1980):
        make_event(f"Event of {year}", str(year), summary="A meeting")
    best = make_event("The meeting", "1985", topics=["Meetings"])
    page = parse(reader.get("/?q=meeting"))
    links = page.findall(".//nav[@class='best']//a")
    assert links[0].get("href") == best.get_absolute_url()
    first = page.find(".//nav[@class='best']//li")
    assert first is not None
    assert text(first) == "The meeting 1985"
    assert [name for one in first.iter() if (name := one.get("aria-label"))] == ["Meetings"]
    assert len(links) == 3
    for address in (by_id(page, "next").get("href", ""), "/?q=meeting&from=1985", "/"):
        assert parse(reader.get(address)).find(".//nav[@class='best']") is None


@pytest.mark.parametrize("path", ["/", "/t/all/"])
def test_feeds_and_the_calendar_of_a_view_are_announced(
    reader: Client, three: list[Event], path: str
) -> None:
    make_timeline("all")
    page = parse(reader.get(f"{path}?topic=calls&topic=meetings"))
    announced = {
        link.get("type", ""): link.get("href", "")
        for link in page.iter("link")
        if link.get("rel") == "alternate"
    }
    for kind, name in (
        ("application/atom+xml", "events.atom"),
        ("application/feed+json", "events.feed.json"),
        ("text/calendar", "events.ics"),
    ):
        assert announced[kind] == f"{path}{name}?topic=calls&topic=meetings"
        response = reader.get(announced[kind])
        assert response.status_code == 200
        assert response["Content-Type"].partition(";")[0] == kind


@pytest.mark.parametrize(("query", "said"), [("", "65 years later"), ("?sort=newest", "earlier")])
def test_a_gap_before_a_heading_is_noted(reader: Client, query: str, said: str) -> None:
    make_event("The Crimean War", "1853/1856")
    make_event("The Soviet Union", "1921")
    text = reader.get(f"/{query}").content.decode()
    [gap] = re.findall(r'class="gap">([^<]*)', text)
    assert said in gap


# --- who or what it is about ----------------------------------------------------------------------


def test_what_alone_is_asked_for_is_described(reader: Client) -> None:
    event = make_event("A", topics=["War"], people=["Ada"], place="Yalta")
    further = f"topic=war&after={event.cursor.just_before.encode()}"
    for model, said in ((Topic, "A strand."), (Person, "A countess."), (Place, "A <port>.")):
        model.objects.update(description=said)

    def about(query: str) -> list[str]:
        page = parse(reader.get(f"/?{query}"))
        return [text(said) for said in page.findall(".//p[@class='about']")]

    assert about("topic=war") == ["A strand."]
    assert about("person=ada&sort=newest") == ["A countess."]
    assert about("place=yalta") == ["A <port>."]
    others = "topic=war&person=ada", "topic=war&from=1900", "q=war", "topic=nothing", further
    for query in ("", *others):
        assert about(query) == [], query
    Topic.objects.update(description="")
    assert about("topic=war") == []


def test_saved_timelines_are_listed_page_after_page(reader: Client, page_size_three: None) -> None:
    make_event("A treaty")
    for number in range(8):
        make_timeline(f"line-{number}", query="q=treaty")
    through = [parse(found) for found in walk(reader, "/t/")]
    assert [text(title) for page in through for title in page.iter("h2")] == [
        f"Timeline line-{number}" for number in range(8)
    ]
    assert len(through) == 3


@pytest.mark.parametrize("after", ["line-7", "nothing", "x\x00"])
def test_after_a_timeline_that_ends_no_page_the_first_page_stands(
    reader: Client, page_size_three: None, after: str
) -> None:
    for number in range(8):
        make_timeline(f"line-{number}")
    page = parse(reader.get("/t/", {"after": after}))
    assert "further page is damaged" in text(page)
    assert len(list(page.iter("h2"))) == 3
    assert links(page, "canonical") == ["http://127.0.0.1:8000/t/"]


@pytest.mark.parametrize(("saved", "named"), [(20, 20), (21, 20)])
def test_a_timeline_names_twenty_others_and_leads_to_the_rest(
    reader: Client, db: None, saved: int, named: int
) -> None:
    for number in range(saved):
        make_timeline(f"line-{number:02}", query="q=treaty")
    page = parse(reader.get("/"))
    [others] = [nav for nav in page.iter("nav") if nav.get("aria-labelledby") == "others"]
    links_there = [link.get("href") for link in others.iter("a")]
    assert links_there == [f"/t/line-{n:02}/" for n in range(named)] + ["/t/"] * (saved > named)


@pytest.mark.parametrize(("number", "more"), [(12, ""), (13, "1 more"), (15, "3 more")])
def test_of_many_people_and_sources_a_row_names_a_dozen_and_leads_to_the_rest(
    reader: Client, db: None, number: int, more: str
) -> None:
    event = make_event(people=[f"Person {n:02}" for n in range(number)], cite=False)
    for n in range(number):
        make_citation(event, make_post(headline=f"Headline {n:02}"))
    found = parse(reader.get("/"))
    [row] = rows(found)
    [people] = [each for each in row.iter("ul") if each.get("class") == "tags"]
    [also] = [each for each in row.iter("span") if each.get("class") == "also"]
    for words, named in ((people, 12), (also, 11)):
        links_there = list(words.iter("a"))
        assert len(links_there) == named + bool(more)
        assert (text(links_there[-1]) == more) == bool(more)
        assert (links_there[-1].get("href") == event.get_absolute_url()) == bool(more)
    notes = [each for each in found.iter("li") if (each.get("id") or "").startswith("note-")]
    assert len(notes) == 12
    whole = text(parse(reader.get(event.get_absolute_url())))
    assert f"Person {number - 1:02}" in whole
    assert f"Post {number}" in whole
    embed = text(parse(reader.get(f"/e/{event.public_id}/embed/")))
    assert (f"{more} source" in embed) == bool(more)
