"""The columns give the same answers as the database, also while events are being changed."""

from __future__ import annotations

import datetime
import random
from collections.abc import Callable, Sequence

import pytest
import time_machine
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from tests.answers.archive import ANYWHERE, MOMENTS, QUERIES, add, everything_asked, fill
from tests.factories import make_event, make_person, make_topic
from tests.public_state import wait_until_settled
from timeline.answers import building, live_index
from timeline.answers import columns as columns_module
from timeline.answers.columns import Segment
from timeline.answers.in_database import InDatabase
from timeline.answers.live_index import LiveIndex
from timeline.answers.loading import load_all
from timeline.filters import EVERYTHING, TimelineFilter
from timeline.models import Citation, Correction, Event, Person, Post, Topic
from timeline.models.changes import public_state


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make blocks so small that a few events fill many of them, some of which can be skipped."""
    for module in (columns_module, building):
        monkeypatch.setattr(module, "BLOCK", 4)


SCOPES = [
    "topic=war",
    "topic=gone",
    "topic=war&topic=gone",
    "from=1900&to=2014&dates=certain",
    "q=tr&person=ada",
]
#: One query of each kind.
FEW = ["", "topic=war&person=ada&place=yalta", "from=1900&to=2014-03-18", "q=tr&sort=newest"]


def compare(columns: LiveIndex, scope: str = "", queries: Sequence[str] = QUERIES) -> None:
    asked = TimelineFilter.from_query(scope)
    in_memory, in_database = (
        columns.answers(asked),
        InDatabase(asked.apply(Event.objects.published())),
    )
    for (what, mine), (_, theirs) in zip(
        everything_asked(in_memory, queries), everything_asked(in_database, queries), strict=True
    ):
        assert mine == theirs, what


@pytest.mark.django_db
@pytest.mark.parametrize("number", [0, 1, 120])
def test_answers_are_those_of_the_database(number: int) -> None:
    fill(number, number)
    compare(live_index.load())


@pytest.mark.django_db
@pytest.mark.parametrize("scope", SCOPES)
def test_so_they_are_in_a_saved_timeline(scope: str) -> None:
    fill(7, 60)
    compare(live_index.load(), scope, FEW)


@pytest.mark.django_db
@pytest.mark.parametrize("order", ["", "sort=newest"])
def test_from_a_place_of_no_event_a_list_goes_on_as_in_the_database(order: str) -> None:
    fill(9, 60)
    asked = TimelineFilter.from_query(order)
    mine, theirs = live_index.load().answers(EVERYTHING), InDatabase(Event.objects.published())
    for place in ANYWHERE:
        assert mine.counts(asked, place) == theirs.counts(asked, place)
        assert mine.page(asked, place, 6) == theirs.page(asked, place, 6)
        assert mine.cursor_before(asked, place, 6) == theirs.cursor_before(asked, place, 6)


@pytest.mark.usefixtures("transactional_db")
def test_several_segments_answer_as_one() -> None:
    """It doesn't matter how events are spread over segments and which of them are superseded."""
    events = fill(3, 90)
    columns = live_index.load()
    chance = random.Random(3)  # noqa: S311
    for size in (20, 7, 2, 1):
        changed = [event.pk for event in chance.sample(events, size)]
        Event.objects.filter(pk__in=changed).update(importance=size % 5 + 1)
        caught_up = columns.with_changes()
        assert caught_up is not None
        columns = caught_up
    assert len(columns.index.segments) > 2
    compare(columns)


# --- while editors write --------------------------------------------------------------------------


def publish(event: Event) -> None:
    Event.objects.filter(pk=event.pk).update(state="published")


def move(event: Event) -> None:
    event.date_edtf = "1954-02-19"
    event.save()


def describe(event: Event) -> None:
    """Describe somebody without a description, and delete all other descriptions."""
    Person.objects.update(description="")
    Person.objects.filter(slug="cleo").update(description="Of whom something is said now.")


