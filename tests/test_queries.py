"""Counts, facets and pagination, compared with plain Python."""

from __future__ import annotations

import itertools
import random
from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db import connection, transaction
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

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
from tests.test_querysets import HANDPICKED, save_dates
from timeline import queries
from timeline.cursors import Cursor
from timeline.dates.edtf import parse
from timeline.filters import LISTS, TimelineFilter, TimelineForm
from timeline.models import Correction, Document, Event, Post

pytestmark = pytest.mark.django_db


def read(query: str) -> TimelineFilter:
    return TimelineForm(QueryDict(query)).filter


def pages(query: str = "") -> list[list[Event]]:
    """Return all pages of a query, following the cursors in their encoded form."""
    found: list[list[Event]] = []
    cursor = None
    for _number in range(100):
        page = queries.timeline_page(queries.scope(None), read(query), cursor)
        assert page.before == sum(map(len, found))
        found.append(page.events)
        if page.next is None:
            return found
        cursor = Cursor.decode(page.next.encode())
    raise AssertionError("the pages have no end")


def pages_back(query: str, size: int, found: list[list[Event]]) -> list[Cursor | None]:
    """Return the cursor before each page, going back from the last page."""
    starts: list[Cursor | None] = [page[-1].cursor for page in found[-2:-1]]
    for before in range(size * (len(found) - 1), 0, -size):
        scope, asked, end = queries.scope(None), read(query), starts[-1]
        assert end is not None
        starts.append(queries.page_before(scope, asked, end, before, size))
    return starts[1:]


def is_open(event: Event) -> bool:
    return parse(event.date_edtf).is_open


# --- pagination -----------------------------------------------------------------------------------


@pytest.fixture
def five_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "PAGE_SIZE", 5)
    monkeypatch.setattr(queries, "ORPHANS", 1)


@pytest.mark.parametrize("sort", ["oldest", "newest"])
def test_every_event_is_on_exactly_one_page(five_a_page: None, sort: str) -> None:
    dates = HANDPICKED * 2 + ["2014-03-18"] * 9
    random.Random(1).shuffle(dates)  # noqa: S311
    save_dates(dates)
    found = [event for page in pages(f"sort={sort}") for event in page]
    assert len(found) == len(dates)
    assert {event.pk for event in found} == set(Event.objects.values_list("pk", flat=True))


@pytest.mark.parametrize("sort", ["oldest", "newest"])
def test_pages_are_in_order_with_half_open_dates_last(five_a_page: None, sort: str) -> None:
    save_dates(HANDPICKED)
    found = [event for page in pages(f"sort={sort}") for event in page]
    opens = [is_open(event) for event in found]
    assert opens == sorted(opens)
    closed = [event.date_lower for event in found if not is_open(event)]
    assert closed == sorted(closed, reverse=sort == "newest")


@settings(max_examples=40)
@given(
    st.lists(valid_edtf, min_size=1, max_size=12),
    st.integers(1, 4),
    st.sampled_from(["", "sort=newest"]),
)
def test_paging_neither_loses_nor_repeats_whatever_the_dates(
    db: None, texts: list[str], size: int, query: str
) -> None:
    with transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(queries, "ORPHANS", 0)
        patch.setattr(queries, "PAGE_SIZE", size)
        save_dates(texts)
        found = pages(query)
        back = pages_back(query, size, found)
        patch.setattr(queries, "PAGE_SIZE", 100)
        whole = queries.timeline_page(queries.scope(None), read(query), None).events
        transaction.set_rollback(True)
    assert [len(page) for page in found[:-1]] == [size] * (len(found) - 1)
    assert [event.pk for page in found for event in page] == [event.pk for event in whole]
    assert back == [None, *(page[-1].cursor for page in found[:-2])][: len(found) - 1][::-1]
    assert len(whole) == len(texts)
    opens = [is_open(event) for event in whole]
    if query:
        assert opens == sorted(opens)


@pytest.mark.parametrize(
    ("events", "lengths"),
    [(0, [0]), (50, [50]), (70, [70]), (71, [50, 21]), (120, [50, 70]), (121, [50, 50, 21])],
)
def test_a_short_last_page_joins_the_page_before(events: int, lengths: list[int]) -> None:
    save_dates(["2014-03-18"] * events)
    assert [len(page) for page in pages()] == lengths


def test_an_event_added_meanwhile_moves_nobody_to_another_page(five_a_page: None) -> None:
    save_dates([f"{year}" for year in range(2000, 2012)])
    first = queries.timeline_page(queries.scope(None), read(""), None)
    save_dates(["1999", "1998"])
    second = queries.timeline_page(queries.scope(None), read(""), first.next)
    assert [e.date_edtf for e in second.events] == ["2005", "2006", "2007", "2008", "2009"]


