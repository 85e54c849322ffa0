"""Event.announced stays consistent with the cited posts, whichever way they change."""

from __future__ import annotations

import datetime
from importlib import import_module

import pytest
import reversion
from django.apps import apps
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from pytest_django import DjangoAssertNumQueries

from tests.factories import make_citation, make_document, make_event, make_post
from timeline.dates.announced import is_only_announced, posted_by
from timeline.models import Citation, Document, Event, Post

pytestmark = pytest.mark.django_db

DAY = datetime.date(2025, 3, 18)
NOON = datetime.datetime(2025, 3, 20, 12, tzinfo=datetime.UTC)


def is_announced(event: Event) -> bool:
    return Event.objects.values_list("announced", flat=True).get(pk=event.pk)


@pytest.fixture
def post() -> Post:
    return make_post(make_document(published_on=DAY, time_zone="UTC"))


@pytest.fixture
def plan(post: Post) -> Event:
    event = make_event("They will meet", "2025-03-19", cite=False)
    make_citation(event, post)
    return event


def test_a_report_ends_it_and_without_the_report_it_is_back(plan: Event) -> None:
    assert is_announced(plan)
    report = make_post(make_document(published_on=DAY + datetime.timedelta(1)))
    reported = make_citation(plan, report)
    assert not is_announced(plan)
    reported.delete()
    assert is_announced(plan)
    Citation.objects.filter(event=plan).delete()
    assert not is_announced(plan)


def test_it_follows_the_date_of_the_event(plan: Event) -> None:
    plan.date_edtf = "2025-03-18"
    plan.save()
    assert not is_announced(plan)
    plan.date_edtf = "2025-06"
    plan.save()
    assert is_announced(plan)


def test_it_follows_the_day_of_the_document_and_the_time_of_the_post(
    plan: Event, post: Post
) -> None:
    post.published_at = NOON
    post.save()
    assert not is_announced(plan)
    post.published_at = None
    post.save()
    assert is_announced(plan)
    post.document.published_on = DAY + datetime.timedelta(1)
    post.document.save()
    assert not is_announced(plan)
    post.document.published_on = DAY
    post.document.save()
    assert is_announced(plan)


@pytest.mark.parametrize(
    ("date", "zone", "moment", "announced"),
    [
        ("2025-03-15", "", "2025-03-10T12:00Z", True),
        ("2025-03-19", "Pacific/Auckland", "2025-03-18T23:30Z", False),
        ("2025-03-17T20:00:00", "America/Los_Angeles", "2025-03-18T02:00Z", True),
    ],
    ids=["before its page", "a day ahead", "a day behind"],
)
def test_a_post_was_out_at_its_own_time_by_the_clock_of_the_event(
    post: Post, date: str, zone: str, moment: str, announced: bool
) -> None:
    event = make_event(date=date, date_tz=zone, cite=False)
    make_citation(event, post)
    post.published_at = datetime.datetime.fromisoformat(moment)
    post.save()
    assert is_announced(event) is announced


def test_going_back_to_an_older_date_does_not_bring_back_what_it_said(plan: Event) -> None:
    with reversion.create_revision():
        plan.save()
    plan.date_edtf = "2025-03-18"
    plan.save()
    reversion.models.Version.objects.get_for_object(plan)[0].revision.revert()
    assert is_announced(plan)


def test_a_page_of_the_past_is_saved_without_asking_what_cites_it(
    post: Post, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for year in range(1990, 1995):
        make_citation(make_event(date=str(year), cite=False), post)
    for source, changes in (
        (post.document, {}),
        (post.document, {"published_on": DAY + datetime.timedelta(1)}),
        (post, {"headline": "Another"}),
        (post, {"published_at": NOON}),
    ):
        for name, value in changes.items():
            setattr(source, name, value)
        with django_assert_max_num_queries(4 if {*changes} - {"headline"} else 2):
            source.save()


class TestAgainstARule(TestCase):
    @settings(max_examples=30, deadline=None)
    @given(
        st.lists(
            st.tuples(
                st.dates(DAY, DAY + datetime.timedelta(3)),
                st.none()
                | st.datetimes(
                    datetime.datetime(2025, 3, 18),
                    datetime.datetime(2025, 3, 21),
                    timezones=st.just(datetime.UTC),
                ),
                st.sampled_from(["UTC", "Asia/Tokyo", "America/New_York"]),
            ),
            max_size=4,
        ),
        st.sampled_from(["", "Pacific/Auckland", "America/Los_Angeles"]),
        st.sampled_from(["2025-03-18", "2025-03-19", "2025-03-20T08:00:00", "2025-03", "2025-04"]),
    )
    def test_column_and_migration_say_the_same(
        self,
        posts: list[tuple[datetime.date, datetime.datetime | None, str]],
        zone: str,
        date: str,
    ) -> None:
        event = make_event(date=date, date_tz=zone, cite=False)
        for day, moment, home in posts:
            document: Document = make_document(published_on=day, time_zone=home)
            make_citation(event, make_post(document, published_at=moment))
        event.refresh_from_db()
        posted = [posted_by(day, moment, zone or home) for day, moment, home in posts]
        expected = is_only_announced(event.date_lower, posted)
        assert event.announced is expected
        Event.objects.update(announced=False)
        migration = import_module("timeline.migrations.0013_announced_so_far")
        migration.fill(apps, connection.schema_editor())
        assert is_announced(event) is expected