def rename_a_person(event: Event) -> None:
    Person.objects.filter(slug="ada").update(slug="ada-l", name="Ada L.")


def rename_again(event: Event) -> None:
    """Change a slug so that the former one is kept."""
    ada = Person.objects.get(slug="ada-l")
    ada.slug = "ada-lovelace"
    ada.save()


def delete_a_topic(event: Event) -> None:
    Topic.objects.filter(slug="war").first().delete()  # type: ignore[union-attr]


def cite_another(event: Event) -> None:
    Citation.objects.update(post=Post.objects.order_by("-number")[0])


def correct(event: Event) -> None:
    Correction.objects.create(event=event, kind="correction", was="a", now_says="b")


def add_with_new_names(event: Event) -> None:
    make_event("Something new", "2020", topics=["Novelty"], people=["Eve"], place="Oslo")


def swap_topics(event: Event) -> None:
    Topic.objects.filter(slug="war").update(position=9)
    event.topics.set([make_topic("Peace"), make_topic("Trade")])


def republished(event: Event) -> Event:
    event.published_at = MOMENTS[-1] + datetime.timedelta(days=1)
    return event


def take_over_corrections(event: Event) -> None:
    """Move corrections as a merge does, which changes `changed_at` of both events."""
    other = Event.objects.published().exclude(pk=event.pk)[0]
    at = MOMENTS[-1] + datetime.timedelta(days=2)
    Correction.objects.create(event=other, kind="update", was="a", now_says="b", at=at)
    Correction.objects.filter(event=other).move_to(event)


CHANGES: list[Callable[[Event], object]] = [
    publish,
    move,
    lambda event: event.delete(),
    lambda event: event.people.set([make_person("Bob")]),
    lambda event: Event.objects.filter(pk=event.pk).update(place=None),
    describe,
    rename_a_person,
    rename_again,
    delete_a_topic,
    cite_another,
    correct,
    add_with_new_names,
    swap_topics,
    lambda event: Event.objects.filter(pk=event.pk).update(updated_at=MOMENTS[-1]),
    lambda event: Event.objects.bulk_update([republished(event)], ["published_at"]),
    take_over_corrections,
    lambda event: Event.objects.update(state="retracted"),
]


@pytest.mark.usefixtures("transactional_db")
def test_every_change_is_followed() -> None:
    events = fill(5, 30)
    columns = live_index.load()
    for number, change in enumerate(CHANGES):
        change(events[number])
        caught_up = columns.with_changes()
        assert caught_up is not None
        columns = caught_up
        compare(columns, queries=FEW)