@pytest.mark.parametrize("sort", ["oldest", "newest"])
@pytest.mark.parametrize(
    "cursor",
    [Cursor(0, 0, 0), Cursor(2**63 - 1, 2**63 - 1, 10**17), Cursor(-(2**63), -(2**63), 1)],
)
def test_a_cursor_from_nowhere_is_answered(sort: str, cursor: Cursor) -> None:
    save_dates(HANDPICKED)
    page = queries.timeline_page(queries.scope(None), read(f"sort={sort}"), cursor)
    assert page.count == len(HANDPICKED)
    assert len(page.events) <= len(HANDPICKED)


# --- counts and facets ----------------------------------------------------------------------------


@pytest.fixture
def world(db: None) -> list[Event]:
    """Thirty events of every combination, three of them not public."""
    chance = random.Random(7)  # noqa: S311
    document, other = make_document("One"), make_document("Two")
    posts = [make_post(document), make_post(document), make_post(other)]
    for number in range(30):
        event = make_event(
            f"{chance.choice(['War', 'Grain', 'Gas'])} {number}",
            chance.choice(HANDPICKED),
            topics=chance.sample(["War", "Peace", "Trade"], chance.randint(0, 3)),
            people=chance.sample(["Ada", "Bob", "Cyd"], chance.randint(0, 3)),
            place=chance.choice(["Yalta", "Sochi", None]),
            state="draft" if number % 10 == 0 else "published",
            cite=False,
        )
        for post in chance.sample(posts, chance.randint(1, 3)):
            make_citation(event, post)
        make_citation(event, posts[0])
    return list(Event.objects.all().with_sources())


Check = Callable[[Event], bool]


def values_of(event: Event) -> dict[str, set[str]]:
    """Return key → values of the event; cached on the instance, as the oracle asks thousands of
    times."""
    if "values" not in event.__dict__:
        event.__dict__["values"] = {
            "topic": {topic.slug for topic in event.loaded_topics},
            "person": {person.slug for person in event.loaded_people},
            "place": {event.place.slug} if event.place else set(),
            "source": {
                f"{citation.post.document.public_id}-{citation.post.number}"
                for citation in event.loaded_citations
            },
        }
    values: dict[str, set[str]] = event.__dict__["values"]
    return values


def _has_one_of(event: Event, key: str, chosen: set[str]) -> bool:
    return not chosen or bool(chosen & values_of(event)[key])


def checks_of(asked: TimelineFilter) -> dict[str, Check]:
    """The oracle: key → predicate on events for each part of a query."""
    found: dict[str, Check] = {
        key: partial(_has_one_of, key=key, chosen=set(asked.values(key))) for key in LISTS
    }
    lower, upper = asked.bounds or (-(2**62), 2**62)

    def dated(event: Event) -> bool:
        if asked.certain and asked.bounds:
            return lower <= event.date_lower and event.date_upper <= upper
        return event.date_lower < upper and event.date_upper > lower

    found["dates"] = dated
    found["q"] = lambda event: asked.q.lower() in event.title.lower()
    return found


COMBINATIONS = [
    "&".join(filter(None, parts))
    for parts in itertools.product(
        ["", "topic=war", "topic=war&topic=trade"],
        ["", "person=ada&person=bob"],
        ["", "place=yalta"],
        ["", "from=2014&to=2014", "from=2013&dates=certain"],
        ["", "q=grain"],
    )
]


def test_counts_and_facets_are_what_counting_by_hand_gives(world: list[Event]) -> None:
    public = [event for event in world if event.state == "published"]
    sources = sorted({value for event in public for value in values_of(event)["source"]})
    combinations = [
        *COMBINATIONS[::3],
        f"source={sources[1]}&topic=war",
        f"source={sources[0]}",
    ]
    scope = queries.scope(None)
    for query in combinations:
        asked = read(query)
        checks = checks_of(asked)
        expected = [event for event in public if all(check(event) for check in checks.values())]
        page = queries.timeline_page(scope, asked, None)
        assert {event.pk for event in page.events} == {event.pk for event in expected}, query
        assert page.count == len(expected), query
        for key, values in queries.facets(scope, asked).items():
            others = [check for name, check in checks.items() if name != key]
            counted: Counter[str] = Counter(
                value
                for event in public
                if all(check(event) for check in others)
                for value in values_of(event)[key]
            )
            offered = {value for event in public for value in values_of(event)[key]}
            shown = {value.value: value.left for value in values}
            chosen = set(asked.to_dict().get(key, []))
            assert shown.keys() == offered | chosen, f"{query}: {key}"
            assert {v: n for v, n in shown.items() if n} == dict(counted), f"{query}: {key}"


