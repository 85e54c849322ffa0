"""The querysets, compared with plain Python on the same dates."""

from __future__ import annotations

import datetime

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.dates.strategies import valid_edtf
from tests.factories import make_citation, make_document, make_event, make_post
from timeline.dates.edtf import EDTFError, overlaps, parse, within
from timeline.models import Event

pytestmark = pytest.mark.django_db


def save_dates(texts: list[str]) -> None:
    """Create events that have only a date; each title is the index in the list."""
    events = []
    for number, text in enumerate(texts):
        event = Event(title=str(number), slug="x", date_text=text, state="published")
        event.set_date(parse(text))
        events.append(event)
    Event.objects.bulk_create(events)


#: Few enough years that dates overlap.
near = st.tuples(
    st.integers(-3, 3), st.sampled_from(["{:04}", "{:04}-03", "{:04}-03-18", "{:04}~"])
)
near_edtf = near.map(lambda pair: pair[1].format(pair[0]).replace("-003", "-0003")).map(
    lambda text: text.replace("-001", "-0001").replace("-002", "-0002")
)


def is_edtf(text: str) -> bool:
    try:
        parse(text)
    except EDTFError:
        return False
    return True


some_dates = st.lists(st.one_of(valid_edtf, near_edtf.filter(is_edtf)), min_size=1, max_size=8)
HANDPICKED = [
    "2014-03-18",
    "2014-03",
    "2014",
    "201X",
    "20XX",
    "2014~",
    "-0043-03-15",
    "-0043",
    "-0099/0000",
    "../2014",
    "2014/..",
    "../-0043",
    "-0043/..",
    "[2013,2015]",
    "{2013..2015}",
    "[..2013]",
    "2014-03-18T22:00:00-04:00",
    "2014-21",
    "Y-17000000",
    "Y170000002",
    "2013-12-31/2014-01-01",
]


@settings(max_examples=60)
@given(some_dates, st.one_of(valid_edtf, near_edtf.filter(is_edtf)))
def test_overlap_and_containment_are_what_the_bounds_say(
    db: None, texts: list[str], asked: str
) -> None:
    texts, query = [*texts, asked], parse(asked)
    with transaction.atomic():
        save_dates(texts)
        found = set(
            Event.objects.all()
            .overlapping(query.lower, query.upper)
            .values_list("title", flat=True)
        )
        sure = set(
            Event.objects.all()
            .wholly_within(query.lower, query.upper)
            .values_list("title", flat=True)
        )
        transaction.set_rollback(True)
    assert found == {str(n) for n, text in enumerate(texts) if overlaps(parse(text), query)}
    assert sure == {str(n) for n, text in enumerate(texts) if within(parse(text), query)}
    assert sure <= found
    assert str(len(texts) - 1) in sure


@pytest.mark.parametrize("asked", HANDPICKED)
def test_every_kind_of_date_meets_every_other_as_the_bounds_say(asked: str) -> None:
    save_dates(HANDPICKED)
    query = parse(asked)
    found = Event.objects.all().overlapping(query.lower, query.upper)
    sure = Event.objects.all().wholly_within(query.lower, query.upper)
    assert {e.date_text for e in found} == {t for t in HANDPICKED if overlaps(parse(t), query)}
    assert {e.date_text for e in sure} == {t for t in HANDPICKED if within(parse(t), query)}


def test_bounds_touch_without_overlapping() -> None:
    make_event("Before", "2014-03-17")
    make_event("After", "2014-03-19")
    day = parse("2014-03-18")
    assert not Event.objects.all().overlapping(day.lower, day.upper).exists()


def test_published_is_the_state_and_the_hour() -> None:
    now = timezone.now()
    other = make_event("Another", state="draft")
    for state in Event.State.values:
        merged_into = other if state == Event.State.MERGED else None
        for hours in (None, -1, 1):
            at = now + datetime.timedelta(hours=hours) if hours else None
            make_event(f"{state} {hours}", state=state, publish_at=at, merged_into=merged_into)
    assert {e.title for e in Event.objects.published()} == {"published None", "published -1"}


def test_retracted_is_what_was_public_before(retracted_event: Event) -> None:
    make_event("Never was", state=Event.State.RETRACTED)
    make_event("Is public")
    assert list(Event.objects.retracted()) == [retracted_event]


def test_one_key_is_or_and_two_keys_are_and() -> None:
    make_event("1", topics=["War"], people=["Ada"], place="Yalta")
    make_event("2", topics=["War", "Peace"], people=["Bob"], place="Sochi")
    make_event("3", topics=["Peace"], people=["Ada", "Bob"])
    make_event("4")
    every = Event.objects.all()

    def titles(events: object) -> str:
        return "".join(e.title for e in events)  # type: ignore[attr-defined]

    assert titles(every.with_topics(["war", "peace"])) == "123"
    assert titles(every.with_people(["ada", "bob"])) == "123"
    assert titles(every.at_places(["yalta", "sochi"])) == "12"
    assert titles(every.with_topics(["peace"]).with_people(["bob"]).at_places(["sochi"])) == "2"
    assert titles(every.with_topics([])) == titles(every.at_places(["nowhere"])) == ""


def test_sources_are_whole_documents_or_single_posts() -> None:
    first, second = make_document("First"), make_document("Second")
    posts = [make_post(first), make_post(first), make_post(second)]
    for number, post in enumerate(posts, start=1):
        make_citation(make_event(str(number), cite=False), post)
    every, a, b = Event.objects.all(), first.public_id, second.public_id
    assert [e.title for e in every.from_sources([(a, None)])] == ["1", "2"]
    assert [e.title for e in every.from_sources([(a, 2)])] == ["2"]
    assert [e.title for e in every.from_sources([(a, 2), (b, None)])] == ["2", "3"]
    assert not every.from_sources([(a, 3)]).exists()


def test_an_event_found_twice_is_counted_once() -> None:
    event = make_event(topics=["War", "Peace"], people=["Ada", "Bob"])
    make_citation(event)
    post = make_post()
    make_citation(event, post)
    found = (
        Event.objects.published()
        .with_topics(["war", "peace"])
        .with_people(["ada", "bob"])
        .from_sources([(post.document.public_id, None)])
    )
    assert list(found.with_sources()) == [event]
    assert found.count() == 1