@pytest.mark.usefixtures("transactional_db")
def test_what_changes_while_everything_is_read_is_caught_up_with(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def and_meanwhile() -> Segment:
        segment = load_all()
        make_event("Published meanwhile")
        return segment

    monkeypatch.setattr(live_index, "load_all", and_meanwhile)
    caught_up = live_index.load().with_changes()
    assert caught_up is not None
    assert caught_up.answers(EVERYTHING).counts(EVERYTHING).events == 1


@pytest.mark.usefixtures("transactional_db")
def test_nothing_changed_costs_one_statement(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    fill(1, 5)
    wait_until_settled()
    columns = live_index.load().with_changes()
    assert columns is not None
    with django_assert_num_queries(1):
        assert columns.with_changes() is columns
    state = public_state()
    with django_assert_num_queries(0):
        assert columns.with_changes(state) is columns


@pytest.mark.usefixtures("transactional_db")
def test_what_is_said_of_nobody_costs_no_statement(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    make_event("One", people=["Ada", "Bob"])
    Person.objects.filter(slug="ada").update(description="The first programmer.")
    answers = live_index.load().answers(EVERYTHING)
    with django_assert_num_queries(1):
        assert answers.description("person", "ada") == "The first programmer."
    with django_assert_num_queries(0):
        assert answers.description("person", "bob") == answers.description("person", "nobody") == ""


def three_events() -> LiveIndex:
    for title in ("One", "Two", "Three"):
        make_event(title, topics=["War"])
    return live_index.load()


def with_another_second(columns: LiveIndex) -> LiveIndex:
    Event.objects.filter(title="Two").update(title="Another")
    caught_up = columns.with_changes()
    assert caught_up is not None
    return caught_up


@pytest.mark.usefixtures("transactional_db")
def test_a_headline_is_read_once_until_its_event_changes(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    columns = three_events()

    def said(statements: int) -> list[str]:
        answers = columns.answers(EVERYTHING)
        with django_assert_num_queries(statements):
            return [each.title for each in answers.headlines(answers.most_important(EVERYTHING, 9))]

    assert said(1) == said(0) == ["One", "Two", "Three"]
    columns = with_another_second(columns)
    assert said(1) == said(0) == ["One", "Another", "Three"]


@pytest.mark.usefixtures("transactional_db")
def test_a_state_from_before_the_last_change_does_not_bring_it_back() -> None:
    """Another thread may have caught up with changes later than the state that this one read."""
    columns, before = live_index.load(), public_state()
    make_event("One")
    ahead = columns.with_changes()
    assert ahead is not None
    late = ahead.with_changes(before)
    assert late is not None
    assert late.answers(EVERYTHING).counts(EVERYTHING).events == 1
    make_event("Two")
    caught_up = late.with_changes(public_state())
    assert caught_up is not None
    assert caught_up.answers(EVERYTHING).counts(EVERYTHING).events == 2


@pytest.mark.usefixtures("transactional_db")
def test_an_edit_costs_the_row_of_its_event(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    columns = three_events()
    rows = columns.answers(EVERYTHING).page(EVERYTHING, None, 9)
    caught_up = with_another_second(columns)
    with django_assert_num_queries(4):
        again = caught_up.answers(EVERYTHING).page(EVERYTHING, None, 9)
    assert [row.title for row in again] == ["One", "Another", "Three"]
    assert [mine is before for mine, before in zip(again, rows, strict=True)] == [True, False, True]


@pytest.mark.django_db
def test_lines_cost_one_statement_and_one_for_those_that_cite_nothing(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    make_event("One")
    make_event("Two")
    answers = live_index.load().answers(EVERYTHING)
    with django_assert_num_queries(1):
        assert len(answers.lines(EVERYTHING, None, 9)) == 2
    make_event("Three", cite=False)
    answers = live_index.load().answers(EVERYTHING)
    with django_assert_num_queries(2):
        assert len(answers.lines(EVERYTHING, None, 9)) == 3


@pytest.mark.usefixtures("transactional_db")
def test_an_embargo_ends_without_a_change() -> None:
    tomorrow = timezone.now() + datetime.timedelta(days=1)
    make_event("An embargoed speech", publish_at=tomorrow)
    wait_until_settled()
    columns = live_index.load()
    assert columns.answers(EVERYTHING).counts(EVERYTHING).events == 0
    with time_machine.travel(tomorrow + datetime.timedelta(seconds=1)):
        later = columns.with_changes()
        assert later is not None
        assert later.answers(EVERYTHING).counts(EVERYTHING).events == 1
        assert later.with_changes() is later


@pytest.mark.usefixtures("transactional_db")
def test_too_many_changes_ask_for_reading_everything_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    columns = live_index.load()
    monkeypatch.setattr(live_index, "MAX_CHANGES", 2)
    fill(2, 3)
    assert columns.with_changes() is None


@pytest.mark.usefixtures("transactional_db")
def test_segments_stay_few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Many small changes leave a handful of segments, each larger than the next."""
    chance = random.Random(8)  # noqa: S311
    fill(8, 60)
    columns: LiveIndex | None = live_index.load()
    posts = list(Post.objects.all())
    for _ in range(24):
        add(chance, posts)
        assert columns is not None
        columns = columns.with_changes()
    assert columns is not None
    assert len(columns.index.segments) <= 5
    compare(columns, queries=FEW)