def test_a_whole_document_counts_what_any_of_its_posts_vouches_for(world: list[Event]) -> None:
    scope, document = queries.scope(None), Document.objects.get(headline="One")
    for query in ("", "&topic=war", "&from=2014"):
        asked = read(f"source={document.public_id}{query}")
        [choice] = [
            each
            for each in queries.facets(scope, asked)["source"]
            if each.value == document.public_id
        ]
        assert choice.left == queries.timeline_page(scope, asked, None).count > 0


def test_certain_is_counted_beside_possible(uncertain_event: Event) -> None:
    make_event("Sure", "1783-04-08")
    asked = read("from=1783&to=1783")
    page = queries.timeline_page(queries.scope(None), asked, None)
    assert (page.count, page.certain) == (2, 1)
    assert queries.timeline_page(queries.scope(None), read("q=x"), None).certain is None


def test_a_value_that_the_query_empties_stays_with_zero() -> None:
    make_event(topics=["War"], people=["Ada"])
    make_event(topics=["Peace"], people=["Bob"])
    found = queries.facets(queries.scope(None), read("topic=war"))
    assert {v.value: v.left for v in found["person"]} == {"ada": 1, "bob": 0}
    assert {v.value: v.left for v in found["topic"]} == {"war": 1, "peace": 1}


def test_a_chosen_value_outside_the_scope_stays_where_it_can_be_taken_out_again() -> None:
    make_event(topics=["War"], people=["Ada"])
    make_event(topics=["Peace"], people=["Bob"])
    war = make_timeline("war", query="topic=war")
    found = queries.facets(queries.scope(war), read("person=bob"))
    assert [(v.value, v.label, v.left) for v in found["person"]] == [
        ("ada", "Ada", 1),
        ("bob", "Bob", 0),
    ]


def test_a_long_list_is_cut_but_keeps_what_is_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "FACET_SIZE", 2)
    for number, name in enumerate(["Ada", "Bob", "Cyd", "Dan"]):
        for _event in range(9 - number):
            make_event(people=[name], cite=False)
    found = queries.facets(queries.scope(None), read("person=dan"))
    assert [v.value for v in found["person"]] == ["ada", "bob", "dan"]
    assert [v.left for v in found["person"]] == [9, 8, 6]


def test_names_of_as_many_events_come_by_their_letters_whatever_their_accents() -> None:
    names = ["Évelyne", "Zoë", "Ōe", "Łukasz", "Ada"]
    make_event(people=names)
    found = queries.facets(queries.scope(None), read(""))
    assert [v.label for v in found["person"]] == ["Ada", "Évelyne", "Łukasz", "Ōe", "Zoë"]


def test_topics_come_in_the_order_of_the_lanes() -> None:
    for position, name in enumerate(["Zebra", "Ape"]):
        make_topic(name, position=position)
    make_event(topics=["Ape", "Zebra"])
    found = queries.facets(queries.scope(None), read(""))
    assert [(v.value, v.slot) for v in found["topic"]] == [("zebra", 1), ("ape", 1)]


# --- facts, neighbours, ways out ------------------------------------------------------------------


def test_facts_are_of_the_scope() -> None:
    event = make_event("First", "1783", topics=["War"])
    make_event("Other", "1500")
    make_event("Draft", "1400", topics=["War"], state="draft")
    make_event("Since", "2014/..", topics=["War"])
    make_citation(event, make_post())
    Correction.objects.create(event=event, kind="correction", was="a", now_says="b")
    found = queries.scope(make_timeline("war", query="topic=war")).facts()
    assert (found.events, found.posts, found.corrections) == (2, 2, 1)
    assert found.first == event
    assert found.latest == event.date_upper


def test_facts_of_nothing() -> None:
    found = queries.scope(None).facts()
    assert (found.events, found.first, found.latest, found.posts, found.corrections) == (
        0,
        None,
        None,
        0,
        0,
    )


def test_neighbours_walk_through_everything_public_in_order(draft_event: Event) -> None:
    save_dates([*HANDPICKED, "2014-03-18"])
    event: Event | None = Event.objects.published().chronological()[0]
    walked = []
    before = None
    while event:
        previous, following = queries.neighbours(event)
        assert previous == before
        walked.append(event.pk)
        before, event = event, following
    assert walked == [e.pk for e in Event.objects.published()]
    assert draft_event.pk not in walked


