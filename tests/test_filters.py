"""The query language: parsing, serializing and describing."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.factories import (
    make_citation,
    make_document,
    make_event,
    make_person,
    make_place,
    make_post,
    make_topic,
)
from timeline.characters import sanitize
from timeline.cursors import Cursor
from timeline.dates.edtf import parse
from timeline.fields import MAX_SEARCH_LENGTH, read_source
from timeline.filters import TimelineFilter, TimelineForm, clean_saved_query
from timeline.models import Document, Event

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel("2026-06-15T12:00:00Z", tick=False):
        yield


@pytest.fixture(autouse=True)
def subjects(db: None) -> None:
    for topic in ("War", "Peace"):
        make_topic(topic)
    for person in ("Ada", "Bob", "Цезарь"):
        make_person(person)
    for place in ("Yalta", "Sochi"):
        make_place(place)
    make_document(public_id="bcdfghjk", headline="A live page")
    for _number in range(3):
        make_post()
    make_document(public_id="22222222", headline="Z is the last")


def form(query: str) -> TimelineForm:
    return TimelineForm(QueryDict(query))


@pytest.mark.parametrize(
    ("query", "canonical"),
    [
        ("", ""),
        ("q=peace+talks", "q=peace+talks"),
        ("q=++peace%0A+talks+", "q=peace+talks"),
        ("q=", ""),
        ("q=war&from=2014&q=peace&from=2015", "q=peace&from=2015"),
        ("topic=war", "topic=war"),
        ("topic=war&topic=peace", "topic=peace&topic=war"),
        ("topic=war&topic=war", "topic=war"),
        ("topic=+war+&topic=", "topic=war"),
        ("person=bob&person=ada", "person=ada&person=bob"),
        (
            "person=%D1%86%D0%B5%D0%B7%D0%B0%D1%80%D1%8C",
            "person=%D1%86%D0%B5%D0%B7%D0%B0%D1%80%D1%8C",
        ),
        ("place=yalta&place=sochi", "place=sochi&place=yalta"),
        ("source=bcdfghjk", "source=bcdfghjk"),
        ("source=bcdfghjk-2&source=bcdfghjk-1", "source=bcdfghjk-1&source=bcdfghjk-2"),
        ("source=a-live-page", "source=bcdfghjk"),
        ("source=a-live-page&source=bcdfghjk", "source=bcdfghjk"),
        ("source=a-live-page&source=z-is-the-last", "source=22222222&source=bcdfghjk"),
        ("from=2014", "from=2014"),
        ("from=18th+century", "from=18th+century"),
        ("from=++18th++century", "from=18th+century"),
        ("to=last+year", "to=last+year"),
        ("from=2014&to=2014", "from=2014&to=2014"),
        ("from=&to=", ""),
        ("dates=possible", ""),
        ("dates=certain", "dates=certain"),
        ("sort=oldest", ""),
        ("sort=newest", "sort=newest"),
        ("after=x", ""),
        (f"after={Cursor(1, 2, 3).encode()}", ""),
        ("utm_source=x&fbclid=y&page=2", ""),
        (
            "sort=newest&dates=certain&to=2015&from=2014&source=bcdfghjk-1&place=yalta&person=ada"
            "&topic=war&q=x&unknown=1",
            "q=x&topic=war&person=ada&place=yalta&source=bcdfghjk-1&from=2014&to=2015"
            "&dates=certain&sort=newest",
        ),
        ("q=first&q=last", "q=last"),
        ("q=!!!&topic=war", "topic=war"),
        ("Q=x&Topic=war", ""),
        ("q=%26topic%3Dwar", "q=%26topic%3Dwar"),
    ],
)
def test_a_query_has_one_canonical_form(query: str, canonical: str) -> None:
    assert form(query).filter.to_query() == canonical
    assert form(canonical).filter == form(query).filter


def test_of_the_documents_of_one_slug_the_latest_is_meant() -> None:
    latest = datetime.date(2025, 3, 19)
    make_document(public_id="33333333", headline="A live page", published_on=latest)
    make_document(public_id="44444444", headline="A live page")
    assert form("source=a-live-page").filter.source == ("33333333",)


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("bcdfghjk", ("bcdfghjk", None)),
        ("bcdfghjk-12", ("bcdfghjk", 12)),
        ("bcdfghjk-0", None),
        ("bcdfghjk-1234567890", None),
        ("bcdfghjk-x", None),
        ("bcdfghjk-1\n", None),
        ("bcdfghj", None),
        ("vowelsin", None),
        ("bcdfghjk\x00", None),
        ("", None),
    ],
)
def test_a_source_is_read_by_its_shape(text: str, source: tuple[str, int | None] | None) -> None:
    assert read_source(text) == source


def test_what_is_an_id_is_no_slug() -> None:
    latest = datetime.date(2025, 3, 19)
    for headline in ("bcdfghjk", "bcdfghjk 2"):
        make_document(headline=headline, published_on=latest)
    assert form("source=bcdfghjk").filter.source == ("bcdfghjk",)
    assert form("source=bcdfghjk-2").filter.source == ("bcdfghjk-2",)


@pytest.mark.parametrize(
    ("query", "key", "words"),
    [
        ("topic=nope", "topic", "There is no topic “nope” here."),
        ("topic=war&topic=nope", "topic", "There is no topic “nope” here."),
        ("topic=no&topic=nope", "topic", "There is no topic “no or nope” here."),
        ("topic=WAR", "topic", "There is no topic “WAR” here."),
        ("person=nope", "person", "There is no person “nope” here."),
        ("place=nope", "place", "There is no place “nope” here."),
        ("source=nope", "source", "There is no source “nope” here."),
        ("source=bcdfghjk-4", "source", "There is no source “bcdfghjk-4” here."),
        ("source=bcdfghjk-0", "source", "There is no source “bcdfghjk-0” here."),
        ("source=bcdfghjk-01", "source", "There is no source “bcdfghjk-01” here."),
        ("source=bcdfghjkx", "source", "There is no source “bcdfghjkx” here."),
        ("source=bcdfghjk-999999999999", "source", "There is no source"),
        ("topic=%00", "topic", "There is no topic"),
        ("from=soon+ish", "from", "This can’t be read as a date. Write it like 3 June 2000,"),
        ("to=2014-13", "to", ""),
        ("from=2015&to=2014", "to", "ends before it begins: 2014 is earlier than 2015"),
        ("from=last+year&to=2014", "to", "2014 is earlier than last year"),
        ("dates=maybe", "dates", "“maybe” is not an option here. Use possible or certain."),
        ("sort=up", "sort", "“up” is not an option here. Use oldest or newest."),
        ("after=x", "after", "damaged"),
        (
            f"after={Cursor(1, 1, 3).encode()}",
            "after",
            "This is a link to a further page of another list.",
        ),
    ],
)
def test_a_bad_value_is_named_and_its_key_alone_left_out(query: str, key: str, words: str) -> None:
    read = form(f"{query}&q=kept")
    assert list(read.errors) == [key]
    assert words in " ".join(str(message) for message in read.errors[key])
    assert read.filter.q == "kept"
    assert key not in dict(read.filter.pairs())
    sent = sanitize(QueryDict(query)).getlist(key)
    assert sent == QueryDict(read.query()).getlist(key) or key == "after"


@pytest.mark.parametrize("q", ["NEAR(", '"', "\x00", "*", "a" * 10_000, "AND", "🕊", "\u202e"])
def test_words_are_never_an_error(q: str) -> None:
    query = QueryDict(mutable=True)
    query["q"] = q
    read = TimelineForm(query)
    assert not read.errors
    assert len(read.filter.q) <= MAX_SEARCH_LENGTH
    assert "\x00" not in read.filter.q


def test_a_range_may_be_one_moment_but_not_less() -> None:
    assert not form("from=2014-03-18&to=2014-03-18").errors
    assert not form("from=2014-12&to=2014").errors, "it ends with the year"
    assert form("from=2014-12&to=2014-11").errors


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("", "Everything."),
        ("sort=newest", "Everything, newest first."),
        ("q=grain", "Events with the words “grain”."),
        ("topic=war&topic=peace", "Events about Peace or War."),
        ("person=ada", "Events with Ada."),
        ("place=yalta&person=ada", "Events with Ada, at Yalta."),
        ("source=bcdfghjk", "Events from Live page."),
        ("source=bcdfghjk-2", "Events from Post 2: Post number 2."),
        ("from=2014", "Events possibly from 1 January 2014 onwards."),
        ("to=2014", "Events possibly up to 31 December 2014."),
        ("from=2014-02&to=2014-03", "Events possibly between 1 February and 31 March 2014."),
        (
            "from=10+March+2025&to=16+March+2025&dates=certain",
            "Events certainly between 10 and 16 March 2025.",
        ),
        ("from=2013&to=2014", "Events possibly between 1 January 2013 and 31 December 2014."),
        (
            "from=44+BC&to=AD+14",
            "Events possibly between 1 January 44 BC and 31 December AD 14.",
        ),
        (
            "from=Y12000&to=Y12001",
            "Events possibly from 1 January 12000 to 31 December 12001.",
        ),
        (
            "from=18th+century&dates=certain&sort=newest",
            "Events certainly from 1 January 1700 onwards, newest first.",
        ),
        ("from=-0043-03-15&to=-0043-03-15", "Events possibly on 15 March 44 BC."),
    ],
)
def test_a_query_says_in_a_sentence_what_it_finds(query: str, sentence: str) -> None:
    assert form(query).filter.describe() == sentence


@pytest.mark.parametrize("query", ["from=../2014", "to=2014/..", "from=../2014&to=2014/.."])
def test_a_range_without_a_limit_never_says_none(query: str) -> None:
    read = form(query)
    assert not read.errors
    assert "None" not in read.filter.describe()


def test_both_ends_count_whole_at_their_own_precision() -> None:
    make_event("Eve", "2013-12-31")
    make_event("First", "2014-01-01")
    make_event("Last", "2015-12-31T23:59:59")
    make_event("Day after", "2016-01-01")
    found = form("from=2014&to=2015").filter.apply(Event.objects.published())
    assert [event.title for event in found] == ["First", "Last"]


def test_possible_finds_what_may_have_been_and_certain_what_was(uncertain_event: Event) -> None:
    make_event("Sure", "1783-04-08")
    make_event("About", "1783~")
    make_event("Later", "1784/..")
    every = Event.objects.published()
    possible = form("from=1783&to=1783").filter.apply(every)
    assert {e.title for e in possible} == {"Sure", "About", uncertain_event.title}
    certain = form("from=1783&to=1783&dates=certain").filter.apply(every)
    assert {e.title for e in certain} == {"Sure", "About"}
    onwards = form("from=1784&dates=certain").filter.apply(every)
    assert {e.title for e in onwards} == {"Later"}


@pytest.mark.parametrize(
    ("date", "possibly"),
    [
        ("2014-03", False),
        ("2014-03-01", False),
        ("2014-03-31", False),
        ("2014-02/2014-03", True),
        ("2014-03/2014-04", True),
        ("2014", True),
    ],
)
def test_what_fills_a_range_to_its_ends_lies_in_it_for_certain(date: str, possibly: bool) -> None:
    found = parse(date)
    asked = form("from=2014-03&to=2014-03").filter
    assert asked.only_possibly(found.lower, found.upper) is possibly


def test_certain_without_a_range_leaves_nothing_out(uncertain_event: Event) -> None:
    assert list(form("dates=certain").filter.apply(Event.objects.published())) == [uncertain_event]


KEYS = ["q", "topic", "person", "place", "source", "from", "to", "dates", "sort", "after", "x"]
VALUES = st.one_of(
    st.text(max_size=20),
    st.sampled_from(
        [
            *("war", "peace", "ada", "yalta", "bcdfghjk", "bcdfghjk-1", "a-live-page", "", " "),
            *("2014", "2013", "18th century", "last year", "1/..", "../2014"),
            *("certain", "possible", "newest", "oldest"),
        ]
    ),
)
QUERIES = st.lists(st.tuples(st.sampled_from(KEYS), VALUES), max_size=8)


@settings(max_examples=100)
@given(QUERIES)
def test_the_canonical_form_is_canonical(db: None, pairs: list[tuple[str, str]]) -> None:
    query = QueryDict(mutable=True)
    for key, value in pairs:
        query.appendlist(key, value)
    read = TimelineForm(query)
    canonical = read.filter.to_query()
    again = form(canonical)
    assert not again.errors
    assert again.filter == read.filter
    assert again.filter.to_query() == again.query() == canonical
    assert [key for key, _ in again.filter.pairs()] == sorted(
        (key for key, _ in again.filter.pairs()), key=KEYS.index
    )
    # The query including invalid fields is canonical, too, so there is no redirect loop.
    kept = read.query()
    assert form(kept).query() == kept
    assert form(kept).filter == read.filter


def test_of_a_saved_query_only_a_date_can_be_left_out() -> None:
    Document.objects.all().delete()
    saved = TimelineFilter.from_query("topic=gone&source=bcdfghjk&from=nonsense&sort=newest")
    assert saved.to_query() == "topic=gone&source=bcdfghjk&sort=newest"


@pytest.mark.parametrize(
    ("query", "canonical"),
    [
        ("", ""),
        ("from=1900&topic=war", "topic=war&from=1900"),
        ("sort=oldest", ""),
    ],
)
def test_a_query_is_saved_in_its_canonical_form(query: str, canonical: str) -> None:
    assert clean_saved_query(query) == canonical


@pytest.mark.parametrize(
    ("query", "errors"),
    [
        ("topic=nope", ["There is no topic “nope” here."]),
        ("color=red&page=2", ["Unknown keys in the query: color, page. Remove them."]),
        (
            "topic=war&sort=newest",
            ["A saved timeline begins with its oldest event, and readers can reverse the order."],
        ),
        (f"after={Cursor(1, 2, 3).encode()}", ["Unknown keys in the query: after. Remove them."]),
        ("dates=x&z=1", ["“x” is not an option", "Unknown keys in the query: z. Remove them."]),
    ],
)
def test_a_query_to_be_saved_is_read_strictly(query: str, errors: list[str]) -> None:
    with pytest.raises(ValidationError) as refused:
        clean_saved_query(query)
    for message, beginning in zip(refused.value.messages, errors, strict=True):
        assert message.startswith(beginning)


def test_a_time_is_compared_by_the_clock_on_the_spot_and_said_so() -> None:
    """No UTC time is shown, because events are compared by their local time."""
    asked = form("from=10+a.m.+ET+March+18,+2025&to=18+March+2025,+23:00+UTC").filter
    assert asked.describe() == (
        "Events possibly from 18 March 2025, 10:00 to 18 March 2025, 23:00."
    )
    for end in (asked.from_, asked.to):
        assert end
        assert "Compared with each event’s local time." in " ".join(end.assumed)
    plain = form("from=18+March+2025").filter.from_
    assert plain
    assert plain.assumed == ()


def test_a_range_of_one_day_is_on_it() -> None:
    asked = form("from=18+March+2025&to=2025-03-18").filter
    assert asked.describe() == "Events possibly on 18 March 2025."


def test_fields_can_be_dropped_one_by_one() -> None:
    asked = form("q=x&topic=war&from=2014&sort=newest").filter
    assert asked.without("q").to_query() == "topic=war&from=2014&sort=newest"
    assert asked.without("from_", "topic", "q").to_query() == "sort=newest"
    assert asked.has_filters
    assert not asked.without("from_", "topic", "q").has_filters


def test_for_data_lists_stay_lists() -> None:
    assert form("topic=war&q=x&person=bob&person=ada&from=2014").filter.to_dict() == {
        "q": "x",
        "topic": ["war"],
        "person": ["ada", "bob"],
        "from": "2014",
    }


def test_somebody_who_is_only_in_a_draft_is_nobody(db: None) -> None:
    make_event("A draft", people=["Secret Guest"], state="draft")
    assert "person" in form("person=secret-guest").errors
    make_event("Out", people=["Secret Guest"])
    assert form("person=secret-guest").filter.person == ("secret-guest",)


def test_no_more_values_can_be_asked_for_than_links_can_repeat(reader: Client) -> None:
    post = make_post(make_document())
    for number in range(2, 52):
        make_post(post.document, number=number)
    event = make_event("One", cite=False)
    make_citation(event, post)
    sources = [f"source={post.document.public_id}-{number}" for number in range(1, 52)]
    assert reader.get(f"/events.json?{'&'.join(sources[:50])}").json()["count"] == 1
    for name in ("events.csv", "events.atom", "events.ics", "events.timelinejs.json"):
        assert b"One" in b"".join(reader.get(f"/{name}?{'&'.join(sources[:50])}"))
    refused = reader.get(f"/events.json?{'&'.join(sources)}")
    assert refused.status_code == 400
    [error] = refused.json()["errors"]
    assert error == {
        "parameter": "source",
        "detail": "There are 51 values, but at most 50 can be used at once. Remove some.",
    }
    page = reader.get(f"/?{'&'.join(sources)}")
    assert page.status_code == 200
    assert error["detail"] in page.content.decode()


@pytest.mark.parametrize(
    ("typed", "seconds"),
    [
        ("18 March 2025, 10:00", 60),
        ("10 a.m. ET March 18, 2025", 60),
        ("2025-03-18T10:00", 60),
        ("2025-03-18T10:00:00", 1),
        ("2025-03-18T10:00:59", 1),
        ("2025-03-18", 0),
        ("2025", 0),
    ],
)
def test_a_minute_lasts_and_a_second_is_one(typed: str, seconds: int) -> None:
    """A range includes both ends, at their own precision."""
    ends = form(urlencode({"from": typed, "to": typed})).filter
    assert ends.bounds
    assert ends.to
    lower, upper = ends.bounds
    assert upper - lower == (seconds or ends.to.date.upper - ends.to.date.lower)


@time_machine.travel("2025-03-18T15:00:00Z", tick=False)
def test_a_minute_of_today_is_one_for_whoever_it_is_shared_with() -> None:
    asked = form(urlencode({"to": "noon today"})).filter
    shared = asked.absolute()
    assert shared.to_query() == urlencode({"to": "2025-03-18T12:00"})
    assert form(shared.to_query()).filter.bounds == shared.bounds == asked.bounds