def test_the_same_day_is_the_same_day_of_any_year(
    draft_event: Event, embargoed_event: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    event = make_event("This", "2014-03-18")
    for date in ("1921-03-18", "2025-03-18T22:00:00-04:00", "2014-03-18~"):
        make_event(f"Same {date}", date)
    for date in ("2014-03-17", "2014-03", "2014", "2014-03-18/2014-03-19", "../2014-03-18"):
        make_event(f"Other {date}", date)
    found, more = queries.on_this_day(event)
    assert more == 0
    assert {e.title for e in found} == {
        "This",
        "Same 1921-03-18",
        "Same 2025-03-18T22:00:00-04:00",
        "Same 2014-03-18~",
    }
    assert queries.on_this_day(Event.objects.get(date_edtf="2014-03")) == ([], 0)
    monkeypatch.setattr(queries, "MAX_SAME_DAY", 3)
    found, more = queries.on_this_day(event)
    assert [e.title for e in found] == ["Same 1921-03-18", "This", "Same 2014-03-18~"]
    assert more == 1


def test_the_ways_out_of_an_empty_result_say_what_they_bring_back() -> None:
    make_event("Grain", "2014", topics=["War"], people=["Ada"])
    for year in ("2014", "2015"):
        make_event("Gas", year, topics=["War"])
    make_topic("Peace")
    asked = read("q=grain&topic=war&from=2016")
    assert queries.filters_to_drop(queries.scope(None), asked) == [("range", 1)]
    asked = read("q=gas&person=ada")
    assert queries.filters_to_drop(queries.scope(None), asked) == [("person", 2), ("q", 1)]
    assert queries.filters_to_drop(queries.scope(None), read("topic=peace&from=2030")) == []


def test_how_often_people_appear_counts_public_events_only(draft_event: Event) -> None:
    make_event(people=["Ada", "Bob"])
    make_event(people=["Ada"])
    draft_event.people.add(make_person("Bob"))
    counts = queries.scope(None).counts_by_value("person", ["ada", "bob", "nobody"])
    assert counts == {"ada": 2, "bob": 1}


def test_the_whole_is_the_first_published_timeline_without_a_query() -> None:
    make_timeline("draft", state="draft", position=0)
    make_timeline("part", query="topic=war", position=1)
    nameless = queries.whole_timeline(queries.scope(None))
    assert (nameless.title, nameless.standfirst) == ("Everything on file", "")
    whole = make_timeline("second", position=2)
    make_timeline("third", position=3)
    assert queries.whole_timeline(queries.scope(None)) == whole


# --- SQL queries ----------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [3, 300])
def test_the_number_of_statements_does_not_depend_on_the_number_of_events(
    number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    save_dates(["2014-03-18"] * number)
    assert Document.objects.count() == Post.objects.count() == 0
    scope, asked = queries.scope(None), read("")
    with django_assert_num_queries(5):
        queries.timeline_page(scope, asked, None)
    cursor = Event.objects.chronological()[number - 1].cursor
    with django_assert_num_queries(number > 50):
        queries.page_before(scope, asked, cursor, number, 50)
    with django_assert_num_queries(4):
        scope.facts()
    with django_assert_num_queries(len(LISTS)):
        queries.facets(scope, asked)


# --- best matches ---------------------------------------------------------------------------------


def test_best_matches_say_the_words_in_their_title_and_matter(db: None) -> None:
    for number in range(4):
        make_event(f"A dinner {number}", "1990", summary="Putin and Bush dine", importance=5)
    make_event("Bush rests", "1991", summary="Putin travels", importance=2)
    make_event("Putin meets Bush", "1992", importance=1)
    make_event("Putin and Bush part", "1993", importance=3)
    make_event("Bush alone", "1980", importance=5)
    found = queries.best_matches(queries.scope(None), read("q=putin+bush"))
    assert [event.title for event in found] == [
        "Putin and Bush part",
        "Putin meets Bush",
        "Bush rests",
    ]


@pytest.mark.parametrize("asked", ["", "q=%E2%80%94", "topic=crimea"])
def test_without_words_nothing_matches_best(db: None, asked: str) -> None:
    make_event("A meeting — at last", "1990", topics=["Crimea"])
    assert queries.best_matches(queries.scope(None), read(asked)) == []


# --- objects related to events --------------------------------------------------------------------


@pytest.mark.parametrize(
    "ask",
    [
        lambda: queries.latest_corrections(None, 9),
        lambda: queries.event_citing(Post.objects.get(), Event.objects.all()[0].public_id),
    ],
)
def test_what_hangs_on_events_is_found_without_looking_through_all_events(
    uncertain_event: Event, draft_event: Event, ask: Callable[[], Any]
) -> None:
    with CaptureQueriesContext(connection) as captured:
        ask()
    if connection.vendor == "sqlite":  # other databases choose plans by the number of rows
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {captured[-1]['sql']}")
            steps = [step for *_ids, step in cursor.fetchall()]
        assert any("USING" in step for step in steps)
        assert not any("LIST" in step or "SCAN timeline_event" in step for step in steps), steps
